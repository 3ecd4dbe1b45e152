"""Policy text → prepared document, or one clear error at its place. Pure.

The grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ufo_preflight.model import Layer
from ufo_preflight.policy.builder import build
from ufo_preflight.policy.json_text import JsonTextError, Lines, Node, node_of, parse_json
from ufo_preflight.policy.lint import lint
from ufo_preflight.policy.source import Finding, Source
from ufo_preflight.policy.statement import Document


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


def parse_node(node: Node, source: Source) -> ParsedPolicy:
    """Return the policy that a JSON value in a text spells, likewise, with all its findings."""
    document, findings = build(node, source)
    return ParsedPolicy(document, (*findings, *lint(document, node, source)))


def read_json(text: str, *, name: str, layer: Layer, arn: str = "") -> tuple[Node, Source]:
    """Return the JSON of a text and where it came from; PolicyDocumentError when it is none."""
    source = Source(name, layer, text, Lines(text), arn)
    if not text.strip():
        raise source.error("the file is empty", 0, "It should hold a JSON policy document.")
    try:
        return parse_json(text), source
    except JsonTextError as error:
        raise source.error(error.message, error.offset, error.hint) from error


def prepare_value(
    value: Mapping[str, object], *, name: str, layer: Layer = Layer.IDENTITY
) -> ParsedPolicy:
    """Return the policy of a parsed JSON document; PolicyDocumentError when it is none."""
    source = Source(name, layer)
    try:
        return ParsedPolicy(*build(node_of(value), source))
    except JsonTextError as error:
        raise source.error(error.message, -1, error.hint) from error
