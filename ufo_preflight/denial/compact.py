"""A text beside itself without white space, so that a phrase is found wherever lines were cut."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

_WORD = re.compile(r"\S+")
_LOWER = {ord(letter): ord(letter.lower()) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def squeeze(text: str) -> str:
    """Return `text` in lower case without white space; only ASCII letters change their case."""
    return "".join(text.split()).translate(_LOWER)


class CompactText:
    """A text, the same text squeezed, and the way from a place in one to the place in the other."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.squeezed = squeeze(text)
        self._places: list[int] = []
        for word in _WORD.finditer(text):
            self._places.extend(range(word.start(), word.end()))

    @property
    def end(self) -> int:
        """Where the text ends, white space not counted."""
        return self._places[-1] + 1 if self._places else 0

    def place(self, squeezed_at: int) -> int:
        """Return where in the text the letter at `squeezed_at` stands; the end for past the end."""
        if squeezed_at >= len(self._places):
            return len(self.text)
        return self._places[squeezed_at]

    def end_place(self, squeezed_end: int) -> int:
        """Return where in the text the part that ends before `squeezed_end` ends."""
        return self._places[squeezed_end - 1] + 1 if squeezed_end else 0

    def squeezed_at(self, place: int) -> int:
        """Return the first place in the squeezed text that stands at or after `place`."""
        return bisect_left(self._places, place)

    def find_all(self, needle: str) -> Iterator[tuple[int, int]]:
        """Yield where in the text each occurrence of the squeezed `needle` begins and ends."""
        at = self.squeezed.find(needle)
        while at >= 0:
            yield self.place(at), self.end_place(at + len(needle))
            at = self.squeezed.find(needle, at + len(needle))
