"""numba's decorator, for functions that keep their types."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

_F = TypeVar("_F", bound=Callable[..., object])


def compiled(function: _F) -> _F:
    """Compile when it is called first; not cached, as numba would not see what it calls change."""
    return cast(_F, njit(function))
