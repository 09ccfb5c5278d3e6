"""What every engine keeps to."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest

from streams.errors import ConfigurationError
from streams.language import ENGINES, Detector, create_detector
from tests.support.sentences import SENTENCES


@pytest.fixture(params=ENGINES)
def detector(request: pytest.FixtureRequest) -> Detector:
    return create_detector(request.param)


@pytest.mark.parametrize("language", SENTENCES)
def test_a_sentence_of_news_is_recognised(detector: Detector, language: str) -> None:
    found = detector.detect(SENTENCES[language])
    assert found.code == language
    assert found.engine == detector.name
    assert found.reason is None
    assert 0.5 < found.confidence <= 1


@pytest.mark.parametrize(
    ("text", "script", "reason"),
    [
        ("", "Zyyy", "no text"),
        (" \n\t", "Zyyy", "no text"),
        ("2 : 1 !!! 🙂🎉 \x00 \ud800", "Zyyy", "no letters"),
        ("https://example.org/a?b=c <br/> &nbsp; desk@example.org", "Zyyy", "addresses or markup"),
        ("ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ", "Cher", "no language is known"),
        ("a" * 1_000_000, "Latn", "no word"),
    ],
)
def test_nothing_to_go_on_is_und_with_a_reason(
    detector: Detector, text: str, script: str, reason: str
) -> None:
    found = detector.detect(text)
    assert (found.code, found.script, found.confidence) == ("und", script, 0)
    assert found.reason is not None
    assert reason in found.reason


def test_markup_and_addresses_do_not_count_as_english(detector: Detector) -> None:
    text = (
        '<div class="article-body"><p style="text-align: justify">Die Regierung hat am Dienstag '
        'einen Plan vorgestellt.</p><a href="https://example.org/the-story-of-the-day">mehr</a>'
        "</div><script>if (window.load) { return document.body.innerHTML }</script>"
    )
    assert detector.detect(text).code == "de"


def test_decomposed_letters_are_the_letters_they_make_up(detector: Detector) -> None:
    text = SENTENCES["vi"]
    decomposed = unicodedata.normalize("NFD", text)
    assert decomposed != text
    assert detector.detect(decomposed) == detector.detect(text)


def test_the_languages_expected_are_the_only_ones_answered() -> None:
    for engine in ENGINES:
        detector = create_detector(engine, ["sv", "da", "zh-TW"])
        assert detector.detect("Regjeringen la tirsdag fram forslag til nytt budsjett").code in {
            "sv",
            "da",
        }
        assert detector.detect("政府周二宣布不会修改预算法").code == "zh-Hant"
        refused = detector.detect(SENTENCES["ru"])
        assert (refused.code, refused.script) == ("und", "Cyrl")
        assert refused.reason == "none of the languages expected is written in Cyrl"


def test_a_language_expected_without_a_script_is_expected_in_each() -> None:
    detector = create_detector("default", ["zh", "sr", "ja"])
    for text, code in [
        ("總統今日宣布新經濟計劃", "zh-Hant"),
        ("总统宣布新的经济计划", "zh-Hans"),
        ("Влада је усвојила нови закон", "sr"),
        ("Vlada je usvojila novi zakon", "sr-Latn"),
    ]:
        assert detector.detect(text).code == code


def test_a_hint_without_a_script_means_the_form_that_fits_the_text() -> None:
    detector = create_detector()
    undecided = "Vlada je usvojila novi zakon"
    assert detector.detect(undecided, "hr").code == "hr"
    assert detector.detect(undecided, "sr-RS").code == "sr-Latn"


def test_a_hint_is_not_trusted(detector: Detector) -> None:
    for language, text in SENTENCES.items():
        for hint in ("en", "ru", "zh", "xx", "", "not a tag"):
            assert detector.detect(text, hint).code == language


def test_threads_share_a_detector_and_get_the_same_answers(detector: Detector) -> None:
    texts = [text for text in SENTENCES.values() for _ in range(20)]
    alone = [detector.detect(text) for text in texts]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(detector.detect, texts)) == alone


def test_another_process_gives_the_same_answers(detector: Detector) -> None:
    program = (
        "import sys\n"
        "from streams.language import create_detector\n"
        f"detector = create_detector({detector.name!r})\n"
        "for line in sys.stdin:\n"
        "    print(detector.detect(line.strip()))\n"
    )
    said = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program],
        input="\n".join(SENTENCES.values()),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert said.stdout.splitlines() == [str(detector.detect(t)) for t in SENTENCES.values()]


def test_an_engine_that_is_not_known_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ConfigurationError, match="known engines: default, langdetect"):
        create_detector("cld")


def test_importing_the_package_loads_no_engine() -> None:
    program = (
        "import sys, streams.language\n"
        "heavy = {'numpy', 'numba', 'langdetect', 'langdetect_rs', 'yaml'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("ทีม Manchester United ชนะ Real Madrid", "Thai"),
        ("阿森纳 Arsenal 击败 Manchester City", "Hans"),
        ("Илон Маск (Elon Musk) и Tesla Motors", "Cyrl"),
        ("the word 中国 stands for the country in both languages", "Latn"),
    ],
)
def test_names_in_latin_letters_do_not_make_a_text_latin(
    detector: Detector, text: str, script: str
) -> None:
    assert detector.detect(text).script == script


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ทีม Manchester United ชนะ Real Madrid", "th"),
        ("阿森纳 Arsenal 击败 Manchester City", "zh-Hans"),
        ("Илон Маск (Elon Musk) и Tesla Motors", "ru"),
        ("the word 中国 stands for the country in both languages", "en"),
    ],
)
def test_the_default_engine_tells_the_language_around_the_names(text: str, language: str) -> None:
    assert create_detector("default").detect(text).code == language
