"""An article goes in, alerts come out: what is asked when, what is capped, what never changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from streams.codec import encode
from streams.records import Alert, Article, Language, Source, alert_id
from streams.screening import MAX_MATCHES, MAX_TITLE, Screener
from streams.snippets import MAX_SNIPPETS
from tests.support.detectors import ToldDetector
from tests.support.matching import named, watchlist_of

WHEN = datetime(2026, 2, 25, 6, 13, 20, tzinfo=UTC)
NARNIA = named("en", "Narnia", optional=["South Narnia Sea"])
BOTH = watchlist_of(
    {"id": "N", "names": ["Narnia"]},
    {"id": "C", "names": ["Cair"]},
)


def screener(watchlist: Any = NARNIA, **told: Any) -> tuple[Screener, ToldDetector]:
    detector = ToldDetector(**told)
    return Screener(watchlist, detector), detector


def alerts(article: Article, watchlist: Any = NARNIA) -> list[Alert]:
    screen, _ = screener(watchlist)
    return screen.alerts(screen.screen(article), WHEN)


class TestLanguage:
    def test_an_article_without_candidates_is_not_asked_for_its_language(self) -> None:
        screen, detector = screener()
        screened = screen.screen(Article(id="a", title="The weather", body="stays fine"))
        assert (screened.language, screened.matches) == (None, ())
        assert (detector.asked, detector.passages) == ([], [])

    def test_an_article_with_candidates_is_asked_once_for_all_of_it(self) -> None:
        screen, detector = screener()
        article = Article(id="a", title="Narnia", summary="Winter", body="Narnia", language="de")
        screen.screen(article)
        assert detector.asked == [("Narnia\nWinter\nNarnia", "de")]

    def test_an_explanation_wants_the_language_of_any_article(self) -> None:
        screen, detector = screener(code="fi")
        screened = screen.screen(Article(id="a", title="The weather"), explain=True)
        assert screened.language == detector.detect("The weather")

    def test_a_language_that_is_known_is_not_detected(self) -> None:
        screen, detector = screener()
        known = Language(code="fi", confidence=1.0, engine="given")
        screened = screen.screen(Article(id="a", body="Narnia"), language=known)
        assert screened.language is known
        assert detector.asked == []

    def test_passages_are_looked_for_once_in_the_field_that_needs_them(self) -> None:
        bound = named("da", {"text": "Kina", "bound": True})
        screen, detector = screener(bound, code="en", codes={"i Kina": "da"})
        body = "the Kina\ni Kina\nKina"
        screened = screen.screen(Article(id="a", title="The Kina", body=body), explain=True)
        assert [(m.field, m.start) for m in screened.matches] == [("body", 11)]
        assert {candidate.by for candidate in screened.suppressed} == {"language"}
        assert detector.passages == ["The Kina", body]

    def test_passages_are_not_looked_for_where_nobody_asks(self) -> None:
        screen, detector = screener()
        screen.screen(Article(id="a", body="Narnia, Narnias"))
        assert detector.passages == []

    def test_a_hint_is_weighed_and_the_screened_language_is_the_detected_one(self) -> None:
        bound = named("da", {"text": "Kina", "bound": True})
        screen, _ = screener(bound, code="en")
        assert screen.screen(Article(id="a", body="Kina")).matches == ()
        screened = screen.screen(Article(id="a", body="Kina", language="da"))
        assert [match.surface for match in screened.matches] == ["Kina"]
        assert screened.language is not None
        assert screened.language.code == "en"


class TestMatches:
    def test_every_field_is_screened_in_order(self) -> None:
        screen, _ = screener()
        article = Article(id="a", title="Narnia", summary="in Narnia", body="of Narnia")
        places = [(m.field, m.start) for m in screen.screen(article).matches]
        assert places == [("title", 0), ("summary", 3), ("body", 3)]

    def test_suppressed_candidates_are_told_only_where_somebody_asks(self) -> None:
        screen, _ = screener(named("en", "Narnia", traps=["Narnia Grove"]))
        article = Article(id="a", body="Narnia Grove")
        assert screen.screen(article).suppressed == ()
        assert [c.by for c in screen.screen(article, explain=True).suppressed] == ["trap"]

    def test_an_explanation_finds_the_same_matches(self) -> None:
        screen, _ = screener()
        article = Article(id="a", body="Narnia, xNarnia, South Narnia Sea")
        assert screen.screen(article).matches == screen.screen(article, explain=True).matches

    def test_a_tier_that_no_watch_wants_is_no_match(self) -> None:
        screen, _ = screener(named("en", "Narnia", metonyms=["Cair"]))
        screened = screen.screen(Article(id="a", body="the news from Cair"), explain=True)
        assert screened.matches == ()
        assert [candidate.by for candidate in screened.suppressed] == ["tier"]

    def test_an_optional_mention_is_told_and_raises_no_alert_by_itself(self) -> None:
        screen, _ = screener()
        alone = screen.screen(Article(id="a", body="the South Narnia Sea"))
        assert [match.tier for match in alone.matches] == ["optional"]
        assert screen.alerts(alone, WHEN) == []
        beside = screen.screen(Article(id="a", body="Narnia, on the South Narnia Sea"))
        (alert,) = screen.alerts(beside, WHEN)
        assert [match.tier for match in alert.matches] == ["core", "optional"]


class TestAlerts:
    def test_there_is_one_for_each_watch_that_wants_a_mention(self) -> None:
        found = alerts(Article(id="a", body="Cair in Narnia, Narnia"), BOTH)
        assert [(alert.watch.id, len(alert.matches)) for alert in found] == [("n", 2), ("c", 1)]
        assert [alert.concepts for alert in found] == [{"N": 2}, {"C": 1}]
        assert [alert.watch.id for alert in alerts(Article(id="a", body="Cair"), BOTH)] == ["c"]

    def test_there_is_none_without_a_mention(self) -> None:
        assert alerts(Article(id="a", body="xNarnia")) == []
        assert alerts(Article(id="a", body="nothing")) == []

    def test_an_alert_repeats_what_a_reader_needs_of_the_article(self) -> None:
        article = Article(
            id="a",
            version="3",
            title="Narnia",
            url="https://example.org/1",
            source=Source(id="s", name="Gazette"),
            published_at=WHEN - timedelta(hours=1),
            authors=("Tumnus",),
        )
        (alert,) = alerts(article)
        assert alert.article.id == "a"
        assert (alert.article.version, alert.article.title) == ("3", "Narnia")
        assert (alert.article.url, alert.article.source) == (article.url, article.source)
        assert (alert.article.published_at, alert.received_at) == (article.published_at, WHEN)
        assert alert.language.code == "en"

    def test_its_id_follows_from_article_version_watch_and_revision(self) -> None:
        (alert,) = alerts(Article(id="a", version="3", title="Narnia"))
        assert alert.id == alert_id("a", "3", "x", alert.watch.revision)
        (other,) = alerts(Article(id="a", version="4", title="Narnia"))
        assert other.id != alert.id
        (edited,) = alerts(Article(id="a", version="3", title="Narnia"), named("en", "Narnia", "x"))
        assert edited.id != alert.id

    def test_the_same_article_gives_the_same_bytes(self) -> None:
        article = Article(id="a", title="Narnia", body="Narnia " * 300)
        first, again = ([*map(encode, alerts(article))] for _ in range(2))
        assert first == again

    def test_matches_beyond_the_cap_are_counted(self) -> None:
        (alert,) = alerts(Article(id="a", title="Narnia", body="Narnia " * (MAX_MATCHES + 50)))
        assert (len(alert.matches), alert.matches_omitted) == (MAX_MATCHES, 51)
        assert alert.concepts == {"X": MAX_MATCHES + 51}
        assert alert.matches[0].field == "title"
        assert len(alert.snippets) <= MAX_SNIPPETS

    @pytest.mark.parametrize("count", [1, MAX_MATCHES])
    def test_up_to_the_cap_none_is_omitted(self, count: int) -> None:
        (alert,) = alerts(Article(id="a", body="Narnia " * count))
        assert (len(alert.matches), alert.matches_omitted) == (count, 0)

    def test_a_long_title_is_cut_and_its_offsets_are_into_the_whole(self) -> None:
        title = "x" * (MAX_TITLE + 5) + " Narnia"
        (alert,) = alerts(Article(id="a", title=title))
        assert alert.article.title == "x" * MAX_TITLE
        (match,) = alert.matches
        assert title[match.start : match.end] == "Narnia"
        assert alert.snippets[0].text == title[alert.snippets[0].start : alert.snippets[0].end]

    @pytest.mark.parametrize("text", ["Narnia ", "納尼亞", "\x01Narnia", "🙂Narnia"])
    def test_an_alert_fits_into_a_record_however_many_mentions_there_are(self, text: str) -> None:
        article = Article(id="i" * 512, title=text * 9_000, url="u" * 4_096, body=text * 9_000)
        (alert,) = alerts(article, named("zh", "Narnia", "納尼亞"))
        assert sum(alert.concepts.values()) == 18_000
        # A broker takes a million bytes by default.
        assert len(encode(alert)) < 250_000
