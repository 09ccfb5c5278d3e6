"""What wirewatch does with an article, on one page: no Kafka, no clock, no I/O.

article ─► find      one pass for every name in every language; most articles end here
        ─► language  only for an article in which something was found
        ─► decide    boundaries, languages, traps, context: a mention or not, and why
        ─► alerts    one for each watch that wants a mention
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from streams.language import Detector, Passage
from streams.matching.explain import match_of, suppressed_of
from streams.matching.watchlist import Watch, Watchlist
from streams.records import (
    Alert,
    Article,
    ArticleRef,
    FieldName,
    Language,
    Match,
    Suppressed,
    alert_id,
)
from streams.snippets import snippets

#: An alert lists this many matches, the first ones, and counts the others.
MAX_MATCHES = 200
#: A title is shown up to this many code points; offsets are into the whole of it.
MAX_TITLE = 1000


class Screened(NamedTuple):
    """What screening found in an article.

    Attributes:
        language: what it is in; `None` where nothing was found and nobody asked.
        matches: the mentions of what is watched, in the order of the fields and the text.
        suppressed: candidates that are no mentions, where an explanation was asked for.
    """

    article: Article
    language: Language | None
    matches: tuple[Match, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()


class Screener:
    """A watchlist and a language detector, ready to screen articles; keeps no state of them."""

    __slots__ = ("detector", "watchlist")

    def __init__(self, watchlist: Watchlist, detector: Detector) -> None:
        self.watchlist = watchlist
        self.detector = detector

    def language(self, article: Article) -> Language:
        """What an article is written in, its own statement weighed."""
        text = "\n".join(text for _, text in article.texts())
        return self.detector.detect(text, article.language)

    def screen(
        self, article: Article, *, explain: bool = False, language: Language | None = None
    ) -> Screened:
        """What an article mentions.

        Args:
            article: what to screen.
            explain: tell its language and every suppressed candidate even where nothing matches.
            language: what it is in, for somebody who knows; detected otherwise.
        """
        texts = article.texts()
        fields = self.watchlist.matcher.find(texts, explain=explain)
        worthwhile = explain or any(field.has_candidates for field in fields)
        if worthwhile and language is None:
            language = self.language(article)
        if not worthwhile or language is None:
            return Screened(article, language)
        verdicts = self.watchlist.matcher.decide(
            fields,
            language,
            article.language,
            _Passages(self.detector, dict(texts)).language,
            explain=explain,
        )
        verdicts = [self.watchlist.by_tier(verdict) for verdict in verdicts]
        return Screened(
            article,
            language,
            tuple(match_of(verdict) for verdict in verdicts if not verdict.by),
            tuple(suppressed_of(verdict) for verdict in verdicts if verdict.by) if explain else (),
        )

    def alerts(self, screened: Screened, received_at: datetime) -> list[Alert]:
        """The alerts of a screened article.

        Args:
            screened: from `screen`.
            received_at: when the broker got the article, so that repeats are the same record.
        """
        wanted = ((watch, watch.wanted(screened.matches)) for watch in self.watchlist.watches)
        return [
            _alert(watch, screened, matches, received_at) for watch, matches in wanted if matches
        ]


def failed_tests(screener: Screener) -> list[str]:
    """The tests of its watches that a watchlist fails, as a person reads them."""
    failures = []
    for watch in screener.watchlist.watches:
        for text in (*watch.tests.match, *watch.tests.no_match):
            matches = screener.screen(Article(id="test", body=text)).matches
            raised = bool(watch.wanted(matches))
            if raised != (text in watch.tests.match):
                verb = "does not match" if not raised else "matches"
                failures.append(f"watch {watch.id!r} {verb} {text!r}, against its tests")
    return failures


def _alert(
    watch: Watch, screened: Screened, matches: tuple[Match, ...], received_at: datetime
) -> Alert:
    article, listed = screened.article, matches[:MAX_MATCHES]
    assert screened.language is not None  # noqa: S101 - there is no match without it
    return Alert(
        id=alert_id(article.id, article.version, watch.id, watch.revision),
        watch=watch.ref,
        article=ArticleRef(
            id=article.id,
            version=article.version,
            title=article.title and article.title[:MAX_TITLE],
            url=article.url,
            source=article.source,
            published_at=article.published_at,
        ),
        language=screened.language,
        matches=listed,
        matches_omitted=len(matches) - len(listed),
        snippets=snippets(listed, dict(article.texts())),
        concepts=dict(sorted(Counter(match.concept for match in matches).items())),
        received_at=received_at,
    )


class _Passages:
    """The language of each passage of an article; looked for only where somebody asks."""

    def __init__(self, detector: Detector, texts: dict[FieldName, str]) -> None:
        self._detector = detector
        self._texts = texts
        self._passages: dict[FieldName, list[Passage]] = {}

    def language(self, field: FieldName, position: int) -> Language:
        """The language of the passage at a code point of a field."""
        if field not in self._passages:
            self._passages[field] = self._detector.detect_passages(self._texts[field])
        passages = self._passages[field]
        return passages[bisect_right(passages, position, key=attrgetter("start")) - 1].language
