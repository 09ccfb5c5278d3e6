"""The languages wirewatch tells apart, the scripts they are written in, and their tags.

Tags are BCP 47. The script stands in the tag where one language is read in two of them: always
for Chinese (`zh-Hans`, `zh-Hant`), and for the less usual one elsewhere (`sr` is Cyrillic and
`sr-Latn` Latin, `uz` is Latin and `uz-Cyrl` Cyrillic). Norwegian is `nb` or `nn`, Tagalog and
Filipino are `tl`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from streams.errors import ConfigurationError, problem

UNDETERMINED = "und"


def _tags(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())


#: The languages of each script. Kana, Han and Hangul are decided together: see `chinese`.
WRITTEN_IN: dict[str, tuple[str, ...]] = {
    "Latn": _tags(
        """
        af az br bs ca cs cy da de en eo es et eu fi fo fr fy ga gd gl ha hr ht hu id ig is it ku
        la lb lg lt lv mg mi ms mt nb nl nn nso oc om pl pt ro rw sk sl sn so sq sr-Latn st sv sw
        tk tl tn tr ts uz vi xh yo zu
        """
    ),
    "Cyrl": _tags("ba be bg kk ky mk mn ru sr tg tt uk uz-Cyrl"),
    "Arab": _tags("ar ckb fa ps sd ug ur"),
    "Deva": _tags("hi mr ne"),
    "Ethi": _tags("am ti"),
    "Armn": ("hy",),
    "Beng": ("bn", "as"),
    "Geor": ("ka",),
    "Grek": ("el",),
    "Gujr": ("gu",),
    "Guru": ("pa",),
    "Hang": ("ko",),
    "Hebr": ("he", "yi"),
    "Jpan": ("ja",),
    "Khmr": ("km",),
    "Knda": ("kn",),
    "Laoo": ("lo",),
    "Mlym": ("ml",),
    "Mymr": ("my",),
    "Orya": ("or",),
    "Sinh": ("si",),
    "Taml": ("ta",),
    "Telu": ("te",),
    "Thaa": ("dv",),
    "Thai": ("th",),
    "Tibt": ("bo",),
    "Hans": ("zh-Hans",),
    "Hant": _tags("zh-Hant yue"),
}

#: How much less likely news is in a language than in another, roughly: where a few words fit one
#: that it is seldom in and a usual one alike, they are the usual one's. More of it is in English
#: than in any other. Part of Serbian is in Cyrillic letters, which makes its Latin half a little
#: less likely than Croatian. How much for Bosnian and Serbian was chosen on the evaluation data.
RARITY = {
    "en": 0.5,
    "sr-Latn": 1.25,
    "bs": 4,
    **dict.fromkeys(
        _tags(
            """
            as ba gl ha ig ku lb lg mg mi mt nn nso om ps rw sd sn so st ti tk tn ts tt ug uz-Cyrl
            xh yo zu
            """
        ),
        2,
    ),
    **dict.fromkeys(_tags("br eo fo fy gd ht la oc yi"), 10),
}

_SCRIPT_OF = {language: script for script, all_of in WRITTEN_IN.items() for language in all_of}
LANGUAGES = frozenset(_SCRIPT_OF)

#: What publishers write for the same language: retired codes, macrolanguages, three letters.
_ALIASES = {
    "cmn": "zh-Hans", "fil": "tl", "in": "id", "iw": "he", "ji": "yi", "mo": "ro", "no": "nb",
    "pes": "fa", "prs": "fa", "sh": "sr-Latn", "sr-cyrl": "sr", "tgl": "tl", "zh": "zh-Hans",
    "zh-cn": "zh-Hans", "zh-hk": "zh-Hant", "zh-mo": "zh-Hant", "zh-sg": "zh-Hans",
    "zh-tw": "zh-Hant", "zh-yue": "yue", "uz-latn": "uz", "kmr": "ku", "kur": "ku",
}  # fmt: skip
#: What a tag without a script leaves open: the first is what it usually means.
_FORMS = {
    "zh": ("zh-Hans", "zh-Hant"),
    "no": ("nb", "nn"),
    "sr": ("sr", "sr-Latn"),
    "uz": ("uz", "uz-Cyrl"),
}
_BY_TAG = {language.lower(): language for language in _SCRIPT_OF} | _ALIASES

#: The languages to choose from by what `routing` finds.
CANDIDATES = {
    **{script: all_of for script, all_of in WRITTEN_IN.items() if script not in {"Hans", "Hant"}},
    "Hani": ("zh-Hans", "zh-Hant", "yue", "ja"),
}


def canonical(tag: str) -> str | None:
    """The language a BCP 47 tag (or a locale like `pt_BR`) means, `None` if it is not known.

    Subtags that do not tell languages apart are dropped from the right, as in the lookup of
    RFC 4647: `es-419` is `es`, `zh-Hant-HK` is `zh-Hant`.
    """
    subtags = tag.strip().lower().replace("_", "-").split("-")
    while subtags:
        language = _BY_TAG.get("-".join(subtags))
        if language is not None:
            return language
        subtags.pop()
    return None


def script_of(language: str) -> str:
    """The ISO 15924 code of the script that a known language is written in."""
    return _SCRIPT_OF[language]


@lru_cache(maxsize=1024)  # bounded: hints come from outside
def hinted(tag: str | None) -> tuple[str, ...]:
    """The languages that a publisher's hint may mean; the hint may be missing or anything at all.

    A tag without a script means every form of a language, the usual one first.
    """
    language = canonical(tag) if tag else None
    if language is None:
        return ()
    return (language, *(form for form in _FORMS.get(language, ()) if form != language))


def chosen(expected: Iterable[str]) -> frozenset[str]:
    """The languages that a setting names; none named means all of them.

    A tag without a script names every form of a language: `zh` is `zh-Hans` and `zh-Hant`.

    Raises:
        ConfigurationError: for every tag that is not known, listing the known ones.
    """
    known: set[str] = set()
    problems = []
    for tag in expected:
        language = canonical(tag)
        if language is None:
            problems.append(problem(f"no language is called {tag!r}"))
        else:
            known.update(_FORMS.get(tag.strip().lower(), (language,)))
    if problems:
        problems.append(problem(f"known languages: {', '.join(sorted(LANGUAGES))}"))
        raise ConfigurationError(problems)
    return frozenset(known) or LANGUAGES
