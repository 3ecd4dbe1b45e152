"""What is odd about a policy that AWS would take: findings, which warn. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ufo_preflight.model import Layer
from ufo_preflight.policy.condition_keys import names_of
from ufo_preflight.policy.pattern import placeholder_in, string_pattern
from ufo_preflight.policy.positions import Finding, Source
from ufo_preflight.policy.statement import Document

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
MANAGED_POLICY = 6144
INLINE_ROLE_POLICY = 10240
# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
SERVICE_CONTROL_POLICY = 10240
_BLANK = re.compile(r"\s+")
_FOREIGN = re.compile(r"[^\t\n\r\u0020-\u00ff]")
_SID = re.compile(r"[A-Za-z0-9]*")

# Prefixes that people derive from an API's or a console's name, and what IAM calls them.
MISTAKEN = {
    "elasticloadbalancingv2": "elasticloadbalancing",
    "elbv2": "elasticloadbalancing",
    "elb": "elasticloadbalancing",
    "applicationautoscaling": "application-autoscaling",
    "cloudwatchlogs": "logs",
    "stepfunctions": "states",
}


def lint(document: Document, source: Source) -> tuple[Finding, ...]:
    """Return the findings about a document that was read without an error."""
    text = source.text_of()
    return (
        *_size(text, source),
        *_characters(text, source),
        *_sids(document, source),
        *_names(document, source),
    )


@lru_cache(maxsize=4096)
def complaint(action: str) -> str:
    """Return what is wrong with a policy's action in words, "" when some service has it.

    An action may have wildcards in its name: then it should name at least one action.
    """
    prefix, _, name = action.partition(":")
    if not name or action == "*:*":
        return ""
    known = names_of(prefix)
    if known is None:
        return _unknown_prefix(prefix)
    pattern = string_pattern(name, variables=False, wildcards=True, fold=True)
    if pattern.matcher is None or any(pattern.matcher(item.lower()) for item in known):
        return ""
    if "*" in name or "?" in name:
        return f"{action} names no action of {prefix}"
    return f"{prefix} has no action {name}{meant(name, known)}"


def _unknown_prefix(prefix: str) -> str:
    right = MISTAKEN.get(prefix.lower())
    if right == "elasticloadbalancing":
        return (
            f"no IAM prefix {prefix}: both generations of load balancers use {right}:, "
            "so this grants nothing"
        )
    if right:
        return f"no IAM prefix {prefix}: it is {right}:, so this grants nothing"
    return f"no service has the IAM prefix {prefix}"


def meant(name: str, known: Iterable[str]) -> str:
    """Return the question that names the nearest known name, "" when none is near."""
    from difflib import get_close_matches

    by_lower = {item.lower(): item for item in sorted(known)}
    close = get_close_matches(name.lower(), by_lower, n=1, cutoff=0.75)
    return f", did you mean {by_lower[close[0]]}?" if close else ""


def _size(text: str, source: Source) -> Iterator[Finding]:
    if source.layer is Layer.SERVICE_CONTROL_POLICY:
        if len(text) > SERVICE_CONTROL_POLICY:
            yield _too_large(len(text), SERVICE_CONTROL_POLICY, "a service control policy", source)
        return
    size = len(_BLANK.sub("", text))
    if size > INLINE_ROLE_POLICY:
        yield _too_large(size, INLINE_ROLE_POLICY, "any policy of IAM", source)
    elif size > MANAGED_POLICY:
        yield _too_large(size, MANAGED_POLICY, "a managed policy", source)


def _too_large(size: int, limit: int, what: str, source: Source) -> Finding:
    return source.finding("too-large", f"{size:,} characters: {what} may have {limit:,}")


def _characters(text: str, source: Source) -> Iterator[Finding]:
    found = _FOREIGN.search(text)
    if found:
        message = f"the character {found.group()!a} is not allowed in a policy"
        yield source.finding_within("character", message, found.start())


def _sids(document: Document, source: Source) -> Iterator[Finding]:
    seen = set()
    for statement in document.statements:
        sid, path = statement.sid, statement.path
        if sid and sid in seen:
            message = f"the Sid {sid} stands twice: in a policy it is unique"
            yield source.finding("duplicate-sid", message, path)
        seen.add(sid)
        if source.layer is not Layer.SERVICE_CONTROL_POLICY and not _SID.fullmatch(sid):
            yield source.finding("sid", f"the Sid {sid!r} has more than letters and digits", path)


def _names(document: Document, source: Source) -> Iterator[Finding]:
    for statement in document.statements:
        for index, action in enumerate(statement.actions.texts):
            problem = complaint(action)
            if problem:
                path = source.item(
                    (*statement.path, "NotAction" if statement.not_action else "Action"), index
                )
                yield source.finding("unknown-action", problem, path)
        for index, resource in enumerate(statement.resources.texts):
            left = placeholder_in(resource) if resource != "*" else ""
            if left:
                message = f"{left} was not filled in: {resource!r} matches no resource"
                path = source.item(
                    (*statement.path, "NotResource" if statement.not_resource else "Resource"),
                    index,
                )
                yield source.finding("placeholder", message, path)
