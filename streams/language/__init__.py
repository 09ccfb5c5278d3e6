"""What an article is written in: `create_detector` gives the engine that a setting names.

Importing this package is cheap; tables and models are read when a detector is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from streams.errors import ConfigurationError, problem
from streams.language.detector import Detector, Passage

if TYPE_CHECKING:
    from streams.language.ranking import Ranker


__all__ = ["ENGINES", "Detector", "Passage", "create_detector"]

ENGINES = ("default", "langdetect")


def create_detector(engine: str = "default", expected: Sequence[str] = ()) -> Detector:
    """The detector that a process makes once and shares between its threads.

    Args:
        engine: one of `ENGINES`.
        expected: BCP 47 tags of the languages that articles may be in; none means any.

    Raises:
        ConfigurationError: an engine or a language that is not known, listing the known ones.
    """
    if engine not in ENGINES:
        raise ConfigurationError(
            [problem(f"no engine is called {engine!r}; known engines: {', '.join(ENGINES)}")]
        )
    # Here, because tables, models and profiles are read when they are needed.
    from streams.language.catalogue import chosen  # noqa: PLC0415
    from streams.language.script_first import ScriptFirstDetector  # noqa: PLC0415

    return ScriptFirstDetector(_ranker(engine), chosen(expected))


def _ranker(engine: str) -> Ranker:
    if engine == "langdetect":
        from streams.language import langdetect_engine  # noqa: PLC0415

        return langdetect_engine.LangdetectRanker(langdetect_engine.available_library())
    from streams.language.default_engine import NgramRanker  # noqa: PLC0415
    from streams.language.model import load_model  # noqa: PLC0415

    return NgramRanker(load_model())
