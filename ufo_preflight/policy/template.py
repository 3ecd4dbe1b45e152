"""Wildcards and policy variables: a policy string, prepared once, matched in linear time. Pure.

Wildcards: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
Variables: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from ufo_preflight.policy.request import RequestContext

_VARIABLE = re.compile(r"\$\{\s*([^{}',]+?)\s*(?:,\s*'([^']*)'\s*)?\}")
_SPECIAL = frozenset("*?$")
SEGMENTS = 6


class Wild(Enum):
    """A wildcard: any characters, or exactly one; the narrow ones stop at a colon."""

    MANY = "*"
    ONE = "?"
    MANY_NARROW = "*:"
    ONE_NARROW = "?:"


@dataclass(frozen=True)
class Variable:
    """`${key}` or `${key, 'default'}`: `key` in lower case and as `written`; `default` may be None."""

    key: str
    written: str
    default: str | None = None


Piece = str | Wild | Variable
Resolved = str | Wild
Matcher = Callable[[str], bool | None]
_NARROW = {Wild.MANY: Wild.MANY_NARROW, Wild.ONE: Wild.ONE_NARROW}


Build = Callable[[tuple[Resolved, ...]], Matcher]


@dataclass(frozen=True, eq=False)
class Template:
    """A policy string, prepared; `matcher` is ready when it holds no variables.

    `build` makes the matcher once the variables' values are known. With `fold` letters are
    compared without regard to case.
    """

    text: str
    matcher: Matcher | None
    pieces: tuple[Piece, ...] = ()
    build: Build | None = None
    fold: bool = False

    def matches(self, text: str, context: RequestContext) -> bool | None:
        """Return whether `text` matches; None when it hangs on a variable that nobody gave."""
        if self.fold:
            text = text.lower()
        if self.matcher is not None:
            return self.matcher(text)
        return self._resolved_matches(text, context)

    def _resolved_matches(self, text: str, context: RequestContext) -> bool | None:
        """Put the variables' values in; one whose key is absent, without a default, matches nothing."""
        pieces: list[Resolved] = []
        unknown = False
        for piece in self.pieces:
            if isinstance(piece, Variable):
                value = context.single(piece.key)
                if value is None:
                    unknown = True
                elif not value and piece.default is None:
                    return False
                else:
                    found = value[0] if value else piece.default or ""
                    pieces.append(found.lower() if self.fold else found)
            else:
                pieces.append(piece)
        if unknown or self.build is None:
            return None
        return self.build(tuple(pieces))(text)

    def hangs_on(self, context: RequestContext) -> bool:
        """Return whether the value of one of its variables is unknown."""
        return any(context.single(variable.key) is None for variable in self.variables())

    def variables(self) -> Iterator[Variable]:
        """Yield the policy variables in it."""
        return (piece for piece in self.pieces if isinstance(piece, Variable))


def template(text: str, *, variables: bool, wildcards: bool, fold: bool = False) -> Template:
    """Return a policy string prepared for matching.

    `variables` is False for documents of a version before 2012-10-17, whose `${…}` is plain text.
    """
    pieces = pieces_of(text.lower() if fold else text, variables=variables, wildcards=wildcards)
    return template_of(text, pieces, matcher_of, fold=fold)


def resource_template(text: str, *, variables: bool) -> Template:
    """Return a Resource prepared for matching.

    In the first five segments of an ARN a wildcard stays within its segment, but for a `*` that
    ends one, which AWS lets expand beyond the colon.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
    """
    pieces = _narrowed(pieces_of(text, variables=variables, wildcards=True))
    return template_of(text, pieces, matcher_of)


def arn_template(text: str, *, variables: bool) -> Template:
    """Return a value of an ARN operator prepared for matching, segment by segment.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
    """
    pieces = pieces_of(text, variables=variables, wildcards=True)
    return template_of(text, pieces, arn_matcher_of)


def template_of(
    text: str, pieces: tuple[Piece, ...], build: Build, *, fold: bool = False
) -> Template:
    """Return the template of pieces that are already split."""
    fixed = tuple(piece for piece in pieces if not isinstance(piece, Variable))
    ready = build(fixed) if len(fixed) == len(pieces) else None
    return Template(text, ready, pieces, build, fold)


def pieces_of(text: str, *, variables: bool, wildcards: bool) -> tuple[Piece, ...]:
    """Return the literal runs, wildcards and variables of a policy string, in order."""
    pieces: list[Piece] = []
    at = 0
    for match in _VARIABLE.finditer(text) if variables else ():
        pieces.extend(_plain(text[at : match.start()], wildcards=wildcards))
        key, default = match.group(1), match.group(2)
        pieces.append(key if key in _SPECIAL else Variable(key.lower(), key, default))
        at = match.end()
    pieces.extend(_plain(text[at:], wildcards=wildcards))
    return tuple(pieces)


def _plain(text: str, *, wildcards: bool) -> Iterator[Piece]:
    if not wildcards:
        if text:
            yield text
        return
    for part in re.split(r"([*?])", text):
        if part == "*":
            yield Wild.MANY
        elif part == "?":
            yield Wild.ONE
        elif part:
            yield part


def _narrowed(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    colons = 0
    narrowed: list[Piece] = []
    for index, piece in enumerate(pieces):
        if isinstance(piece, str):
            colons += piece.count(":")
        elif isinstance(piece, Wild) and colons < SEGMENTS - 1 and not _ends_segment(pieces, index):
            narrowed.append(_NARROW[piece])
            continue
        narrowed.append(piece)
    return tuple(narrowed)


def _ends_segment(pieces: tuple[Piece, ...], index: int) -> bool:
    if pieces[index] is not Wild.MANY:
        return False
    if index + 1 == len(pieces):
        return True
    following = pieces[index + 1]
    return isinstance(following, str) and following.startswith(":")


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
    if not middle and not tail.length and head.plain is not None:
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
        return at <= last

    return matches


@dataclass(frozen=True)
class _Run:
    """Text between two stars: of fixed length, so that the leftmost place is always good enough."""

    length: int
    plain: str | None
    pattern: re.Pattern[str]

    def fits_whole(self, text: str) -> bool:
        return text == self.plain if self.plain is not None else bool(self.pattern.fullmatch(text))

    def fits_at(self, text: str, at: int) -> bool:
        if self.plain is not None:
            return text.startswith(self.plain, at)
        return self.pattern.match(text, at) is not None

    def find(self, text: str, at: int, end: int) -> int:
        if self.plain is not None:
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
    plain = "".join(texts) if len(texts) == len(group) else None
    source = "".join(re.escape(piece) if isinstance(piece, str) else "." for piece in group)
    length = sum(len(piece) if isinstance(piece, str) else 1 for piece in group)
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
