"""Functions compiled by numba, kept in a cache where there is a place for one."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np

numba: Any
try:
    import numba
except ImportError:  # not installed, or not for this version of Python or numpy
    numba = None

#: All that goes into the code: numba itself looks at the file of a function only, and would take
#: one that was compiled with other constants for the same.
_SOURCES = (
    "language/features.py", "language/ngrams.py",
    "matching/foldable.py", "matching/hashing.py", "matching/letters.py", "matching/scanning.py",
)  # fmt: skip

_F = TypeVar("_F", bound=Callable[..., object])


#: What to tell who runs articles without it.
WITHOUT_NUMBA = "numba cannot be imported: everything is found as well, a hundred times slower"


def can_compile() -> bool:
    """Whether numba is there."""
    return numba is not None


def compiled(signature: str, *, writes: Collection[int] = ()) -> Callable[[_F], _F]:
    """Compile for one signature at import, once per machine and version where that can be kept.

    Without a cache every process compiles again, which costs it some seconds. Without numba the
    function runs as it is, with the same results.

    Args:
        signature: what the function returns and takes, as numba writes types.
        writes: the parameters, by number, that are arrays it writes to. It only reads the others,
            which may so be views of bytes.
    """

    def decorate(function: _F) -> _F:
        if numba is None:
            # Unsigned integers are meant to wrap around.
            return np.errstate(over="ignore")(function)
        wanted, folder = _signature(signature, writes), cache_folder()
        if folder is not None:
            try:
                with _caching_in(folder):
                    return cast(_F, numba.njit(wanted, nogil=True, cache=True)(function))
            # A cache that is damaged, or a full disk: whatever is wrong with it, it is not needed.
            except Exception:  # noqa: BLE001, S110
                pass
        return cast(_F, numba.njit(wanted, nogil=True)(function))

    return decorate


def _signature(text: str, writes: Collection[int]) -> object:
    parameters, result = numba.core.sigutils.normalize_signature(text)
    array = numba.types.Array
    return result(
        *(
            kind.copy(readonly=True) if isinstance(kind, array) and place not in writes else kind
            for place, kind in enumerate(parameters)
        )
    )


def cache_folder() -> Path | None:
    """Where this version's code is kept; `None` where nothing can be written.

    It is under NUMBA_CACHE_DIR, or else in the user's cache (XDG_CACHE_HOME, `~/.cache`). Never in
    a folder that others may write to: what is kept there is code that will be run.
    """
    try:
        base = Path(
            numba.config.CACHE_DIR or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        )
        folder = base / f"wirewatch-{_fingerprint()}"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # a read-only file system; a user without a home
        return None
    return folder if os.access(folder, os.W_OK) else None


def _fingerprint() -> str:
    package = files("streams")
    sources = b"".join(package.joinpath(name).read_bytes() for name in _SOURCES)
    return hashlib.sha256(sources).hexdigest()[:12]


@contextmanager
def _caching_in(folder: Path) -> Iterator[None]:
    """Have numba use `folder`, for which it has a setting of the whole process only."""
    config = numba.config
    before = config.CACHE_DIR
    config.CACHE_DIR = str(folder)
    try:
        yield
    finally:
        config.CACHE_DIR = before
