"""Markup and addresses are not language, and leave every other code point where it was."""

from __future__ import annotations

import pytest

from streams.language.masking import mask


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("plain text, 3 < 4 & 5 > 2", "plain text, 3 < 4 & 5 > 2"),
        ("<p class='lead'>Guten Tag</p>", "Guten Tag"),
        ("<style>body { color: red }</style>Text", "Text"),
        ("<script>var a = 'if else return';</script>Texte", "Texte"),
        ("<!-- template -->Texto", "Texto"),
        ("caf&eacute;&nbsp;&#233;&#xe9;", "caf"),
        ("see https://example.org/en/story?id=1 now", "see  now"),
        ("www.example.org", ""),
        ("write to desk@example.org today", "write to  today"),
        ("via @agency", "via "),
        ("a@b", "a@b"),
    ],
)
def test_noise_is_blanked(text: str, left: str) -> None:
    masked = mask(text)
    assert len(masked) == len(text)
    assert masked.split() == left.split()
