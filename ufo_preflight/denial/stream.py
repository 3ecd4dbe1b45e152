"""Texts of any length, in pieces: flat memory, and time that grows with the length alone.

A piece is read together with the end of the one before it and the beginning of the one after it,
so a message that lies across a border is read whole; it is counted where its first words stand.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ufo_preflight.denial.advise import advise
from ufo_preflight.denial.denial import Denial, TextReading
from ufo_preflight.denial.phrases import needles
from ufo_preflight.denial.recognize import read
from ufo_preflight.denial.text import CompactText, is_restored, normalise, restored, squeeze

_PIECE = 65_536
_CONTEXT = 8_192
_REMEMBERED = 50_000
# A gutter or an escape may cut a phrase that only the normalised text shows whole.
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?(?!\d)")
_TIME_WITHIN = 1500
_WORDS = ("authori", "accessden", "policyallows", "explicitdeny", "toperform")
_FRAMES = str.maketrans("", "", "\\|>│┃║")


def _shortest(words: Iterable[str]) -> tuple[str, ...]:
    """Return the words without those that hold another of them: whoever finds that finds them."""
    kept: list[str] = []
    for word in sorted(words, key=len):
        if not any(other in word for other in kept):
            kept.append(word)
    return tuple(kept)


_HOT = _shortest((*_WORDS, *needles()))


def explain(text: str) -> list[Denial]:
    """Return every denial that `text` tells of, once each, in order, with what to do about it.

    `text` may be one message, a list of events or a whole log. A text without a denial gives an
    empty list; nothing in a text is an error.
    """
    return list(explain_stream([text]))


def explain_stream(chunks: Iterable[str]) -> Iterator[Denial]:
    """Yield what `explain` returns for the joined `chunks`, as soon as it is read."""
    seen: OrderedDict[int, None] = OrderedDict()
    vague: _Found | None = None
    for found in _found(chunks):
        if found.is_vague:
            vague = vague or found
            continue
        key = hash(found.reading.identity)
        is_new = key not in seen
        seen[key] = None
        seen.move_to_end(key)
        if len(seen) > _REMEMBERED:
            seen.popitem(last=False)
        if is_new:
            yield advised(found.dated())
    if vague is not None and not seen:
        yield advised(vague.dated())


@dataclass(frozen=True)
class _Found:
    """A reading, and the raw text that it stands in; one that is vague counts only alone."""

    reading: TextReading
    raw: str
    is_vague: bool

    def dated(self) -> TextReading:
        """Return the reading with its time, where CloudTrail has to be asked and the text tells it."""
        reading = self.reading
        needs_time = reading.problem is None and not (reading.resource and reading.is_understood)
        if reading.time or not needs_time:
            return reading
        return replace(reading, time=_told_time(self.raw, reading.quote))


def advised(reading: TextReading) -> Denial:
    """Return the reading with its advice."""
    return Denial(**vars(reading), advice=advise(reading))


def _found(chunks: Iterable[str]) -> Iterator[_Found]:
    before, piece = "", None
    for following in _pieces(chunks):
        if piece is not None:
            yield from _read_piece(before, piece, following[:_CONTEXT])
            before = piece[-_CONTEXT:]
        piece = following
    if piece is not None:
        yield from _read_piece(before, piece, "")


def _pieces(chunks: Iterable[str]) -> Iterator[str]:
    """Yield the text in pieces that end at a line break or, in a long line, at a space."""
    held: list[str] = []
    size = 0
    for chunk in chunks:
        held.append(chunk)
        size += len(chunk)
        if size > _PIECE:
            text, start = "".join(held), 0
            while len(text) - start > _PIECE:
                end = _border(text, start)
                yield text[start:end]
                start = end
            held = [text[start:]]
            size = len(held[0])
    if size:
        yield "".join(held)


def _border(text: str, start: int) -> int:
    end = start + _PIECE
    for mark in ("\n", " "):
        at = text.rfind(mark, start + _PIECE // 2, end)
        if at >= 0:
            return at + 1
    return end


def _read_piece(before: str, piece: str, after: str) -> Iterator[_Found]:
    squeezed = squeeze(piece + after[:400]).translate(_FRAMES)
    if not any(word in squeezed for word in _HOT):
        return
    context = normalise(before)
    body = normalise(piece)
    text = CompactText(context + body + normalise(after))
    raw = before + piece
    first, last = len(context), len(context) + len(body)
    for span in read(text):
        if first <= span.seen_at < last:
            for reading in (span.reading, *span.others):
                yield _Found(_restored(reading), raw, span.is_vague)


def _told_time(text: str, quote: str) -> str | None:
    """Return the time that the log tells of a message: the nearest before it, else behind it.

    The text is the raw one: stamps are taken away before reading.
    """
    anchor = max(quote.split(), key=len, default="")
    at = text.rfind(anchor[:60])
    if not anchor or at < 0:
        return None
    before = _TIME.findall(text, max(0, at - _TIME_WITHIN), at)
    after = _TIME.search(text, at, at + _TIME_WITHIN)
    return before[-1] if before else after[0] if after else None


def _restored(reading: TextReading) -> TextReading:
    texts = (reading.principal, reading.resource, reading.policy_arn, reading.clause, reading.quote)
    if all(is_restored(text or "") for text in texts):
        return reading
    return replace(
        reading,
        principal=reading.principal and restored(reading.principal),
        resource=reading.resource and restored(reading.resource),
        policy_arn=reading.policy_arn and restored(reading.policy_arn),
        clause=reading.clause and restored(reading.clause),
        quote=restored(reading.quote),
    )
