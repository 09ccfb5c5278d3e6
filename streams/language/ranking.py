"""The port of the engines: what tells the languages that share a script apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from streams.code_points import Codes

#: A part of a text, by its places in code points, the second one after the end.
Span = tuple[int, int]


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

    def rank(self, codes: Codes, candidates: tuple[str, ...], hint: str | None) -> Ranking | None:
        """The best of `candidates` for a text; `None` where nothing speaks for any of them.

        Args:
            codes: the code points of the text, composed (NFC), without markup and addresses.
            candidates: at least two of `languages`, all written in the main script of the text.
            hint: the one of the candidates that the publisher states, if any.
        """

    def doubtful(
        self, codes: Codes, spans: Sequence[Span], candidates: tuple[str, ...], language: str
    ) -> Sequence[Span]:
        """Which spans of a text in `language` may be in another of the candidates.

        A first look, to be followed by `rank`: it may name too many and has to cost little.
        """
