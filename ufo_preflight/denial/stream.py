"""Texts of any length, in pieces: flat memory, and time that grows with the length alone.

A piece is read together with the end of the one before it and the beginning of the one after it,
so a message that lies across a border is read whole; it is counted where its first words stand.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ufo_preflight.denial.advise import advise
from ufo_preflight.denial.denial import Denial, Reading
from ufo_preflight.denial.phrases import needles
from ufo_preflight.denial.recognize import read
from ufo_preflight.denial.text import CompactText, is_restored, normalise, restored, squeeze

_PIECE = 65_536
_CONTEXT = 8_192
_REMEMBERED = 50_000
# A gutter or an escape may cut a phrase that only the normalised text shows whole.
_WORDS = ("authori", "accessden", "policyallows", "explicitdeny", "toperform")
_HOT = tuple(dict.fromkeys((*_WORDS, *needles())))


def explain(text: str) -> list[Denial]:
    """Return every denial that `text` tells of, once each, in order, with what to do about it.

    `text` may be one message, a list of events or a whole log. A text without a denial gives an
    empty list; nothing in a text is an error.
    """
    return list(explain_stream([text]))


def explain_stream(chunks: Iterable[str]) -> Iterator[Denial]:
    """Yield what `explain` returns for the joined `chunks`, as soon as it is read."""
    seen: OrderedDict[int, None] = OrderedDict()
    for reading in _readings(chunks):
        key = hash(reading.identity)
        is_new = key not in seen
        seen[key] = None
        seen.move_to_end(key)
        if len(seen) > _REMEMBERED:
            seen.popitem(last=False)
        if is_new:
            yield advised(reading)


def advised(reading: Reading) -> Denial:
    """Return the reading with its advice."""
    return Denial(**vars(reading), advice=advise(reading))


def _readings(chunks: Iterable[str]) -> Iterator[Reading]:
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


def _read_piece(before: str, piece: str, after: str) -> Iterator[Reading]:
    squeezed = squeeze(piece + after[:400])
    if not any(word in squeezed for word in _HOT):
        return
    context = normalise(before)
    body = normalise(piece)
    text = CompactText(context + body + normalise(after))
    first, last = len(context), len(context) + len(body)
    for span in read(text):
        if first <= span.seen_at < last:
            yield _restored(span.reading)


def _restored(reading: Reading) -> Reading:
    if all(map(is_restored, (reading.principal or "", reading.resource or "", reading.quote))):
        return reading
    return replace(
        reading,
        principal=reading.principal and restored(reading.principal),
        resource=reading.resource and restored(reading.resource),
        quote=restored(reading.quote),
    )
