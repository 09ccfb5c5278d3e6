"""The port of the engines: what tells the languages that share a script apart."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Ranking(NamedTuple):
    """The best of the candidates; `confidence` is the probability that it is right."""

    language: str
    confidence: float
    runner_up: str | None


class Ranker(Protocol):
    """An engine. The same answer for the same text, from any thread; never raises for any text."""

    @property
    def name(self) -> str:
        """What `Language.engine` says."""

    @property
    def languages(self) -> frozenset[str]:
        """What it can tell apart; languages that a script settles need not be among them."""

    def rank(self, text: str, candidates: tuple[str, ...], hint: str | None) -> Ranking | None:
        """The best of `candidates` for `text`; `None` where nothing speaks for any of them.

        Args:
            text: composed (NFC), without markup, addresses and the like.
            candidates: at least two of `languages`, all written in the main script of `text`.
            hint: the language that the publisher states, one of the candidates or not.
        """
