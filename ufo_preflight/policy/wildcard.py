"""Texts matched against wildcards: in linear time, without backtracking. Pure.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

SEGMENTS = 6


class Wild(Enum):
    """A wildcard: any characters, or exactly one; the narrow ones stop at a colon."""

    MANY = "*"
    ONE = "?"
    MANY_NARROW = "*:"
    ONE_NARROW = "?:"


Resolved = str | Wild
Matcher = Callable[[str], bool | None]


@lru_cache(maxsize=4096)
def arn_matcher_of(pieces: tuple[Resolved, ...]) -> Matcher:
    """Return the test of an ARN against six segments, each with its own wildcards.

    A pattern with fewer segments covers the rest when it ends in `*`; another is no ARN, and the
    test answers None. A text that is no ARN matches nothing.
    """
    segments = _segments(pieces)
    if len(segments) < SEGMENTS:
        if not segments[-1] or segments[-1][-1] is not Wild.MANY:
            return lambda text: None if text.count(":") >= SEGMENTS - 1 else False
        segments.extend([[Wild.MANY]] * (SEGMENTS - len(segments)))
    matchers = [matcher_of(tuple(segment)) for segment in segments]

    def matches(text: str) -> bool:
        parts = text.split(":", SEGMENTS - 1)
        return len(parts) == SEGMENTS and all(
            matcher(part) for matcher, part in zip(matchers, parts, strict=True)
        )

    return matches


def _segments(pieces: tuple[Resolved, ...]) -> list[list[Resolved]]:
    segments: list[list[Resolved]] = [[]]
    for piece in pieces:
        if not isinstance(piece, str):
            segments[-1].append(piece)
            continue
        first, *others = piece.split(":", SEGMENTS - len(segments))
        segments[-1].append(first)
        segments.extend([other] for other in others)
    return segments


@lru_cache(maxsize=4096)
def matcher_of(pieces: tuple[Resolved, ...]) -> Matcher:
    """Return the test of a text against literal runs and wildcards; linear, without backtracking."""
    if Wild.MANY_NARROW in pieces or Wild.ONE_NARROW in pieces:
        return _narrow_matcher(pieces)
    runs = _runs(pieces)
    if len(runs) == 1:
        return runs[0].fits_whole
    head, *middle, tail = runs
    least = sum(run.length for run in runs)
    if not middle and not tail.length and head.pattern is None:
        prefix = head.plain
        return lambda text: text.startswith(prefix)

    def matches(text: str) -> bool:
        if len(text) < least or not head.fits_at(text, 0):
            return False
        last = len(text) - tail.length
        if not tail.fits_at(text, last):
            return False
        at = head.length
        for run in middle:
            found = run.find(text, at, last)
            if found < 0:
                return False
            at = found + run.length
        return True

    return matches


@dataclass(frozen=True)
class _Run:
    """Text between two stars: of fixed length, so that the leftmost place is always good enough."""

    length: int
    plain: str
    pattern: re.Pattern[str] | None

    def fits_whole(self, text: str) -> bool:
        if self.pattern is None:
            return text == self.plain
        return self.pattern.fullmatch(text) is not None

    def fits_at(self, text: str, at: int) -> bool:
        if self.pattern is None:
            return text.startswith(self.plain, at)
        return self.pattern.match(text, at) is not None

    def find(self, text: str, at: int, end: int) -> int:
        if self.pattern is None:
            return text.find(self.plain, at, end)
        match = self.pattern.search(text, at, end)
        return match.start() if match else -1


def _runs(pieces: tuple[Resolved, ...]) -> list[_Run]:
    groups: list[list[Resolved]] = [[]]
    for piece in pieces:
        if piece is Wild.MANY:
            groups.append([])
        else:
            groups[-1].append(piece)
    return [_run(group) for group in groups]


def _run(group: list[Resolved]) -> _Run:
    texts = [piece for piece in group if isinstance(piece, str)]
    plain = "".join(texts)
    if len(texts) == len(group):
        return _Run(len(plain), plain, None)
    source = "".join(re.escape(piece) if isinstance(piece, str) else "." for piece in group)
    length = len(plain) + len(group) - len(texts)
    return _Run(length, plain, re.compile(source, re.DOTALL))


def _narrow_matcher(pieces: tuple[Resolved, ...]) -> Matcher:
    steps: list[Resolved] = []
    for piece in pieces:
        steps.extend(piece if isinstance(piece, str) else (piece,))

    def matches(text: str) -> bool:
        reached = _past_stars(steps, {0})
        for character in text:
            reached = _past_stars(steps, _advance(steps, reached, character))
            if not reached:
                return False
        return len(steps) in reached

    return matches


def _advance(steps: list[Resolved], reached: set[int], character: str) -> set[int]:
    following = set()
    for at in reached:
        step = steps[at] if at < len(steps) else None
        if step is Wild.MANY or (step is Wild.MANY_NARROW and character != ":"):
            following.add(at)
        elif (
            step is Wild.ONE or (step is Wild.ONE_NARROW and character != ":") or step == character
        ):
            following.add(at + 1)
    return following


def _past_stars(steps: list[Resolved], reached: set[int]) -> set[int]:
    closed = set()
    for start in reached:
        at = start
        closed.add(at)
        while at < len(steps) and steps[at] in (Wild.MANY, Wild.MANY_NARROW):
            at += 1
            closed.add(at)
    return closed
