"""What text an alert shows around its mentions."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from streams.records import FieldName, Match, Snippet
from streams.snippets import CONTEXT, MAX_LENGTH, MAX_SNIPPETS, snippets


def mention(start: int, end: int, field: FieldName = "body") -> Match:
    return Match(
        concept="X", field=field, start=start, end=end, surface="", alias="", language="en",
        rule="", why="",
    )  # fmt: skip


def around(text: str, *words: str) -> list[str]:
    """The snippets for every place of some words in a body."""
    found = [
        (place, place + len(word))
        for word in words
        for place in range(len(text))
        if text.startswith(word, place)
    ]
    shown = snippets(itertools.starmap(mention, sorted(found)), {"body": text})
    assert all(text[s.start : s.end] == s.text for s in shown)
    return [snippet.text for snippet in shown]


LONG = "words " * 100


def test_a_short_text_is_shown_whole() -> None:
    assert around("Trade with Narnia grows.", "Narnia") == ["Trade with Narnia grows."]


def test_in_a_long_text_the_words_nearby_are_shown_whole() -> None:
    (shown,) = around(f"{LONG}Narnia {LONG}", "Narnia")
    before, _, behind = shown.partition("Narnia")
    assert before == "words " * (CONTEXT // 6)
    assert behind == " words" * (CONTEXT // 6)


def test_where_no_word_ends_nearby_the_text_is_cut_anyway() -> None:
    (shown,) = around("中" * 500 + "納" + "文" * 500, "納")
    assert shown == "中" * CONTEXT + "納" + "文" * CONTEXT


def test_mentions_close_together_share_a_snippet() -> None:
    assert len(around(f"Narnia {'word ' * 20}Narnia", "Narnia")) == 1
    assert len(around(f"Narnia {LONG}Narnia", "Narnia")) == 2


def test_each_field_has_snippets_of_its_own() -> None:
    texts: dict[FieldName, str] = {"title": "Narnia wins", "body": "In Narnia"}
    shown = snippets([mention(0, 6, "title"), mention(3, 9)], texts)
    assert shown == (
        Snippet(field="title", start=0, end=11, text="Narnia wins"),
        Snippet(field="body", start=0, end=9, text="In Narnia"),
    )


def test_there_are_at_most_so_many() -> None:
    shown = around(f"Narnia {LONG}" * 50, "Narnia")
    assert len(shown) == MAX_SNIPPETS


def test_a_mention_inside_a_longer_one_takes_nothing_off() -> None:
    text = "Winter" + "y" * 300 + " Palace" + "." * 200
    (shown,) = snippets([mention(0, 313), mention(0, 6)], {"body": text})
    assert shown.end == 313 + CONTEXT


def test_no_mentions_no_snippets() -> None:
    assert snippets([], {"body": "Narnia"}) == ()


def test_a_mention_longer_than_a_snippet_is_cut() -> None:
    text = f"Winter{' ' * 1000}Palace"
    (shown,) = snippets([mention(0, len(text))], {"body": text})
    assert (shown.start, shown.end) == (0, MAX_LENGTH)


def test_no_mention_is_cut_in_two() -> None:
    shown = around("納尼亞" * 1000, "納尼亞")
    assert all(len(snippet) % 3 == 0 for snippet in shown[:-1])
    assert all(snippet.startswith("納尼亞") for snippet in shown)


@st.composite
def texts_with_mentions(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    pieces = draw(
        st.lists(
            st.tuples(st.sampled_from(["", " ", "a ", "中", "word " * 30, "文" * 200, "x" * 700]),
                      st.sampled_from(["Narnia", "納", "Winter Palace", "N" * 90])),
            min_size=1,
            max_size=40,
        )
    )  # fmt: skip
    text, spans = "", []
    for between, name in pieces:
        text += between
        spans.append((len(text), len(text) + len(name)))
        text += name
    return text + draw(st.sampled_from(["", " end", "文" * 300])), spans


@given(texts_with_mentions())
@settings(max_examples=200)
def test_every_mention_stands_whole_in_a_snippet_until_there_are_enough(case: Any) -> None:
    text, spans = case
    shown = snippets(itertools.starmap(mention, spans), {"body": text})
    assert 1 <= len(shown) <= MAX_SNIPPETS
    for snippet in shown:
        assert snippet.text == text[snippet.start : snippet.end]
        assert 0 < len(snippet.text) <= MAX_LENGTH
        assert any(snippet.start <= start and end <= snippet.end for start, end in spans)
    for one, following in itertools.pairwise(shown):
        assert one.end <= following.start
    for start, end in spans:
        if len(shown) == MAX_SNIPPETS and end > shown[-1].end:
            break
        assert any(snippet.start <= start and end <= snippet.end for snippet in shown)
