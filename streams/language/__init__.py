"""What an article is written in: `create_detector` gives the engine that a setting names.

Importing this package is cheap; tables and models are read when a detector is made.
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.errors import ConfigurationError, problem
from streams.language.detector import Detector, Passage

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
    # Here, because tables and profiles are read when these are imported.
    from streams.language.catalogue import chosen  # noqa: PLC0415
    from streams.language.langdetect_engine import LangdetectRanker, available_library  # noqa: PLC0415
    from streams.language.script_first import ScriptFirstDetector  # noqa: PLC0415

    if engine not in ENGINES:
        raise ConfigurationError(
            [problem(f"no engine is called {engine!r}; known engines: {', '.join(ENGINES)}")]
        )
    return ScriptFirstDetector(LangdetectRanker(available_library()), chosen(expected))
