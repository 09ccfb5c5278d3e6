"""The engines that language detection is compared with, behind one call: text in, tag out."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from streams.language import create_detector
from streams.language.catalogue import canonical
from streams.language.langdetect_engine import available_library

Identify = Callable[[str], str]

#: In the order of the table's columns.
PEERS = ("default", "langdetect", "langdetect alone", "pycld2", "py3langid")


def identify_with(peer: str) -> Identify:
    """The peer's answer as one of our tags, or its own where we have none.

    `default` and `langdetect` are our engines, the latter with our script facts before it;
    `langdetect alone` is the library.

    Raises:
        ImportError: the peer is not installed (extra `bench`).
    """
    if peer == "langdetect alone":
        return _langdetect()
    if peer == "pycld2":
        return _pycld2()
    if peer == "py3langid":
        classify = import_module("py3langid").classify
        return lambda text: _tag(classify(text)[0])
    detect = create_detector(peer).detect
    return lambda text: detect(text).code


def _langdetect() -> Identify:
    library = available_library()
    library.DetectorFactory.seed = 0

    def identify(text: str) -> str:
        try:
            return _tag(library.detect(text))
        except library.LangDetectException:
            return "und"

    return identify


def _pycld2() -> Identify:
    pycld2 = import_module("pycld2")

    def identify(text: str) -> str:
        try:
            details = pycld2.detect(text, bestEffort=True)[2]
        except (pycld2.error, UnicodeEncodeError):
            return "und"
        return _tag(details[0][1])

    return identify


def _tag(answer: str) -> str:
    return canonical(answer) or answer
