"""Where a reader stands in a text: its sighting, its neighbours, and what a reading looks like."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ufo_preflight.denial.around import Around, inferred_action, read_around
from ufo_preflight.denial.denial import DenialReason, TextReading
from ufo_preflight.denial.phrases import Sighting, Sightings
from ufo_preflight.denial.reasons import ReasonPhrase, read_encoded
from ufo_preflight.denial.text import CompactText

_QUOTED = 240


def _start(seen: Sighting) -> int:
    return seen.start


@dataclass(frozen=True)
class Span:
    """A reading, where the phrase that gave it away begins, and where the message ends.

    `others` are the same denial for further actions. `is_vague` marks a reading that counts only
    where the whole text holds no other.
    """

    reading: TextReading
    seen_at: int
    end: int
    others: tuple[TextReading, ...] = ()
    is_vague: bool = False


@dataclass(frozen=True)
class Spot:
    """The sighting number `index`, the end of the message before it and the start of the next.

    `has_vague` tells that the text before it holds a vague reading already.
    """

    text: CompactText
    all_seen: Sightings
    index: int
    floor: int
    limit: int
    has_vague: bool = False

    @property
    def seen(self) -> Sighting:
        """The sighting itself."""
        return self.all_seen.all[self.index]

    def after(self, reach: int) -> Iterator[Sighting]:
        """Yield the sightings that tell something and begin within `reach` behind this one."""
        telling = self.all_seen.telling
        for at in range(bisect_right(telling, self.seen.start, key=_start), len(telling)):
            if telling[at].start - self.seen.end > reach:
                return
            yield telling[at]

    def before(self, reach: int) -> Iterator[Sighting]:
        """Yield the sightings that tell something and end within `reach` before this one."""
        telling = self.all_seen.telling
        for at in range(bisect_left(telling, self.seen.start, key=_start) - 1, -1, -1):
            if self.seen.start - telling[at].end > reach:
                return
            yield telling[at]

    def around(self, start: int, end: int) -> Around:
        """Return what stands around the message between `start` and `end`."""
        return read_around(self.text, start, end, self.floor, self.limit)

    def inferred(self, around: Around, reach: int) -> str | None:
        """Return the action that the operation before this place needs."""
        start = max(self.floor, self.seen.start - reach)
        return inferred_action(around, self.text.letters(start, self.seen.end))

    def quote(self, start: int, end: int) -> str:
        """Return the text from `start` to `end` as one line, cut where it is long."""
        line = " ".join(self.text.text[start : min(end, start + 4 * _QUOTED)].split())
        return line if len(line) <= _QUOTED else line[: _QUOTED - 1] + "\u2026"

    def line(self) -> str:
        """Return the line of the sighting, cut where it is long."""
        text = self.text.text
        start = max(text.rfind("\n", 0, self.seen.start) + 1, self.seen.start - _QUOTED // 2)
        newline = text.find("\n", self.seen.end)
        return self.quote(start, len(text) if newline < 0 else newline)

    def span(self, reading: TextReading, end: int) -> Span:
        """Return the reading as one that ends at `end`, with the encoded message behind it."""
        found = read_encoded(self.text, end, self.limit)
        if found is None:
            return Span(reading, self.seen.start, end)
        blob, end = found
        if reading.reason is DenialReason.UNSPECIFIED and reading.clause is None:
            reading = replace(reading, reason=DenialReason.ENCODED)
        return Span(replace(reading, encoded=blob), self.seen.start, end)

    def spelled(self, reason: ReasonPhrase) -> str | None:
        """Return the action that the reason names as the text spells it."""
        text, name = self.text, reason.named_action
        if name is None:
            return None
        at = text.squeezed.find(name, text.squeezed_at(reason.start))
        word = "".join(text.text[text.place(at) : text.end_place(at + len(name))].split())
        return f"{word.partition(':')[0].lower()}:{word.partition(':')[2]}"
