"""The engine `langdetect`: one set of labels, whichever library does the work."""

from __future__ import annotations

import langdetect
import pytest

from streams.code_points import code_points
from streams.language.catalogue import LANGUAGES
from streams.language.langdetect_engine import LangdetectRanker, available_library
from streams.language.script_first import ScriptFirstDetector
from tests.support.sentences import SENTENCES


def test_the_compiled_port_and_langdetect_give_equal_labels() -> None:
    compiled = pytest.importorskip("langdetect_rs", reason="extra `fast-langdetect` is missing")
    ours, theirs = (
        ScriptFirstDetector(LangdetectRanker(library), LANGUAGES)
        for library in (compiled, langdetect)
    )
    sample = list(SENTENCES.values())
    sample += [" ".join(text.split()[:3]) for text in SENTENCES.values()]
    for text in sample:
        assert ours.detect(text).code == theirs.detect(text).code, text


def test_the_compiled_port_is_preferred(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("langdetect_rs", reason="extra `fast-langdetect` is missing")
    assert available_library().__name__ == "langdetect_rs"
    monkeypatch.setattr("streams.language.langdetect_engine.find_spec", lambda name: None)
    assert available_library() is langdetect


def test_a_hint_settles_what_a_word_leaves_open() -> None:
    ranker = LangdetectRanker(available_library())
    candidates = ("da", "nb", "sv")
    hinted = {hint: ranker.rank(code_points("minister"), candidates, hint) for hint in candidates}
    for hint, ranking in hinted.items():
        assert ranking is not None
        assert ranking.language == hint
        assert ranking.confidence < 0.9


def test_what_it_does_not_know_is_und_and_says_so() -> None:
    found = ScriptFirstDetector(LangdetectRanker(available_library()), LANGUAGES).detect("ሰላም ለዓለም")
    assert found.code == "und"
    assert found.reason == "langdetect tells no languages apart that are written in Ethi"
