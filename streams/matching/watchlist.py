"""A watchlist: watches, the concepts they look for, and the matcher compiled from those."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import orjson

from streams.matching.concept import Concept, builtin_documents, read_concept
from streams.matching.decide import Matcher
from streams.matching.judge import Verdict
from streams.matching.terms import CompiledTerms, Terms, compile_terms
from streams.records import Match, WatchRef

_DEFAULT_TIERS = ("core",)
#: The watches that come with wirewatch.
BUILTIN_WATCHES: tuple[Mapping[str, Any], ...] = (
    {"id": "china", "name": "China", "concepts": ["CN"]},
    {"id": "taiwan", "name": "Taiwan", "concepts": ["TW"]},
    {"id": "jsdf", "name": "Japan Self-Defense Forces", "concepts": ["JSDF"]},
)


@dataclass(frozen=True, slots=True)
class WatchTests:
    """Texts that must raise an alert of a watch, and texts that must not."""

    match: tuple[str, ...] = ()
    no_match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Watch:
    """What one stream of alerts is about.

    Attributes:
        concepts: a mention of any of them makes an alert.
        tiers: which mentions raise an alert.
        revision: another one wherever it may find something else.
    """

    id: str
    name: str
    concepts: frozenset[str]
    tiers: frozenset[str]
    revision: str
    tests: WatchTests = field(default_factory=WatchTests)

    @property
    def ref(self) -> WatchRef:
        """How an alert names it."""
        return WatchRef(id=self.id, name=self.name, revision=self.revision)

    def wanted(self, matches: Iterable[Match]) -> tuple[Match, ...]:
        """The mentions to put into an alert: none, where none is of a tier that raises one.

        Optional ones come along; those of other tiers only where this watch asks for them,
        whatever others that look for the same concept do.
        """
        told = self.tiers | {"optional"}
        found = tuple(m for m in matches if m.concept in self.concepts and m.tier in told)
        return found if any(match.tier in self.tiers for match in found) else ()


class Watchlist:
    """Watches, and the matcher for all their concepts: immutable, replaced as a whole."""

    __slots__ = ("_tiers", "matcher", "watches")

    def __init__(self, watches: Iterable[Watch], terms: CompiledTerms) -> None:
        """Load the compiled concepts of watches."""
        self.watches = tuple(watches)
        self._tiers: dict[str, frozenset[str]] = {}
        for watch in self.watches:
            for concept in watch.concepts:
                self._tiers[concept] = self._tiers.get(concept, frozenset()) | watch.tiers
        self.matcher = Matcher(Terms(terms))

    @classmethod
    def compile(cls, watches: Iterable[Watch], concepts: Iterable[Concept]) -> Self:
        """Compile; concepts that no watch looks for are left out."""
        watches = tuple(watches)
        watched = frozenset().union(*(watch.concepts for watch in watches))
        wanted = (concept for concept in concepts if concept.id in watched)
        return cls(watches, compile_terms(wanted))

    def by_tier(self, verdict: Verdict) -> Verdict:
        """The verdict, or that no watch asks for mentions of its tier.

        Optional mentions are always told; they raise no alert by themselves unless a watch asks.
        """
        tier = verdict.term.alias.tier
        if verdict.by or tier == "optional" or tier in self._tiers[verdict.concept]:
            return verdict
        return verdict._replace(by="tier", because=tier)


def own_concept(document: Mapping[str, Any]) -> dict[str, Any] | None:
    """The concept that a watch describes itself, if it does: it has the watch's id."""
    described = {key: document[key] for key in ("territory", "names") if key in document}
    return {"id": document["id"], **described} if described else None


def read_watch(document: Mapping[str, Any], concepts: Mapping[str, Mapping[str, Any]]) -> Watch:
    """A watch from a document that `watchlist.v1` (`$defs/watch`) allows.

    Args:
        document: the watch.
        concepts: the documents of the concepts that it may name, by id.
    """
    ids = list(document.get("concepts", ()))
    if own_concept(document):
        ids.append(document["id"])
    return Watch(
        id=document["id"],
        name=document.get("name", document["id"]),
        concepts=frozenset(ids),
        tiers=frozenset(document.get("tiers", _DEFAULT_TIERS)),
        revision=document.get("revision") or _digest(document, *(concepts[i] for i in ids)),
        tests=WatchTests(**{k: tuple(v) for k, v in document.get("tests", {}).items()}),
    )


def _digest(*documents: Mapping[str, Any]) -> str:
    data = orjson.dumps(documents, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(data).hexdigest()[:12]


def builtin_watchlist() -> Watchlist:
    """The watches that come with wirewatch."""
    concepts = builtin_documents()
    return Watchlist.compile(
        (read_watch(document, concepts) for document in BUILTIN_WATCHES),
        map(read_concept, concepts.values()),
    )
