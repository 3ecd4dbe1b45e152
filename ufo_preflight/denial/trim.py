"""A word without the punctuation of the sentence and the markup around it."""

from __future__ import annotations

import re

QUOTES = "\"'`"
_MASKS = ("\u2026", "...", "***", "xxx", "<", "[", "{")
_BOLD = re.compile(r"\w\*\*$")
_PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}
_MARKUP = ("</", '"', "`", "',", ")(", "),", "\\")


def is_masked(word: str) -> bool:
    """Return whether somebody masked or left out a part of `word`: `arn:aws:iam::***:role/x`."""
    return any(mark in word.lower() for mark in _MASKS)


def trimmed(word: str) -> str:
    """Return `word` without the punctuation of the sentence around it."""
    word = _before_markup(word)
    while word and _ends_in_punctuation(word):
        word = word[:-1]
    return word[:-2] if _BOLD.search(word) else word


def _ends_in_punctuation(word: str) -> bool:
    last = word[-1]
    return (
        last in QUOTES + ",;"
        or (last in _PAIRS and word.count(last) > word.count(_PAIRS[last]))
        or (last == "." and not word.endswith(".."))
        or (last == ":" and not _ends_in_colon(word))
    )


def _before_markup(word: str) -> str:
    ends = [at for mark in _MARKUP if (at := word.find(mark)) >= 0]
    return word[: min(ends)] if ends else word


def _ends_in_colon(arn: str) -> bool:
    """Return whether the last colon belongs to the ARN, as in those of CloudWatch Logs."""
    return (
        arn.endswith(":log-stream:")
        or (arn.startswith("arn:") and ":log-group:" in arn)
        or (arn.startswith("arn:") and arn.count(":") <= 5)
    )
