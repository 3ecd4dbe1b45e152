"""A policy's text or value → its prepared statements, checked against the grammar. Pure.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
What AWS would refuse to store is an error at its place; what this tool does not know is a finding,
and leaves the statements it stands in undecidable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ufo_preflight.model import Layer
from ufo_preflight.policy.elements import (
    Element,
    action_list,
    condition_list,
    resource_list,
)
from ufo_preflight.policy.json_mistakes import JsonTextError
from ufo_preflight.policy.lint import lint, meant
from ufo_preflight.policy.positions import (
    Finding,
    Path,
    Places,
    Source,
    checked_value,
    decode_json,
    item_path,
    items_of,
    object_of,
    shown,
)
from ufo_preflight.policy.statement import Document, PreparedStatement

VERSIONS = ("2012-10-17", "2008-10-17")
# Far more than the largest policy holds: what is larger is no policy, and would take minutes.
MOST_STATEMENTS = 5_000
_TOP = frozenset({"Version", "Id", "Statement"})
_STATEMENT = frozenset(
    {"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"}
)
_PRINCIPAL = ("Principal", "NotPrincipal")
_KINDS = {
    Layer.IDENTITY: "an identity policy",
    Layer.PERMISSIONS_BOUNDARY: "a permissions boundary",
    Layer.SERVICE_CONTROL_POLICY: "a service control policy",
}
Object = Mapping[str, object]


@dataclass(frozen=True, eq=False)
class ParsedPolicy:
    """A policy that was read: ready to decide with, and what is odd about it."""

    document: Document
    findings: tuple[Finding, ...] = ()

    @property
    def name(self) -> str:
        """The name that reports call it by."""
        return self.document.name


def parse_policy(
    text: str, *, name: str, layer: Layer = Layer.IDENTITY, arn: str = ""
) -> ParsedPolicy:
    """Return the policy that a text holds; `arn` is its own, where it is a managed one.

    PolicyDocumentError, with line and column, when it is not JSON or not a policy that AWS takes.
    """
    return parse_node(*read_json(text, name=name, layer=layer, arn=arn))


def read_json(text: str, *, name: str, layer: Layer, arn: str = "") -> tuple[object, Source]:
    """Return the JSON of a text and where it came from; PolicyDocumentError when it is none."""
    source = Source(name, layer, Places(text), arn)
    if not text.strip():
        raise source.text_error(
            JsonTextError("the file is empty", 0, "It should hold a JSON policy document.")
        )
    try:
        return decode_json(text), source
    except JsonTextError as error:
        raise source.text_error(error) from error


def parse_node(value: object, source: Source, *, with_lint: bool = True) -> ParsedPolicy:
    """Return the policy that a JSON value in a text spells, with all its findings."""
    parser = _Parser(source)
    document = parser.document(value)
    odd = lint(document, source) if with_lint else ()
    return ParsedPolicy(document, (*parser.findings, *odd))


def prepare_value(
    value: object, *, name: str, layer: Layer = Layer.IDENTITY, arn: str = ""
) -> ParsedPolicy:
    """Return the policy of a parsed JSON document; PolicyDocumentError when it is none."""
    parser = _Parser(Source(name, layer, arn=arn))
    try:
        document = parser.document(value)
    except (TypeError, AttributeError):
        # Some value in it is none that JSON has: say which.
        try:
            document = parser.document(checked_value(value))
        except JsonTextError as error:
            raise parser.source.text_error(error) from error
    return ParsedPolicy(document, tuple(parser.findings))


class _Parser:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.findings: list[Finding] = []
        self.variables = False

    def document(self, value: object) -> Document:
        body = object_of(value, "a policy document", self.source, ())
        unknown = self.unknown_elements(body, _TOP, "a policy", ())
        self.variables = self.version(body) == VERSIONS[0]
        if "Statement" not in body:
            raise self.source.error(
                "the policy has no Statement", (), "Is this file an IAM policy?"
            )
        listed = body["Statement"]
        items = items_of(listed)
        if len(items) > MOST_STATEMENTS:
            raise self.source.error(
                f"{len(items):,} statements: more than {MOST_STATEMENTS:,} are not read",
                ("Statement",),
                "AWS stores 10,240 characters at most, which hold some 200.",
            )
        if not items:
            self.find("no-statement", "the policy has no statement: it allows nothing", ())
        return Document(
            self.source.name,
            self.source.layer,
            tuple(
                self.statement(item, item_path(listed, ("Statement",), index), index + 1, unknown)
                for index, item in enumerate(items)
            ),
        )

    def version(self, body: Object) -> str:
        if "Version" not in body:
            return VERSIONS[1]
        version = body["Version"]
        if version not in VERSIONS:
            raise self.source.error(
                f"Version is {shown(version)}: a policy's is 2012-10-17 or 2008-10-17",
                ("Version",),
                "It is the version of the policy language, not of this policy.",
            )
        return str(version)

    def statement(
        self, value: object, path: Path, number: int, unmodelled: str
    ) -> PreparedStatement:
        body = object_of(value, "a statement", self.source, path)
        for name in _PRINCIPAL:
            if name in body:
                raise self.source.error(
                    f"{name} in {_KINDS[self.source.layer]}: it has no place there",
                    (*path, name),
                    "Only policies of resources and of roles' trust name a principal.",
                    of_key=True,
                )
        unmodelled = self.unknown_elements(body, _STATEMENT, "a statement", path) or unmodelled
        allows = self.effect(body, path)
        action = self.either(body, "Action", path, unmodelled)
        actions, services = action_list(action)
        resource = self.either(body, "Resource", path, unmodelled)
        resources = resource_list(resource, self.findings, variables=self.variables)
        sid = body.get("Sid", "")
        if not isinstance(sid, str):
            raise self.source.error(f"Sid is {shown(sid)}: it must be a string", (*path, "Sid"))
        block = body.get("Condition")
        return PreparedStatement(
            self.source,
            path,
            number,
            sid,
            allows,
            actions,
            None if action.is_negated else services,
            action.is_negated,
            resources,
            resource.is_negated,
            condition_list(
                Element("Condition", block, self.source, (*path, "Condition")),
                self.findings,
                variables=self.variables,
                allows=allows,
            )
            if "Condition" in body
            else (),
            unmodelled,
        )

    def effect(self, body: Object, path: Path) -> bool:
        effect = body.get("Effect", self)
        if effect == "Allow":
            return True
        if effect == "Deny":
            return False
        if effect is self:
            raise self.source.error("the statement has no Effect", path, "Allow or Deny.")
        raise self.source.error(
            f'Effect is {shown(effect)}: it must be "Allow" or "Deny", in this case',
            (*path, "Effect"),
        )

    def either(self, body: Object, name: str, path: Path, unmodelled: str) -> Element:
        """Return the element or its Not… twin."""
        found = name
        if f"Not{name}" in body:
            found = f"Not{name}"
            if name in body:
                raise self.source.error(
                    f"the statement has both {name} and Not{name}",
                    (*path, found),
                    "Keep one.",
                    of_key=True,
                )
        elif name not in body:
            raise self.source.error(
                f"the statement has neither {name} nor Not{name}",
                path,
                f"An element that AWS does not know is no {name}: {unmodelled}"
                if unmodelled
                else "",
            )
        return Element(name, body[found], self.source, (*path, found))

    def unknown_elements(self, body: Object, known: frozenset[str], where: str, path: Path) -> str:
        """Note the elements that the grammar does not have; return them in words."""
        if known.issuperset(body):
            return ""
        unknown = [name for name in body if name not in known and name not in _PRINCIPAL]
        for name in unknown:
            message = f"{where} has no element {name!r}{meant(name, known)}"
            self.findings.append(
                self.source.finding("unknown-element", message, (*path, name), of_key=True)
            )
        return f"the element {unknown[0]!r} is not known" if unknown else ""

    def find(self, code: str, message: str, path: Path) -> None:
        self.findings.append(self.source.finding(code, message, path))
