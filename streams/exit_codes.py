"""How a process of wirewatch ends; the numbers follow sysexits.h. Documented in ARCHITECTURE.md."""

from __future__ import annotations

from streams.errors import ConfigurationError, DeliveryError, UnreadableArticleError

OK = 0
#: Some of the work could not be done: a test failed, a line was no article.
FAILURE = 1
#: The command line is wrong (click says so).
USAGE = 2
#: Input that is not what it should be: `EX_DATAERR`.
DATA = 65
#: The broker cannot be reached: `EX_UNAVAILABLE`.
UNAVAILABLE = 69
#: A defect of wirewatch: `EX_SOFTWARE`.
DEFECT = 70
#: A record that the broker will not take; its offset is not committed: `EX_TEMPFAIL`.
UNDELIVERABLE = 75
#: A setting, a watchlist, a topic or a right is missing: `EX_CONFIG`.
CONFIGURATION = 78


def exit_code(reason: BaseException | None) -> int:
    """The exit code of a process that ended for `reason`."""
    if reason is None:
        return OK
    if isinstance(reason, ConfigurationError):
        return CONFIGURATION
    if isinstance(reason, UnreadableArticleError):
        return DATA
    return UNDELIVERABLE if isinstance(reason, DeliveryError) else DEFECT
