"""Text as an array of code points, for code that reads all of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]


def code_points(text: str) -> Codes:
    """The code points of `text`, one number each; lone surrogates stand for themselves."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def text_of(codes: Codes) -> str:
    """The text whose code points these are."""
    return codes.tobytes().decode("utf-32-le", "surrogatepass")
