"""Foreign text made harmless for whoever looks at it in a terminal."""

from __future__ import annotations

import re

_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def safe(text: str) -> str:
    """Text without what a terminal would obey: each such character becomes U+FFFD."""
    return _CONTROLS.sub("\ufffd", text)
