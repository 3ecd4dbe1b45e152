"""Text folded to columns of a terminal, in which some characters are two columns wide."""

from __future__ import annotations

import unicodedata

# Where a word that is too long for a line, an ARN for the most part, may be cut.
JOINTS = ":/,"


def columns_of(text: str) -> int:
    """Return how many columns a text takes at most."""
    return sum(2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in text)


def wrapped(text: str, width: int, *, first: str = "", rest: str = "") -> list[str]:
    """Return the text in lines of at most `width` columns, led by `first` and then by `rest`.

    A word longer than a line is cut, behind a joint of the ARN where one is near.
    """
    lines: list[str] = []
    lead, line = first, ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if columns_of(lead + joined) <= width:
            line = joined
            continue
        if line:
            lines.append(lead + line)
            lead = rest
        while columns_of(lead + word) > width:
            size = _cut(word, width - columns_of(lead))
            lines.append(lead + word[:size])
            lead, word = rest, word[size:]
        line = word
    return [*lines, lead + line]


def _cut(word: str, width: int) -> int:
    """Return how many characters of a word that is too long go on the line, at least one."""
    size = used = 0
    while size < len(word) and (used := used + columns_of(word[size])) <= width:
        size += 1
    joint = max(word.rfind(mark, 0, size) for mark in JOINTS) + 1
    return max(joint if joint > size // 2 else size, 1)
