"""What an article is written in."""

from streams.language.detector import Detector, Passage

__all__ = ["Detector", "Passage"]
