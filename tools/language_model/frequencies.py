"""How often each word is in news of a language: what the lists say, put together."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

from tools.language_model.words import Lists, fold, words_of

Shares = dict[str, float]

#: How much each list counts where all are there. The lexicon stands for all that is too rare to
#: be in a list with counts.
_WEIGHTS = {"encyclopedia": 0.45, "news": 0.35, "charter": 0.05, "lexicon": 0.15}
#: Without an encyclopedia, news has its part, and the charter more of one: it alone has the
#: short words.
_WITHOUT_ENCYCLOPEDIA = {"news": 0.6, "charter": 0.25, "lexicon": 0.15}
#: The list of news leaves shorter words out.
_SHORTEST_NEWS_WORD = 4
#: Longer entries of a lexicon are mistakes of its making.
_LONGEST_LEXICON_WORD = 25
#: Rarer words are left out.
_RAREST = 2e-8


def combine(lists: Lists, marks: dict[str, str]) -> Shares:
    """The share of each word in texts of a language.

    Args:
        lists: what the sources say.
        marks: for a language without a lexicon, the letters that its marks were folded from.
    """
    weights = _WEIGHTS if lists.encyclopedia else _WITHOUT_ENCYCLOPEDIA
    running = lists.encyclopedia or lists.charter
    parts = {
        "encyclopedia": lists.encyclopedia,
        "news": _news_shares(lists, running, marks),
        "charter": lists.charter,
        "lexicon": _even_shares(lists.lexicon),
    }
    shares: Shares = defaultdict(float)
    for name, part in parts.items():
        for word, share in part.items():
            shares[word] += weights.get(name, 0) * share
    # The encyclopedia's lists of languages in Latin letters have no words of one letter.
    if lists.script == "Latn" and lists.charter:
        for word in [word for word in shares if len(word) == 1]:
            shares[word] = 0.0
    for word, share in lists.charter.items():
        if len(word) == 1:
            shares[word] = share
    return normalised(shares)


def normalised(shares: Shares) -> Shares:
    """The same with a sum of one, and without what is too rare to matter."""
    total = sum(shares.values())
    return {word: share / total for word, share in shares.items() if share / total > _RAREST}


def with_common_words(shares: Shares, text: str, script: str) -> Shares:
    """Add words listed by their frequency, most frequent first, as a quarter of all."""
    words = list(words_of(text, script))
    # Zipf's law, flattened at its head.
    weights = [1 / (rank + 5) for rank in range(len(words))]
    listed = 0.25 if shares else 1.0
    mixed: Shares = defaultdict(float)
    mixed |= {word: share * (1 - listed) for word, share in shares.items()}
    for word, weight in zip(words, weights, strict=True):
        mixed[word] += listed * weight / sum(weights)
    return normalised(mixed)


def _even_shares(lexicon: set[str]) -> Shares:
    words = [w for w in lexicon if _SHORTEST_NEWS_WORD <= len(w) < _LONGEST_LEXICON_WORD]
    return dict.fromkeys(words, 1 / len(words)) if words else {}


def _news_shares(lists: Lists, running: Shares, marks: dict[str, str]) -> Shares:
    """The list of news with its words spelled out, its short words taken from running text."""
    if not lists.news:
        return running
    spelled = _spelled_out(lists, marks)
    short = {w: share for w, share in running.items() if len(w) < _SHORTEST_NEWS_WORD}
    long = {w: n for w, n in spelled.items() if len(w) >= _SHORTEST_NEWS_WORD}
    scale = (1 - sum(short.values())) / sum(long.values())
    return short | {word: count * scale for word, count in long.items()}


def _spelled_out(lists: Lists, marks: dict[str, str]) -> Shares:
    """Give the count of a folded word to the words it may stand for, by how usual they are."""
    standing_for: dict[str, Shares] = defaultdict(lambda: defaultdict(float))
    for word in lists.lexicon:
        standing_for[fold(word)][word] += 1e-7
    for word, share in lists.encyclopedia.items():
        standing_for[fold(word)][word] += share + 1e-7
    for word, share in lists.charter.items():
        standing_for[fold(word)][word] += share / 10
    guess = Unfolder(lists.charter, marks)
    spelled: Shares = defaultdict(float)
    for folded, count in lists.news.items():
        words = standing_for.get(folded)
        if words:
            total = sum(words.values())
            for word, weight in words.items():
                spelled[word] += count * weight / total
        else:
            spelled[guess(folded)] += count
    return spelled


class Unfolder:
    """Puts marks back on folded words, as the n-grams of a short running text suggest."""

    _BEAM, _LONGEST = 6, 5

    def __init__(self, charter: Shares, marks: dict[str, str]) -> None:
        self._marks = marks
        self._grams: Shares = defaultdict(float)
        for word, share in charter.items() if marks else ():
            padded = f"_{word}_"
            for start in range(len(padded)):
                for end in range(start + 2, min(start + self._LONGEST, len(padded)) + 1):
                    self._grams[padded[start:end]] += share

    def __call__(self, folded: str) -> str:
        """The likeliest spelling of a folded word."""
        if not any(letter in self._marks for letter in folded):
            return folded
        beam = ["_"]
        for letter in f"{folded}_":
            longer = [word + choice for word in beam for choice in self._marks.get(letter, letter)]
            beam = sorted(longer, key=self._likeness, reverse=True)[: self._BEAM]
        return beam[0].strip("_")

    def _likeness(self, word: str) -> float:
        """How much the n-grams that end at each letter of `word` are like those of the text."""
        total = 0.0
        for end in range(2, len(word) + 1):
            for size in range(min(self._LONGEST, end), 1, -1):
                share = self._grams.get(word[end - size : end])
                if share:
                    total += math.log(share) + 3 * size
                    break
            else:
                total -= 10
        return total


def apply_contrasts(shares: dict[str, Shares], group: dict[str, Any]) -> None:
    """Give each contrasting word of a group to the languages that use it, in place."""
    users: dict[str, set[str]] = defaultdict(set)
    for languages, words in group["words"]:
        for word in words.split():
            users[word].update(languages)
    for word, using in users.items():
        found = {language: shares[language].get(word, 0) for language in group["languages"]}
        most = max(2e-5, *found.values())
        for language, share in found.items():
            shares[language][word] = max(share, 0.7 * most) if language in using else share / 30
