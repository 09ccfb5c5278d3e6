"""The characters that folding looks at, as contents of character classes."""

from __future__ import annotations

#: Combining marks that go when they cannot be composed with their letter.
LOOSE_MARKS = (
    "\u0300-\u036f"  # Latin, Greek, Cyrillic
    "\u0483-\u0487"  # Cyrillic
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # Hebrew points and accents
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"  # Arabic
)
#: Marks that are part of the letter: composed, never dropped (kana voicing, Hangul letters).
BOUND_MARKS = "\u3099\u309a\uff9e\uff9f\u1160-\u11ff"
#: Invisible, or nothing but a stretch.
INVISIBLE = (
    "\u00ad\u034f\u055b\u055c\u055e\u061c\u0640\u115f\u180b-\u180e\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2069"
    "\ufe00-\ufe0f\ufeff"
)
#: Another way to write ordinary letters: NFKC gives those.
COMPATIBILITY = (
    "\ufb00-\ufb06\ufb13-\ufb17\ufb1d-\ufb4f"  # ligatures: Latin, Armenian, Hebrew
    "\ufb50-\ufdff\ufe70-\ufefc"  # Arabic presentation forms
    "\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uff9f"  # full-width letters, half-width kana
    "\uf900-\ufaff"  # Han compatibility ideographs
    "\u0958-\u095f\u09dc\u09dd\u09df\u0a33\u0a36\u0a59-\u0a5b\u0a5e\u0b5c\u0b5d"  # with nukta
)
#: Half of a surrogate pair is no character at all: it stands for nothing, but keeps its place.
SURROGATE = "\ud800-\udfff"
#: A zero-width non-joiner joins two letters of the Arabic script into one word; elsewhere it goes.
NON_JOINER = "\u200c"
JOINED_LETTERS = "[\u0620-\u06ff\u0750-\u077f]"

#: Marks that take the letter before them along, as a regular expression for one code point.
MARKS = f"[{LOOSE_MARKS}{BOUND_MARKS}]"
#: What folding may change, as a regular expression for one code point; whether it does change a
#: non-joiner, its neighbours say.
FOLDABLE = f"[{LOOSE_MARKS}{BOUND_MARKS}{INVISIBLE}{COMPATIBILITY}{SURROGATE}{NON_JOINER}]"
