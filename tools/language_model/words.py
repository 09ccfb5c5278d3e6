"""Read the words of each source, as the engine will see them in a text."""

from __future__ import annotations

import gzip
import html
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from babel import Locale

from streams.language.features import BREAK, GUEST, LETTER, MAX_WORD, SKIP, letters_of
from streams.language.scripts import INDEX, script_table
from tools.language_model.fetch import Folder

#: Words that templates of a wiki leave in its text.
_JUNK = frozenset("args frompos tillpos ngc ic preusmeri preusmjeri преусмери".split())  # noqa: SIM905

#: Serbian as Vuk's alphabet writes it, in Gaj's: one to one.
_GAJ = dict(
    zip(
        "абвгдђежзијклљмнњопрстћуфхцчџш",
        "a b v g d đ e ž z i j k l lj m n nj o p r s t ć u f h c č dž š".split(),  # noqa: SIM905
        strict=True,
    )
)


def words_of(text: str, script: str) -> Iterator[str]:
    """The words of `text` in letters of `script`, lower-cased; none of a mixed token."""
    letters = letters_of(script)
    for token in unicodedata.normalize("NFC", text).split():
        word: list[str] = []
        words: list[str] = []
        for character in token:
            letter = letters[ord(character)] if ord(character) < len(letters) else BREAK
            if letter == SKIP:
                continue
            if BREAK < letter < GUEST:
                word.append(chr(letter & LETTER))
                continue
            if _is_letter_of_another(character, script):
                words, word = [], []
                break
            if word:
                words.append("".join(word))
                word = []
        if word:
            words.append("".join(word))
        yield from (w for w in words if len(w) <= MAX_WORD and w not in _JUNK)


@cache
def _is_letter_of_another(character: str, script: str) -> bool:
    return script_table()[ord(character)] not in {0, 1, INDEX[script]}


def gaj(text: str) -> str:
    """Serbian in Latin letters."""
    return "".join(_GAJ.get(character, character) for character in text.lower())


def fold(word: str) -> str:
    """`word` as the list of news has it: without marks, and letters with strokes as plain ones."""
    bare = unicodedata.normalize("NFD", word.translate(_STROKES))
    return "".join(c for c in bare if not unicodedata.combining(c))


_STROKES = str.maketrans(
    dict(zip("đðøłıħŧŋɗɓƙƴə", "ddolihtndbkye", strict=True))
    | {"æ": "ae", "œ": "oe", "ß": "ss", "þ": "th"}
)


class Lists:
    """The word lists of one language, in what each source gives: shares, counts or mere words."""

    def __init__(self, folder: Folder, language: str, script: str, entry: dict[str, Any]) -> None:
        self.script = script
        self.latin_serbian = language == "sr-Latn"
        self.encyclopedia = _shares(self._wiki(folder, entry["wiki"])) if "wiki" in entry else {}
        self.news = self._news(folder, entry["news"]) if "news" in entry else Counter()
        self.lexicon = self._lexicon(folder, entry["ocr"]) if "ocr" in entry else set()
        self.charter = _shares(self._charter(folder, entry.get("udhr", [])) + self._names(entry))

    def _wiki(self, folder: Folder, name: str) -> dict[str, float]:
        found: dict[str, float] = defaultdict(float)
        path = folder.pypi / "langidentify_full_model" / "data" / f"topwords-{name}.txt.gz"
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                if line.startswith("#"):
                    continue
                token, logarithm = line.rsplit(" ", 1)
                if self.latin_serbian:
                    token = gaj(token)
                for word in words_of(token, self.script):
                    found[word] += math.exp(float(logarithm))
        return found

    def _news(self, folder: Folder, name: str) -> Counter[str]:
        found: Counter[str] = Counter()
        path = folder.maven / "common_tokens" / name
        for line in path.read_text("utf-8").splitlines():
            if line.startswith(("#", "___")):
                continue
            token, _, count = line.split("\t")
            if self.latin_serbian:
                token = gaj(token)
            for word in words_of(token, self.script):
                found[word] += int(count)
        return found

    def _lexicon(self, folder: Folder, name: str) -> set[str]:
        text = (folder.debian / f"{name}.txt").read_text("utf-8", "replace")
        return {word for line in text.splitlines() for word in words_of(line, self.script)}

    def _charter(self, folder: Folder, names: str | list[str]) -> Counter[str]:
        found: Counter[str] = Counter()
        for name in [names] if isinstance(names, str) else names:
            page = folder.npm / "package" / "declaration" / f"{name}.html"
            body = page.read_text("utf-8").partition("<body>")[2]
            found.update(words_of(html.unescape(re.sub(r"<[^>]+>", " ", body)), self.script))
        return found

    def _names(self, entry: dict[str, Any]) -> Counter[str]:
        if "cldr" not in entry:
            return Counter()
        locale = Locale(entry["cldr"])
        names = (*locale.languages.values(), *locale.territories.values())
        return Counter(word for name in names for word in words_of(name, self.script))


def _shares(counts: Mapping[str, float]) -> dict[str, float]:
    total = sum(counts.values())
    return {word: count / total for word, count in counts.items()}
