"""The port that every language engine stands behind."""

from __future__ import annotations

from typing import Protocol

from streams.records import Language, Record


class Passage(Record, frozen=True):
    """A run of text in one language: `text[start:end]`, code points."""

    start: int
    end: int
    language: Language


class Detector(Protocol):
    """Says what a text is written in: the same answer for the same text, in every process.

    An engine never raises for any text; with nothing to go on it answers `und` and the reason.
    """

    @property
    def name(self) -> str:
        """What `Language.engine` says."""

    def detect(self, text: str, hint: str | None = None) -> Language:
        """The main language of `text`; `hint` (BCP 47) is weighed, not trusted."""

    def detect_passages(self, text: str, hint: str | None = None) -> list[Passage]:
        """The runs of `text` in order, covering it; one for a text in a single language."""
