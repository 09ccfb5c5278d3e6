"""Logs: JSON for machines, readable on a terminal; never the text of an article, never a secret."""

from __future__ import annotations

import logging
import sys
from typing import Any

import orjson
import structlog

from streams.terminal import safe

#: Not `dict_tracebacks`, nor the console's default: they show the variables of every frame, and
#: among those of Kafka's clients is the password.
_TRACEBACKS = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)


def configure_logs(level: str, log_format: str) -> None:
    """Send everything that is logged, by whatever library, to standard error.

    Args:
        level: the least that is told: `debug`, `info`, `warning` or `error`.
        log_format: `json`, `console`, or `auto`, which is `console` on a terminal.
    """
    readable = log_format == "console" or (log_format == "auto" and sys.stderr.isatty())
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        _harmless,
    ]
    rendering: list[Any] = (
        [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            )
        ]
        if readable
        else [
            structlog.processors.ExceptionRenderer(_TRACEBACKS),
            structlog.processors.JSONRenderer(serializer=_to_json),
        ]
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # Libraries that narrate: what matters of it is told by wirewatch itself.
    for name in ("aiokafka", "faust", "mode", "asyncio"):
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def _harmless(_: Any, __: str, event: Any) -> Any:  # noqa: ANN401 - structlog's signature
    """Foreign text, such as a topic's name or what was wrong with a record, moves no cursor."""
    return {key: safe(value) if isinstance(value, str) else value for key, value in event.items()}


def _to_json(event: dict[str, Any], default: Any) -> str:  # noqa: ANN401 - structlog's signature
    return orjson.dumps(event, default=default).decode()
