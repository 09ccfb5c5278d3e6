"""When a name that stands in a text counts as a mention, and what stops it."""

from __future__ import annotations

import pytest

from streams.matching.rules import language_rules
from streams.records import Language
from tests.support.matching import judged, mentions, named, watchlist_of


def verdict(*arguments: object, **named_arguments: object) -> list[str]:
    """What stopped each candidate; empty for a mention."""
    matches, suppressed = judged(*arguments, **named_arguments)  # type: ignore[arg-type]
    found = [(m.start, "") for m in matches] + [(s.start, s.by) for s in suppressed]
    return [by for _, by in sorted(found)]


class TestLanguage:
    def test_a_name_that_stands_as_written_counts_in_any_language(self) -> None:
        assert verdict(named("ru", "Нарния"), "Нарния", "bg") == [""]

    def test_with_endings_it_counts_in_its_own_and_in_what_that_is_taken_for(self) -> None:
        narnia = named("ru", "Нарния")
        assert verdict(narnia, "Нарнию", "ru") == [""]
        assert "ru" in language_rules("uk").like
        assert verdict(narnia, "Нарнию", "uk") == [""]
        assert verdict(narnia, "Нарнию", "fr") == ["language"]

    def test_a_bound_name_counts_in_its_own_language_only(self) -> None:
        bound = named("da", {"text": "Kina", "bound": True})
        assert verdict(bound, "Kina", "da") == [""]
        assert verdict(bound, "Kina", "tl") == ["language"]

    def test_one_word_in_small_letters_is_bound_unless_it_says_otherwise(self) -> None:
        assert verdict(named("da", "kinesisk"), "kinesisk", "tl") == ["language"]
        free = named("da", {"text": "kinesisk", "bound": False})
        assert verdict(free, "kinesisk", "tl") == [""]
        assert verdict(named("da", "kinesisk mur"), "kinesisk mur", "tl") == [""]

    def test_a_hint_is_a_language_the_text_may_be_in(self) -> None:
        bound = named("da", {"text": "Kina", "bound": True})
        assert verdict(bound, "Kina", "tl", hint="da") == [""]
        assert verdict(bound, "Kina", "tl", hint="da-DK") == [""]
        assert verdict(bound, "Kina", "tl", hint="nonsense") == ["language"]

    @pytest.mark.parametrize(("confidence", "by"), [(0.5, ""), (0.95, "language")])
    def test_an_unsure_detector_leaves_the_runner_up_open(self, confidence: float, by: str) -> None:
        bound = named("da", {"text": "Kina", "bound": True})
        unsure = Language(code="tl", confidence=confidence, runner_up="da")
        assert verdict(bound, "Kina", unsure) == [by]

    def test_a_passage_may_be_in_a_language_of_its_own(self) -> None:
        bound = named("da", {"text": "Kina", "bound": True})
        assert verdict(bound, "Kina", "tl", passage="da") == [""]

    def test_an_undetermined_text_leaves_names_as_they_are_written(self) -> None:
        und = Language(code="und", reason="no letters")
        assert verdict(named("ru", "Нарния"), "Нарния Нарнию", und) == ["", "language"]
        assert verdict(named("da", {"text": "Kina", "bound": True}), "Kina", und) == ["language"]


class TestTraps:
    def test_a_trap_cancels_the_names_inside_it_and_no_others(self) -> None:
        narnia = named("en", "Narnia", traps=["Narnia Grove", "New Narnia"])
        text = "Narnia Grove, Narnia, New Narnia and Narnia"
        assert verdict(narnia, text) == ["trap", "", "trap", ""]

    def test_a_trap_that_only_touches_a_name_cancels_nothing(self) -> None:
        assert mentions(named("zh", "中国有", traps=["其中国"]), "其中国有", "zh-Hans") == [
            "中国有"
        ]

    def test_a_trap_inside_a_name_cancels_nothing(self) -> None:
        guard = named("en", "Narnia Grove Guard", traps=["Narnia Grove"])
        assert mentions(guard, "Narnia Grove Guard") == ["Narnia Grove Guard"]

    def test_a_trap_counts_in_the_language_of_the_text_or_of_the_name(self) -> None:
        languages = {"en": {"names": ["Narnia"]}, "fr": {"traps": ["Narnia Vert"]}}
        narnia = watchlist_of({"id": "X", "languages": languages})
        assert verdict(narnia, "Narnia Vert", "fr") == ["trap"]
        assert verdict(narnia, "Narnia Vert", "en") == [""]

    def test_a_trap_in_no_language_counts_in_all(self) -> None:
        languages = {"en": {"names": ["Narnia"]}, "*": {"traps": ["Narnia Vert"]}}
        assert verdict(watchlist_of({"id": "X", "languages": languages}), "Narnia Vert") == ["trap"]

    def test_a_trap_is_of_its_own_concept_only(self) -> None:
        both = watchlist_of(
            {"id": "A", "languages": {"en": {"names": ["Narnia"], "traps": ["Narnia Grove"]}}},
            {"id": "B", "languages": {"en": {"names": ["Narnia"]}}},
        )
        (match,), (trapped,) = judged(both, "Narnia Grove")
        assert (match.concept, trapped.concept, trapped.by) == ("B", "A", "trap")

    def test_a_trap_may_have_conditions_as_names_do(self) -> None:
        trap = {"text": "Narnia Grove", "only": {"near": ["trees"]}}
        narnia = named("en", "Narnia", traps=[trap])
        assert verdict(narnia, "The trees of Narnia Grove") == ["trap"]
        assert verdict(narnia, "The mayor of Narnia Grove") == [""]


FORCES = {
    "id": "X",
    "languages": {"en": {"names": [{"text": "SDF", "needs": "japan"}]}},
    "contexts": {"japan": {"territory": "JP", "languages": {"en": {"names": ["Tokyo"]}}}},
}


class TestContext:
    def test_what_a_name_needs_may_stand_in_any_field(self) -> None:
        forces = watchlist_of(FORCES)
        assert mentions(forces, {"title": "Tokyo talks", "body": "The SDF said"}) == ["SDF"]
        assert verdict(forces, {"title": "Talks", "body": "The SDF said"}) == ["context"]

    def test_a_territory_as_context_has_its_names_in_other_languages(self) -> None:
        assert mentions(watchlist_of(FORCES), "日本のSDF", "ja") == ["SDF"]

    @pytest.mark.parametrize(("tokyo", "paris"), [("X", "Y"), ("Y", "X")])
    def test_what_another_concept_needs_is_its_own_affair(self, tokyo: str, paris: str) -> None:
        forces = watchlist_of(
            {**FORCES, "id": tokyo}, {**FORCES, "id": paris, "contexts": {"japan": {}}}
        )
        matches, suppressed = judged(forces, "The SDF in Tokyo")
        assert [match.concept for match in matches] == [tokyo]
        assert [candidate.concept for candidate in suppressed] == [paris]

    @pytest.mark.parametrize(
        ("evidence", "there", "not_there"),
        [
            ({"previous": ["bone"]}, "bone Narnia", "bone of Narnia"),
            ({"previous": ["bone"]}, "the “bone” Narnia", "backbone Narnia"),
            ({"next": ["cups"]}, "Narnia cups", "Narnia tea cups"),
            ({"next": ["cup*"]}, "Narnia (cupboards)", "Narnia hiccups"),
            ({"near": ["tea set"]}, "Narnia, a tea set", "Narnia\na tea set"),
            ({"near": ["tea"]}, "tea, Narnia", "tea\nNarnia"),
            ({"near": ["tea"]}, "tea from Narnia", "tea" + 70 * "." + "Narnia"),
            ({"article": ["porcelain"]}, "Narnia\n\n\nPORCELAIN", "Narnia"),
            ({"previous": ["bone"], "next": ["cups"]}, "Narnia cups", "Narnia"),
        ],
    )
    def test_words_around_a_name_speak_for_or_against_it(
        self, evidence: dict[str, list[str]], there: str, not_there: str
    ) -> None:
        unless = named("en", {"text": "Narnia", "unless": evidence})
        assert (verdict(unless, there), verdict(unless, not_there)) == (["context"], [""])
        only = named("en", {"text": "Narnia", "only": evidence})
        assert (verdict(only, there), verdict(only, not_there)) == ([""], ["context"])

    def test_words_in_scripts_without_spaces_need_no_boundary(self) -> None:
        unless = named("zh", {"text": "中国", "unless": {"next": ["地方"]}})
        assert verdict(unless, "中国地方と中国", "ja") == ["context", ""]

    def test_words_anywhere_are_looked_for_in_every_field(self) -> None:
        unless = named("en", {"text": "Narnia", "unless": {"article": ["porcelain"]}})
        assert verdict(unless, {"title": "Narnia", "summary": "porcelain"}) == ["context"]


class TestTiers:
    @pytest.mark.parametrize(
        ("tiers", "found"),
        [
            (["core"], ["Narnia", "South Narnia Sea"]),
            (["optional"], ["South Narnia Sea"]),
            (["metonym"], ["South Narnia Sea", "Cair"]),
            (["core", "metonym"], ["Narnia", "South Narnia Sea", "Cair"]),
        ],
    )
    def test_optional_mentions_are_always_told_the_others_where_a_watch_asks(
        self, tiers: list[str], found: list[str]
    ) -> None:
        lists = {"names": ["Narnia"], "optional": ["South Narnia Sea"], "metonyms": ["Cair"]}
        narnia = watchlist_of({"id": "X", "languages": {"en": lists}}, tiers=tiers)
        matches, suppressed = judged(narnia, "Narnia, South Narnia Sea, Cair")
        assert [match.surface for match in matches] == found
        assert len(suppressed) == 3 - len(found)
        assert {candidate.by for candidate in suppressed} <= {"tier"}


class TestOverlap:
    def test_of_overlapping_mentions_of_a_concept_the_longest_counts(self) -> None:
        guard = named("en", "Narnia", "Royal Narnia Guard", "Guard")
        assert mentions(guard, "the Royal Narnia Guard") == ["Royal Narnia Guard"]
        assert mentions(named("en", "Cair Guard", "Guard of Cair"), "Cair Guard of Cair") == [
            "Guard of Cair"
        ]

    def test_a_mention_inside_a_longer_candidate_that_was_stopped_counts(self) -> None:
        guard = named("en", {"text": "Royal Narnia Guard", "only": {"next": ["x"]}}, "Narnia")
        assert mentions(guard, "the Royal Narnia Guard") == ["Narnia"]

    def test_concepts_may_share_a_place(self) -> None:
        both = watchlist_of(
            {"id": "A", "names": ["Narnia"]}, {"id": "B", "names": ["Royal Narnia Guard"]}
        )
        assert mentions(both, "the Royal Narnia Guard") == ["Royal Narnia Guard", "Narnia"]

    def test_what_was_stopped_inside_a_mention_is_part_of_it(self) -> None:
        guard = named("en", "Royal Narnia Guard", {"text": "Narnia", "only": {"next": ["x"]}})
        matches, suppressed = judged(guard, "the Royal Narnia Guard")
        assert [match.surface for match in matches] == ["Royal Narnia Guard"]
        assert suppressed == []

    def test_a_name_that_counts_wins_over_the_same_name_that_does_not(self) -> None:
        narnia = named("da", {"text": "Narnia", "bound": True}, abbreviations=["Narnia"])
        assert verdict(narnia, "Narnia", "tl") == [""]

    def test_mentions_come_in_the_order_of_fields_and_text(self) -> None:
        narnia = named("en", "Narnia", "Cair")
        fields = {"title": "Cair, Narnia", "summary": "Narnia", "body": "Narnia, Cair"}
        matches, _ = judged(narnia, fields)
        places = [(match.field, match.start) for match in matches]
        assert places == [("title", 0), ("title", 6), ("summary", 0), ("body", 0), ("body", 8)]


def test_finding_tells_in_which_fields_there_is_something_to_decide() -> None:
    fields = named("en", "Narnia").matcher.find([("title", "A day"), ("body", "In Narnia")])
    assert [(field.name, field.has_candidates) for field in fields] == [
        ("title", False),
        ("body", True),
    ]


@pytest.mark.parametrize(
    ("text", "is_candidate"), [("Narnian", True), ("Narniassa", True), ("A night", False)]
)
def test_a_name_in_no_language_is_a_candidate_before_the_language_is_known(
    text: str, is_candidate: bool
) -> None:
    anywhere = watchlist_of({"id": "X", "names": ["Narnia"]})
    (field,) = anywhere.matcher.find([("body", text)])
    assert field.has_candidates == is_candidate
