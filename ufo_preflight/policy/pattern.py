"""The strings of a policy: wildcards and variables, prepared once, matched in linear time. Pure.

Wildcards: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
Variables: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from ufo_preflight.arn import overlap
from ufo_preflight.policy.request import RequestContext
from ufo_preflight.policy.wildcard import (
    SEGMENTS,
    Matcher,
    Resolved,
    Wild,
    arn_matcher_of,
    matcher_of,
)

# A variable's name has a prefix; `${AWS::AccountId}` and `${account}` are another tool's, and text.
_VARIABLE = re.compile(
    r"\$\{\s*([*?$]\s*|[^\s{}',:][^{}',:]*:[^\s{}',:][^{}',]*)(?:,\s*'([^']*)'\s*)?\}"
)
_SPECIAL = frozenset("*?$")
_CACHED = 4096
# What a template's or a manual's text has where a value belongs. A variable of IAM has one colon
# after a lower-case prefix: `${aws:username}`; `${AWS::Region}` and `${account}` are other tools'.
_PLACEHOLDER = re.compile(
    r"<[A-Za-z][\w .:-]*>|\$\{(?![a-z][\w.-]*:[^:])[^{}*?$]+\}|\{\{[^{}]+\}\}|\$[A-Za-z_]\w*"
)
_ACCOUNT = re.compile(r"[0-9*?]*|aws|aws-managed|cloudfront|.*\$\{.*", re.DOTALL)


@dataclass(frozen=True)
class Variable:
    """`${key}` or `${key, 'default'}`: `key` in lower case and as `written`; `default` may be None."""

    key: str
    written: str
    default: str | None = None

    def value(self, context: RequestContext) -> str | Wild | None:
        """Return what it stands for: `*` for a value that nobody gave, None for no value at all.

        A key with several values is none, and the default is for a key that is absent.
        """
        found = context.get(self.key)
        if found is None:
            return Wild.MANY
        if not found:
            return self.default
        return found[0] if context.single(self.key) else None


Piece = str | Wild | Variable
Build = Callable[[tuple[Resolved, ...]], Matcher]


@dataclass(frozen=True, eq=False)
class Pattern:
    """A policy string, prepared; `matcher` is ready when it holds no variables.

    `literal` is the text that it matches alone, None when it has wildcards or variables. `build`
    makes the matcher once the variables' values are known. With `fold` letters are compared without
    regard to case. `is_sure` is False for a pattern of which no page says that AWS reads it so: what
    it matches is then unknown.
    """

    text: str
    matcher: Matcher | None
    pieces: tuple[Piece, ...] = ()
    build: Build = matcher_of
    fold: bool = False
    literal: str | None = None
    is_sure: bool = True

    def matches(self, text: str, context: RequestContext) -> bool | None:
        """Return whether `text` matches; None when it hangs on a variable that nobody gave."""
        if self.fold:
            text = text.lower()
        matcher = self.matcher
        found = matcher(text) if matcher else self._resolved_matches(text, context)
        return found if self.is_sure or not found else None

    def _resolved_matches(self, text: str, context: RequestContext) -> bool | None:
        """Put the variables' values in; a variable without a value matches nothing."""
        pieces = self._resolved(context)
        if pieces is None:
            return False
        if self.hangs_on(context):
            return None if self._could_match(pieces, text) else False
        return self.build(pieces)(text)

    def _resolved(self, context: RequestContext) -> tuple[Resolved, ...] | None:
        pieces: list[Resolved] = []
        for piece in self.pieces:
            found = piece.value(context) if isinstance(piece, Variable) else piece
            if found is None:
                return None
            pieces.append(found.lower() if self.fold and isinstance(found, str) else found)
        return tuple(pieces)

    def _could_match(self, pieces: tuple[Resolved, ...], text: str) -> bool:
        """Tell whether some value lets the text match: what not even `*` lets match never will.

        A value may hold colons. So an ARN is compared as a whole here, and one that lacks segments
        without them is not ruled out.
        """
        colons = sum(piece.count(":") for piece in self.pieces if isinstance(piece, str))
        if self.build is arn_matcher_of and colons < SEGMENTS - 1:
            return True
        return bool(matcher_of(pieces)(text))

    def overlaps(self, pattern: str, context: RequestContext) -> bool:
        """Return whether some text matches both this one and a requested pattern."""
        pieces = self._resolved(context)
        if pieces is None:
            return False
        texts = (piece if isinstance(piece, str) else piece.value[0] for piece in pieces)
        return overlap("".join(texts), pattern)

    def hangs_on(self, context: RequestContext) -> bool:
        """Return whether the value of one of its variables is unknown."""
        return any(context.get(variable.key) is None for variable in self.variables())

    def variables(self) -> Iterator[Variable]:
        """Yield the policy variables in it."""
        return (piece for piece in self.pieces if isinstance(piece, Variable))


@lru_cache(maxsize=_CACHED)
def string_pattern(text: str, *, variables: bool, wildcards: bool, fold: bool = False) -> Pattern:
    """Return a policy string prepared for matching.

    `variables` is False for documents of a version before 2012-10-17, whose `${…}` is plain text.
    """
    plain = text.lower() if fold else text
    if not (variables and "${" in plain) and not (wildcards and ("*" in plain or "?" in plain)):
        return Pattern(text, plain.__eq__, fold=fold, literal=plain)
    pieces = pieces_of(plain, variables=variables, wildcards=wildcards)
    return _pattern_of(text, pieces, matcher_of, fold=fold)


@lru_cache(maxsize=_CACHED)
def resource_pattern(text: str, *, variables: bool, completes: bool = True) -> Pattern:
    """Return a Resource prepared for matching.

    In the first five segments of an ARN a wildcard stays within its segment, but for a `*` that
    ends one, which AWS lets expand beyond the colon. Segments that an ARN lacks are completed with
    wildcards in a policy of IAM; without `completes` (in a service control policy) no page says so.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
    """
    whole = text + ":*" * max(0, SEGMENTS - 1 - text.count(":")) if is_incomplete(text) else text
    is_sure = completes or whole is text
    if "*" not in whole and "?" not in whole and not (variables and "${" in whole):
        return Pattern(text, whole.__eq__, literal=whole)
    pieces = _narrowed(pieces_of(whole, variables=variables, wildcards=True))
    return _pattern_of(text, pieces, matcher_of, is_sure=is_sure)


def is_incomplete(text: str) -> bool:
    """Return whether an ARN lacks segments that no `*` at the end of a segment stands for."""
    return text.count(":") < SEGMENTS - 1 and not text.endswith("*") and "*:" not in text


@lru_cache(maxsize=_CACHED)
def arn_pattern(text: str, *, variables: bool) -> Pattern:
    """Return a value of an ARN operator prepared for matching, segment by segment.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
    """
    pieces = pieces_of(text, variables=variables, wildcards=True)
    return _pattern_of(text, pieces, arn_matcher_of)


def _pattern_of(
    text: str,
    pieces: tuple[Piece, ...],
    build: Build,
    *,
    fold: bool = False,
    is_sure: bool = True,
) -> Pattern:
    fixed = tuple(piece for piece in pieces if not isinstance(piece, Variable))
    ready = build(fixed) if len(fixed) == len(pieces) else None
    return Pattern(text, ready, pieces, build, fold, is_sure=is_sure)


@lru_cache(maxsize=_CACHED)
def placeholder_in(arn: str) -> str:
    """Return the part of an ARN that nobody filled in, "" when there is none."""
    found = _PLACEHOLDER.search(arn)
    if found:
        return found.group()
    segments = arn.split(":", SEGMENTS - 1)
    if len(segments) < SEGMENTS or "/" in segments[4] or _ACCOUNT.fullmatch(segments[4]):
        return ""
    return segments[4]


def pieces_of(text: str, *, variables: bool, wildcards: bool) -> tuple[Piece, ...]:
    """Return the literal runs, wildcards and variables of a policy string, in order."""
    pieces: list[Piece] = []
    at = 0
    for match in _VARIABLE.finditer(text) if variables else ():
        pieces.extend(_plain(text[at : match.start()], wildcards=wildcards))
        key, default = match.group(1).strip(), match.group(2)
        pieces.append(key if key in _SPECIAL else Variable(key.lower(), key, default))
        at = match.end()
    pieces.extend(_plain(text[at:], wildcards=wildcards))
    return tuple(pieces)


def _plain(text: str, *, wildcards: bool) -> Iterator[Piece]:
    for part in re.split(r"([*?])", text) if wildcards else (text,):
        if part:
            yield _WILD.get(part, part) if wildcards else part


_WILD = {wild.value: wild for wild in (Wild.MANY, Wild.ONE)}
_NARROW = {Wild.MANY: Wild.MANY_NARROW, Wild.ONE: Wild.ONE_NARROW}


def _narrowed(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Keep a wildcard of the first five segments within its segment, unless it is a `*` that ends it."""
    colons = 0
    narrowed: list[Piece] = []
    for piece, following in zip(pieces, (*pieces[1:], ":"), strict=True):
        if isinstance(piece, str):
            colons += piece.count(":")
        elif isinstance(piece, Wild) and colons < SEGMENTS - 1:
            ends = isinstance(following, str) and following.startswith(":")
            narrowed.append(piece if piece is Wild.MANY and ends else _NARROW[piece])
            continue
        narrowed.append(piece)
    return tuple(narrowed)
