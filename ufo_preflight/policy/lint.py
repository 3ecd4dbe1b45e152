"""What is odd about a policy that AWS would take: findings, which warn. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ufo_preflight.model import Layer
from ufo_preflight.policy.json_text import Node
from ufo_preflight.policy.source import Finding, Source
from ufo_preflight.policy.statement import Document

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
MANAGED_POLICY = 6144
INLINE_ROLE_POLICY = 10240
# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
SERVICE_CONTROL_POLICY = 10240
_BLANK = re.compile(r"\s+")
_FOREIGN = re.compile(r"[^\t\n\r\u0020-\u00ff]")
_SID = re.compile(r"[A-Za-z0-9]*")


def lint(document: Document, node: Node, source: Source) -> tuple[Finding, ...]:
    """Return the findings about a document that was read without an error."""
    return (
        *_size(node, source),
        *_characters(node, source),
        *_sids(document, source),
        *_actions(node, source),
    )


def _size(node: Node, source: Source) -> Iterator[Finding]:
    text = source.text[node.start : node.end]
    if source.layer is Layer.SERVICE_CONTROL_POLICY:
        if len(text) > SERVICE_CONTROL_POLICY:
            yield _too_large(
                len(text), SERVICE_CONTROL_POLICY, "a service control policy", node, source
            )
        return
    size = len(_BLANK.sub("", text))
    if size > INLINE_ROLE_POLICY:
        yield _too_large(size, INLINE_ROLE_POLICY, "any policy of IAM", node, source)
    elif size > MANAGED_POLICY:
        yield _too_large(size, MANAGED_POLICY, "a managed policy", node, source)


def _too_large(size: int, limit: int, what: str, node: Node, source: Source) -> Finding:
    message = f"{size:,} characters: {what} may have {limit:,}"
    return source.finding("too-large", message, node.start)


def _characters(node: Node, source: Source) -> Iterator[Finding]:
    found = _FOREIGN.search(source.text, node.start, node.end)
    if found:
        message = f"the character {found.group()!a} is not allowed in a policy"
        yield source.finding("character", message, found.start())


def _sids(document: Document, source: Source) -> Iterator[Finding]:
    seen = set()
    for statement in document.statements:
        evidence = statement.evidence
        place = (evidence.start.line, evidence.start.column) if evidence.start else (0, 0)
        if evidence.sid and evidence.sid in seen:
            message = f"the Sid {evidence.sid} stands twice: in a policy it is unique"
            yield Finding("duplicate-sid", message, source.name, *place)
        seen.add(evidence.sid)
        if source.layer is not Layer.SERVICE_CONTROL_POLICY and not _SID.fullmatch(evidence.sid):
            message = f"the Sid {evidence.sid!r} has more than letters and digits"
            yield Finding("sid", message, source.name, *place)


def _actions(node: Node, source: Source) -> Iterator[Finding]:
    from ufo_preflight.policy.actions import complaint

    for statement in _objects(_member(node, "Statement")):
        for name in ("Action", "NotAction"):
            for item in _items(_member(statement, name)):
                problem = complaint(str(item.value))
                if problem:
                    yield source.finding("unknown-action", problem, item.start)


def _member(node: Node, name: str) -> Node | None:
    return node.value.get(name) if isinstance(node.value, dict) else None


def _items(node: Node | None) -> tuple[Node, ...]:
    if node is None:
        return ()
    return node.value if isinstance(node.value, tuple) else (node,)


def _objects(node: Node | None) -> Iterator[Node]:
    return (item for item in _items(node) if isinstance(item.value, dict))
