"""A policy's JSON → its prepared statements, checked against the grammar on the way. Pure.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
What AWS would refuse is an error; what this tool does not know is a finding, and leaves the
statements it stands in undecidable.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ufo_preflight.model import Layer, Statement
from ufo_preflight.policy.condition import Condition
from ufo_preflight.policy.json_text import Node
from ufo_preflight.policy.operators import OPERATORS, read_name
from ufo_preflight.policy.request import text_of
from ufo_preflight.policy.source import Finding, Source
from ufo_preflight.policy.statement import Document, PreparedStatement
from ufo_preflight.policy.template import Template, resource_template, template
from ufo_preflight.policy.wildcard import SEGMENTS

VERSIONS = ("2012-10-17", "2008-10-17")
_TOP = frozenset({"Version", "Id", "Statement"})
_STATEMENT = frozenset(
    {"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"}
)
_PRINCIPAL = ("Principal", "NotPrincipal")
_ACTION = re.compile(r"[A-Za-z0-9-]+:.+|\*|\*:\*", re.DOTALL)

_KINDS = {
    Layer.IDENTITY: "an identity policy",
    Layer.PERMISSIONS_BOUNDARY: "a permissions boundary",
    Layer.SERVICE_CONTROL_POLICY: "a service control policy",
}

Object = Mapping[str, Node]


def build(node: Node, source: Source) -> tuple[Document, tuple[Finding, ...]]:
    """Return the document that a JSON value spells, and its findings.

    PolicyDocumentError when AWS would refuse it.
    """
    builder = _Builder(source)
    return builder.document(node), tuple(builder.findings)


class _Builder:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.findings: list[Finding] = []
        self.variables = False
        self.unmodelled = ""

    def document(self, node: Node) -> Document:
        body = self.object(node, "a policy document")
        unknown = self.unknown_elements(body, _TOP, "a policy")
        self.variables = self.version(body.get("Version")) == VERSIONS[0]
        if "Statement" not in body:
            raise self.source.error(
                "the policy has no Statement", node.start, "Is this file an IAM policy?"
            )
        items = self.listed(body["Statement"])
        if not items:
            self.find("no-statement", "the policy has no statement: it allows nothing", node)
        return Document(
            self.source.name,
            self.source.layer,
            tuple(self.statement(item, index, unknown) for index, item in enumerate(items, 1)),
        )

    def version(self, node: Node | None) -> str:
        if node is None:
            return VERSIONS[1]
        if not isinstance(node.value, str) or node.value not in VERSIONS:
            raise self.source.error(
                f"Version is {shown(node)}: a policy's is 2012-10-17 or 2008-10-17",
                node.start,
                "It is the version of the policy language, not of this policy.",
            )
        return node.value

    def statement(self, node: Node, index: int, unmodelled: str) -> PreparedStatement:
        body = self.object(node, "a statement")
        for name in _PRINCIPAL:
            if name in body:
                raise self.source.error(
                    f"{name} in {_KINDS[self.source.layer]}: it has no place there",
                    body[name].key_start,
                    "Only policies of resources and of roles' trust name a principal.",
                )
        unknown = self.unknown_elements(body, _STATEMENT, "a statement") or unmodelled
        self.unmodelled = unknown
        allows = self.effect(body, node)
        actions, not_action = self.either(body, "Action", node)
        resources, not_resource = self.either(body, "Resource", node)
        return PreparedStatement(
            self.evidence(node, body, index),
            allows,
            tuple(self.action(item) for item in self.strings(actions, "Action")),
            not_action,
            tuple(self.resource(item) for item in self.strings(resources, "Resource")),
            not_resource,
            tuple(self.conditions(body.get("Condition"), allows=allows)),
            self.unmodelled,
        )

    def evidence(self, node: Node, body: Object, index: int) -> Statement:
        source = self.source
        sid = body.get("Sid")
        if sid is not None and not isinstance(sid.value, str):
            raise source.error(f"Sid is {shown(sid)}: it must be a string", sid.start)
        return Statement(
            policy=source.name,
            layer=source.layer,
            effect=str(body["Effect"].value),
            sid=str(sid.value) if sid else "",
            index=index,
            start=source.position(node.start),
            end=source.position(node.end),
            text=source.text[node.start : node.end] if node.start >= 0 else "",
            policy_arn=source.arn,
        )

    def effect(self, body: Object, node: Node) -> bool:
        effect = body.get("Effect")
        if effect is None:
            raise self.source.error("the statement has no Effect", node.start, "Allow or Deny.")
        if effect.value not in ("Allow", "Deny"):
            raise self.source.error(
                f'Effect is {shown(effect)}: it must be "Allow" or "Deny", in this case',
                effect.start,
            )
        return effect.value == "Allow"

    def either(self, body: Object, name: str, node: Node) -> tuple[Node, bool]:
        """Return the element or its Not… twin, and whether it is the twin."""
        plain, negated = body.get(name), body.get(f"Not{name}")
        if plain is not None and negated is not None:
            raise self.source.error(
                f"the statement has both {name} and Not{name}", negated.key_start, "Keep one."
            )
        if plain is not None:
            return plain, False
        if negated is not None:
            return negated, True
        raise self.source.error(
            f"the statement has neither {name} nor Not{name}",
            node.start,
            f"An element that AWS does not know is no {name}: {self.unmodelled}"
            if self.unmodelled
            else "",
        )

    def action(self, node: Node) -> Template:
        text = str(node.value)
        if not _ACTION.fullmatch(text):
            raise self.source.error(
                f"{text!r} is no action: write service:Name, as in ecs:CreateService",
                node.start,
                "Wildcards stand in the name only; a bare * means every action.",
            )
        plain = "*" if text == "*:*" else text
        return template(plain, variables=False, wildcards=True, fold=True)

    def resource(self, node: Node) -> Template:
        text = str(node.value)
        if text != "*" and not text.startswith("arn:"):
            raise self.source.error(
                f"Resource {text!r} is neither an ARN nor *",
                node.start,
                "As in arn:aws:ecs:us-west-2:111122223333:service/web/*",
            )
        if text != "*" and text.count(":") < SEGMENTS - 1 and not text.endswith("*"):
            self.find(
                "short-arn", f"{text!r} has fewer than six segments: it matches nothing", node
            )
        return resource_template(text, variables=self.variables)

    def conditions(self, node: Node | None, *, allows: bool) -> list[Condition]:
        if node is None:
            return []
        conditions = []
        for operator, block in self.object(node, "Condition").items():
            for key, wanted in self.object(block, f"Condition {operator}").items():
                condition = self.condition(operator, key, wanted, allows=allows)
                if condition is not None:
                    conditions.append(condition)
        return conditions

    def condition(self, operator: str, key: str, wanted: Node, *, allows: bool) -> Condition | None:
        items = self.listed(wanted)
        for item in items:
            if item.value is None or isinstance(item.value, (Mapping, tuple)):
                raise self.source.error(
                    f"Condition {operator} {key}: {shown(item)} is no string", item.start
                )
        name = read_name(operator)
        if name is None:
            self.unmodelled = f"the condition operator {operator} is not known"
            self.find("unknown-operator", self.unmodelled, wanted, key=True)
            return None
        known = OPERATORS[name.base]
        for item in items:
            if known.valid is not None and not known.valid(text_of(item.value)):
                self.find(
                    "invalid-value", f"{operator} {key} cannot be compared with {shown(item)}", item
                )
        templates = tuple(known.prepare(text_of(item.value), self.variables) for item in items)
        return Condition(operator, key, key.lower(), name, known, templates, broken=not allows)

    def unknown_elements(self, body: Object, known: frozenset[str], where: str) -> str:
        """Note the elements that the grammar does not have; return them in words."""
        unknown = [name for name in body if name not in known and name not in _PRINCIPAL]
        for name in unknown:
            self.find(
                "unknown-element",
                f"{where} has no element {name!r}{_meant(name, known)}",
                body[name],
                key=True,
            )
        return f"the element {unknown[0]!r} is not known" if unknown else ""

    def object(self, node: Node, what: str) -> Object:
        if not isinstance(node.value, Mapping):
            raise self.source.error(f"{what} must be an object, found {shown(node)}", node.start)
        return node.value

    def listed(self, node: Node) -> tuple[Node, ...]:
        return node.value if isinstance(node.value, tuple) else (node,)

    def strings(self, node: Node, name: str) -> tuple[Node, ...]:
        items = self.listed(node)
        for item in items:
            if not isinstance(item.value, str):
                raise self.source.error(f"{name} is {shown(item)}: it must be a string", item.start)
        if not items:
            raise self.source.error(f"{name} is an empty list", node.start)
        return items

    def find(self, code: str, message: str, node: Node, *, key: bool = False) -> None:
        offset = node.key_start if key else node.start
        self.findings.append(self.source.finding(code, message, offset))


def shown(node: Node) -> str:
    """Return a JSON value as a message shows it: short."""
    if isinstance(node.value, Mapping):
        return "an object"
    if isinstance(node.value, tuple):
        return "a list"
    if isinstance(node.value, str):
        return f'"{node.value[:60]}"'
    return "null" if node.value is None else text_of(node.value)


def _meant(name: str, known: frozenset[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, sorted(known), n=1)
    return f", did you mean {close[0]!r}?" if close else ""
