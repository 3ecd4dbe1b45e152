"""Wildcards and policy variables: a policy string, prepared once, matched in linear time. Pure.

Wildcards: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
Variables: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ufo_preflight.policy.request import RequestContext
from ufo_preflight.policy.wildcard import (
    SEGMENTS,
    Matcher,
    Resolved,
    Wild,
    arn_matcher_of,
    matcher_of,
)

_VARIABLE = re.compile(r"\$\{\s*([^{}',]+?)\s*(?:,\s*'([^']*)'\s*)?\}")
_SPECIAL = frozenset("*?$")


@dataclass(frozen=True)
class Variable:
    """`${key}` or `${key, 'default'}`: `key` in lower case and as `written`; `default` may be None."""

    key: str
    written: str
    default: str | None = None


Piece = str | Wild | Variable
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
    build: Build = matcher_of
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
        for piece in self.pieces:
            found = self._resolved(piece, context)
            if found is None:
                return False
            pieces.append(found)
        if self.hangs_on(context):
            return None if self._could_match(tuple(pieces), text) else False
        return self.build(tuple(pieces))(text)

    def _resolved(self, piece: Piece, context: RequestContext) -> Resolved | None:
        """Return what stands for a piece: `*` for a value that nobody gave, None for an absent one."""
        if not isinstance(piece, Variable):
            return piece
        value = context.single(piece.key)
        if value is None:
            return Wild.MANY
        found = value[0] if value else piece.default
        return found.lower() if found is not None and self.fold else found

    def _could_match(self, pieces: tuple[Resolved, ...], text: str) -> bool:
        """Tell whether some value lets the text match: what not even `*` lets match never will.

        A value may hold colons. So an ARN is compared as a whole here, and one that lacks segments
        without them is not ruled out.
        """
        colons = sum(piece.count(":") for piece in self.pieces if isinstance(piece, str))
        if self.build is arn_matcher_of and colons < SEGMENTS - 1:
            return True
        return bool(matcher_of(pieces)(text))

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
