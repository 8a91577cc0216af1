"""What is each quantity called in English and in Chinese? The words are data, in labels.csv beside this file."""

import csv
import textwrap
import unicodedata
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "zh")


class Labels:
    """The words of one language: `labels("fund.pension")`, with fields as `labels("age.over", low=60)`."""

    def __init__(self, language: str = "en"):
        if language not in LANGUAGES:
            raise ValueError(f"labels exist in {' and '.join(LANGUAGES)}, not in {language}")
        self.language = language
        self._words = _table()[language]

    def __call__(self, key: str, **fields) -> str:
        """What is `key` called? A key without an entry is an error, so that no raw code reaches a reader."""
        return self._words[key].format(**fields)

    def of(self, kind: str, name) -> str:
        """What is the member `name` of `kind` called, for instance the fund `pension`?"""
        return self(f"{kind}.{name}")

    def has(self, key: str) -> bool:
        """Is there a word for `key`?"""
        return key in self._words

    def age_band(self, low: int, high: int | None) -> str:
        """What is the band of ages from `low` to under `high` called? `high` None is open, `low` 0 too."""
        if high is None:
            return self("age.over", low=low)
        if low == 0:
            return self("age.under", high=high)
        return self("age.between", low=low, high=high - 1)


def is_chinese(text: str) -> bool:
    """Does it have Chinese letters? A dash or a Greek letter alone makes no text Chinese."""
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def width_of(text: str) -> int:
    """How many letters wide is a text? Chinese letters and their punctuation count double."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def wrapped(text: str, width: int = 44) -> str:
    """The text on lines of at most `width` characters, where it has spaces or Chinese, which counts double."""
    chinese = is_chinese(text)
    width = width // 2 if chinese else width
    lines = textwrap.wrap(text, width, break_long_words=chinese, break_on_hyphens=False)  # a minus is no hyphen
    return "\n".join(lines) or text


@cache
def _table() -> dict[str, dict[str, str]]:
    path = Path(__file__).with_name("labels.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {language: {row["key"]: row[language] for row in rows} for language in LANGUAGES}
