"""Language detectors that do as they are told, and count how often they are asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from streams.language import Passage
from streams.records import Language


@dataclass
class ToldDetector:
    """Says one language, or another for texts and passages that are named.

    Attributes:
        asked: what `detect` was asked, with the hint.
        passages: what `detect_passages` was asked.
    """

    code: str = "en"
    codes: Mapping[str, str] = field(default_factory=dict)
    name: str = "told"
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    passages: list[str] = field(default_factory=list)

    def detect(self, text: str, hint: str | None = None) -> Language:
        """The language that was told for this text."""
        self.asked.append((text, hint))
        return self._language(text)

    def detect_passages(self, text: str, hint: str | None = None) -> list[Passage]:
        """A passage for each line."""
        self.passages.append(text)
        found, start = [], 0
        for line in text.splitlines(keepends=True):
            language = self._language(line.strip())
            found.append(Passage(start=start, end=start + len(line), language=language))
            start += len(line)
        return found

    def _language(self, text: str) -> Language:
        return Language(code=self.codes.get(text, self.code), confidence=1.0, engine=self.name)


class BrokenDetector(ToldDetector):
    """Fails on every text, as no detector may."""

    def detect(self, text: str, hint: str | None = None) -> Language:
        """Raise."""
        raise ZeroDivisionError(f"asked for {hint}")
