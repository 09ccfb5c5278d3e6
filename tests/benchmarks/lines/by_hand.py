"""What a user would write for each article: detect the language, look for keywords, say so."""

from __future__ import annotations

import importlib
from typing import Any

import orjson

from streams.matching.territories import territory_names


class ByHand:
    """The screening of the peers; `engine` is `langdetect` or `langdetect_rs`."""

    def __init__(self, engine: str) -> None:
        module = importlib.import_module(engine)
        module.DetectorFactory.seed = 0
        self._detect, self._unknown = module.detect, module.LangDetectException
        names = {"CN": territory_names("CN"), "TW": territory_names("TW")}
        self._keywords = [
            (concept, name.lower()) for concept, by in names.items() for name in set(by.values())
        ]

    def alert(self, value: bytes) -> bytes | None:
        """The alert of an article, if it deserves one."""
        article: dict[str, Any] = orjson.loads(value)
        try:
            language = self._detect(article["body"])
        except self._unknown:  # a script that it has never seen
            language = "und"
        text = article["body"].lower()
        found = sorted({concept for concept, keyword in self._keywords if keyword in text})
        if not found:
            return None
        return orjson.dumps({"id": article["id"], "language": language, "concepts": found})
