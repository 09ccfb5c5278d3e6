"""Write `streams/matching/territories.jsonl`: what CLDR calls each territory, in each language.

    python -m tools.territories

babel reads all of CLDR to tell the names of one country: 0.7 s and 150 MB in every process. The
table takes 5 ms. A test holds it against the babel that is installed.
"""

from __future__ import annotations

from pathlib import Path

import orjson
from babel import localedata

TABLE = Path(__file__).parents[1] / "streams/matching/territories.jsonl"

#: Languages that the detector knows by another code than CLDR does.
_RENAMED = {
    "no": "nb",
    "fil": "tl",
    "zh": "zh-Hans",
    "pa_Guru": "pa",
    "uz_Latn": "uz",
    "az_Latn": "az",
    "sr_Cyrl": "sr",
    "yue_Hant": "yue",
}


def territories() -> dict[str, dict[str, str]]:
    """ISO 3166-1 code → BCP 47 language → the territory's usual name there."""
    names: dict[str, dict[str, str]] = {}
    for locale in sorted(filter(_is_language, localedata.locale_identifiers())):
        language = _RENAMED.get(locale, locale.replace("_", "-"))
        for territory, name in localedata.load(locale)["territories"].items():
            if len(territory) == 2 and territory.isalpha() and name != territory:
                names.setdefault(territory, {}).setdefault(language, name)
    return names


def table() -> bytes:
    """The table, one territory a line."""
    return b"".join(
        orjson.dumps({"territory": territory, "names": names}, option=orjson.OPT_APPEND_NEWLINE)
        for territory, names in sorted(territories().items())
    )


def _is_language(locale: str) -> bool:
    """Whether a locale is a language, perhaps in a script, in no territory in particular."""
    parts = locale.split("_")
    return locale != "root" and (len(parts) == 1 or (len(parts) == 2 and len(parts[1]) == 4))


if __name__ == "__main__":
    TABLE.write_bytes(table())
