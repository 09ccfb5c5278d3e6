"""The loops over every code point of a text: what is looked for, found in one pass.

Each position goes through a filter first, by its first three code points and by whether a word
starts there; one position in twelve gets through. From there on one code point after the other is
hashed, for as long as some string goes on like that; a string that ends there is in a hash table.
Two passes, because the first one is without branches: to guess those wrong is what a scan costs.

Strings are known by a hash of 64 bits alone: a text that shares one makes a candidate, which a
regular expression then refuses. That two strings of a dictionary share one, so that one of them is
missed, is as likely as one in six million for a watchlist of a million names.

Plain functions in the subset of Python that numba compiles: loops here cost nothing. Where numba
is missing they run as they are. Arithmetic is on unsigned 64-bit integers, which wrap around.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from streams.code_points import Codes
from streams.compiling import compiled
from streams.matching import hashing
from streams.matching.foldable import NON_JOINER
from streams.matching.letters import DIGIT, FOLDED, JOINED, LETTER, MARK, SIZE, Classes

Filter = NDArray[np.uint8]
Table = NDArray[np.uint64]
Numbers = NDArray[np.uint32]
Rows = NDArray[np.int32]
Places = NDArray[np.int32]

#: Bits of a filter of strings: some go on from here, some end here.
GOES_ON, ENDS = 1, 2
#: Bits of the filter of positions: strings that start words only, strings that stand anywhere.
STARTING, ANYWHERE = 1, 2
#: What the table of strings tells besides the number of a string, in its lowest bits: whether it
#: stands inside words as well, and whether it is only looked for beside others.
INSIDE, BESIDE, FLAGS = 1, 2, 2

_HALF = np.uint64(32)
_NON_JOINER = ord(NON_JOINER)
#: No word goes on for longer to either side of a name, in code points: that, or text without any
#: spaces, would take quadratic time.
_LONGEST = 100
#: How many code points may stand between two words of a phrase: a line may break there, and the
#: next be indented.
_GAP = 40
#: How far from its anchor the words of a phrase are looked for, in code points.
REACH = 150
#: Strings that are near are remembered by the lowest bits of their numbers.
_SEEN = 4096


_hashed = compiled("uint64(uint64, uint64)")(hashing.hashed)
_of_one = compiled("uint64(uint64)")(hashing.place_of_one)
_of_two = compiled("uint64(uint64, uint64)")(hashing.place_of_two)
_of_three = compiled("uint64(uint64, uint64, uint64)")(hashing.place_of_three)


@compiled("boolean(uint32[::1], uint8[::1], int64)")
def holds(codes: Codes, classes: Classes, wanted: int) -> bool:
    """Whether a text holds a code point of one of the classes."""
    found = 0
    for code in codes:
        if code < SIZE:
            found |= classes[code]
    return found & wanted != 0


@compiled("int64(uint32[::1], uint8[::1], int64)")
def class_at(codes: Codes, classes: Classes, place: int) -> int:
    """The classes of a code point of a text."""
    return classes[codes[place]] if codes[place] < SIZE else 0


@compiled("int64(uint32[::1], uint8[::1], int32[:,::1])", writes=[2])
def foldable_runs(codes: Codes, classes: Classes, runs: Rows) -> int:
    """Write where what folding may change starts and ends to `runs`; how many there are.

    A mark takes the letter before it along. A non-joiner alone between two letters that it joins
    stays as it is.

    Args:
        codes: the text.
        classes: see `letters.letter_classes`.
        runs: room for as many as there can be, half as many as code points, rounded up.
    """
    length = len(codes)
    count = taken = place = 0
    while place < length:
        if not class_at(codes, classes, place) & FOLDED:
            place += 1
            continue
        start = place
        while place < length and class_at(codes, classes, place) & FOLDED:
            place += 1
        if (
            codes[start] == _NON_JOINER
            and place == start + 1
            and 0 < start < length - 1
            and class_at(codes, classes, start - 1) & JOINED
            and class_at(codes, classes, start + 1) & JOINED
        ):
            continue
        if start > taken and class_at(codes, classes, start) & MARK:
            start -= 1
        runs[count, 0], runs[count, 1] = start, place
        taken = place
        count += 1
    return count


@compiled("int64(uint32[::1], uint8[::1], uint8[::1], boolean, int32[::1])", writes=[4])
def worth_a_look(
    codes: Codes, classes: Classes, positions: Filter, everywhere: bool, found: Places
) -> int:
    """Write the positions at which a string may start to `found`; how many they are."""
    count = kind = 0
    length = len(codes)
    for place in range(length - 2):
        before = kind
        kind = classes[codes[place]] & LETTER if codes[place] < SIZE else 0
        allowed = ANYWHERE if before & kind & -kind and not everywhere else ANYWHERE | STARTING
        first, second = np.uint64(codes[place]), np.uint64(codes[place + 1])
        third = np.uint64(codes[place + 2])
        seen = (
            positions[_of_one(first)]
            | positions[_of_two(first, second)]
            | positions[_of_three(first, second, third)]
        )
        found[count] = place
        count += (seen & allowed) != 0
    for place in range(max(0, length - 2), length):
        found[count] = place
        count += 1
    return count


@compiled("int64(uint32[::1], uint8[::1], int64, int64)")
def word_start(codes: Codes, classes: Classes, start: int, kind: int) -> int:
    """Where a word of a kind of letters starts that goes on at `start`."""
    first = max(0, start - _LONGEST)
    while start > first and class_at(codes, classes, start - 1) & kind:
        start -= 1
    return start


@compiled("int64(uint32[::1], uint8[::1], int64, int64)")
def word_end(codes: Codes, classes: Classes, end: int, kind: int) -> int:
    """Where a word of a kind of letters ends that goes on to `end`."""
    last = min(len(codes), end + _LONGEST)
    while end < last and class_at(codes, classes, end) & kind:
        end += 1
    return end


@compiled(
    "int64(uint32[::1], uint8[::1], uint8[::1], uint8[::1], uint64[:,::1], uint64, boolean,"
    " int32[:,::1])",
    writes=[7],
)
def find_strings(  # noqa: PLR0917 - numba calls by position
    codes: Codes,
    classes: Classes,
    positions: Filter,
    prefixes: Filter,
    table: Table,
    slots: np.uint64,
    everywhere: bool,
    rows: Rows,
) -> int:
    """Every string that stands in a text, in the order of their starts.

    Args:
        codes: the text.
        classes: see `letters.letter_classes`.
        positions: where a string may start, see `hashing.POSITIONS`.
        prefixes: by the lowest bits of the hash of a string's start, how it goes on.
        table: hashes, ascending, and behind each its string, see `FLAGS`.
        slots: how many slots of the table a hash may belong to.
        everywhere: tell of strings inside words as well that only stand at their start.
        rows: for each occurrence where it starts and ends, the string, and whether it stands for
            anything.

    Returns:
        How many there are, which may be more than there are rows for.
    """
    found = np.empty(len(codes), np.int32)
    mask = np.uint64(len(prefixes) - 1)
    count = 0
    for number in range(worth_a_look(codes, classes, positions, everywhere, found)):
        start = found[number]
        kinds = class_at(codes, classes, start) & LETTER
        kind = kinds & -kinds
        inside = start > 0 and class_at(codes, classes, start - 1) & kind != 0 and not everywhere
        state = hashing.SEED
        for place in range(start, len(codes)):
            state = _hashed(state, np.uint64(codes[place]))
            how = prefixes[state & mask]
            if how & ENDS:
                slot = ((state >> _HALF) * slots) >> _HALF
                while table[slot, 0] < state:
                    slot += np.uint64(1)
                string = np.int64(table[slot, 1])
                if table[slot, 0] == state and (string & INSIDE or not inside):
                    if count < len(rows):
                        row = rows[count]
                        row[0], row[1], row[2] = start, place + 1, string >> FLAGS
                        row[3] = 0 if string & BESIDE else 1
                    count += 1
            if not how & GOES_ON:
                break
    return count


@compiled(
    "int64(uint32[::1], uint8[::1], int32[:,::1], int64, uint32[::1], int32[:,::1])", writes=[5]
)
def choose(  # noqa: PLR0917 - numba calls by position
    codes: Codes, classes: Classes, rows: Rows, count: int, witnesses: Numbers, chosen: Rows
) -> int:
    """Write what stands for something by itself, or has a witness near it, to `chosen`.

    Args:
        codes: the text.
        classes: see `letters.letter_classes`.
        rows: from `find_strings`.
        count: how many there are.
        witnesses: for each string where its witnesses begin in this same array, and then those;
            a string without any stands for itself.
        chosen: room for as many rows: where an occurrence starts and ends, the string, and where
            the word around it starts and ends.

    Returns:
        How many there are.
    """
    # How often each string is within reach, by the lowest bits of its number.
    near = np.zeros(_SEEN, np.int32)
    first = last = left = 0
    for number in range(count):
        start, end, string = rows[number, 0], rows[number, 1], rows[number, 2]
        while last < count and rows[last, 0] < end + REACH:
            near[rows[last, 2] % _SEEN] += 1
            last += 1
        while rows[first, 0] < start - REACH:
            near[rows[first, 2] % _SEEN] -= 1
            first += 1
        worth = rows[number, 3] != 0
        begin, behind = witnesses[string], witnesses[string + 1]
        if worth and begin < behind:
            worth = False
            for place in range(begin, behind):
                if near[witnesses[place] % _SEEN]:
                    worth = True
                    break
        if worth:
            kinds = class_at(codes, classes, start) & LETTER
            row = chosen[left]
            row[0], row[1], row[2] = start, end, string
            row[3] = word_start(codes, classes, start, kinds & -kinds)
            row[4] = word_end(codes, classes, end, kinds & -kinds)
            left += 1
    return left


@compiled("int64(uint32[::1], uint8[::1], int64, int32[::1])", writes=[3])
def starts_before(codes: Codes, classes: Classes, start: int, starts: Places) -> int:
    """Write where the words and numbers before a word start to `starts`, the nearest first.

    Args:
        codes: the text.
        classes: see `letters.letter_classes`.
        start: where a word starts.
        starts: room for as many as are looked for.

    Returns:
        How many there are; fewer are found where something else than a gap comes first.
    """
    count = 0
    while count < len(starts):
        place = start
        kinds = 0
        while place > 0 and start - place <= _GAP:
            kinds = class_at(codes, classes, place - 1) & (LETTER | DIGIT)
            if kinds:
                break
            place -= 1
        if not kinds:
            break
        kind = kinds & LETTER
        start = word_start(codes, classes, place - 1, kind & -kind)
        while start > 0 and class_at(codes, classes, start) & DIGIT:
            if not class_at(codes, classes, start - 1) & DIGIT:
                break
            start -= 1
        starts[count] = start
        count += 1
    return count
