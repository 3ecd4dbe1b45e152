"""A CloudFormation template with its parameters: which resources a stack really makes.

A resource under a Condition is made only where the condition holds. CloudFormation compares texts.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ufo_preflight.project.documents import Document, mapping, sequence

# Conditions refer to each other by name; a template that goes round in circles is not followed.
_DEEPEST = 20
_SUBSTITUTE = re.compile(r"\$\{([^}!]+)\}")
_PLACES = {
    "AWS::Region": "{region}",
    "AWS::AccountId": "{account}",
    "AWS::Partition": "{partition}",
}


@dataclass(frozen=True)
class Resource:
    """One resource of a template; `made` is None when its condition cannot be told."""

    logical_id: str
    type: str
    properties: Mapping[str, Document]
    made: bool | None


@dataclass(frozen=True)
class Template:
    """The resources of a template under given parameters, and its description."""

    resources: tuple[Resource, ...]
    description: str
    parameters: Mapping[str, Document]

    def of_type(self, kind: str) -> tuple[Resource, ...]:
        """Return the resources of a type (`AWS::IAM::Role`)."""
        return tuple(resource for resource in self.resources if resource.type == kind)

    def named(self, logical_id: str) -> Resource | None:
        """Return the resource with a logical id, None when the template has none."""
        return next((each for each in self.resources if each.logical_id == logical_id), None)

    def resolve(self, document: Document, stack: str = "") -> str | None:
        """Return the text of a property: "" where it is not set, None where only AWS can tell it.

        `stack` is the stack's name. Region, account and partition stay to be put in.
        """
        if document is None or isinstance(document, str):
            return document or ""
        form = mapping(document)
        name, given = next(iter(form.items())) if len(form) == 1 else ("", None)
        if name == "Ref" and isinstance(given, str):
            return self._reference(given, stack)
        if name == "Fn::Sub" and isinstance(given, str):
            split = enumerate(_SUBSTITUTE.split(given))
            return _joined("", [self._reference(p, stack) if at % 2 else p for at, p in split])
        if name == "Fn::Join" and len(sequence(given)) == 2:
            separator, items = sequence(given)
            texts = [self.resolve(item, stack) for item in sequence(items)]
            return _joined(separator, texts) if isinstance(separator, str) and texts else None
        return None

    def _reference(self, name: str, stack: str) -> str | None:
        if name == "AWS::NoValue":
            return ""
        known = {**_PLACES, "AWS::StackName": stack}
        if name in known:
            return known[name] or None
        if name not in self.parameters:
            return None
        found = self.parameters[name]
        return "" if found is None else found if isinstance(found, str) else None


def _joined(separator: str, texts: list[str | None]) -> str | None:
    known = [text for text in texts if text is not None]
    return separator.join(known) if len(known) == len(texts) else None


def read_template(document: Document, parameters: Mapping[str, Document]) -> Template:
    """Return the template in `document`, its defaults completed by `parameters`."""
    top = mapping(document)
    declared = mapping(top.get("Parameters"))
    values = {name: mapping(one).get("Default") for name, one in declared.items()}
    given = {**values, **parameters}
    conditions = mapping(top.get("Conditions"))
    resources = tuple(
        _resource(logical_id, mapping(one), conditions, given)
        for logical_id, one in mapping(top.get("Resources")).items()
    )
    return Template(resources, str(top.get("Description") or ""), given)


def read_parameters(document: Document) -> Mapping[str, Document]:
    """Return the parameters of a file in the AWS CLI's form, a list of keys and values."""
    pairs = [mapping(item) for item in sequence(document)]
    return {str(pair.get("ParameterKey")): pair.get("ParameterValue") for pair in pairs}


def _resource(
    logical_id: str,
    resource: Mapping[str, Document],
    conditions: Mapping[str, Document],
    parameters: Mapping[str, Document],
) -> Resource:
    condition, kind = resource.get("Condition"), resource.get("Type")
    made: bool | None = None if condition else True
    if isinstance(condition, str):
        made = _holds({"Condition": condition}, conditions, parameters, 0)
    properties = mapping(resource.get("Properties"))
    return Resource(logical_id, kind if isinstance(kind, str) else "", properties, made)


def _holds(
    test: Document,
    conditions: Mapping[str, Document],
    parameters: Mapping[str, Document],
    depth: int,
) -> bool | None:
    items = list(mapping(test).items())
    if len(items) != 1 or depth > _DEEPEST:
        return None
    name, given = items[0]
    if name == "Condition":
        known = isinstance(given, str) and given in conditions
        return _holds(conditions[str(given)], conditions, parameters, depth + 1) if known else None
    if name == "Fn::Equals":
        return _equal(sequence(given), parameters)
    rule = _COMBINED.get(name)
    if rule is None:
        return None
    return rule([_holds(part, conditions, parameters, depth + 1) for part in sequence(given)])


def _equal(sides: tuple[Document, ...], parameters: Mapping[str, Document]) -> bool | None:
    values = [_text(side, parameters) for side in sides]
    if len(values) != 2 or None in values:
        return None
    return values[0] == values[1]


def _text(side: Document, parameters: Mapping[str, Document]) -> str | None:
    if side is None:
        return ""
    if isinstance(side, str):
        return side
    reference = mapping(side).get("Ref")
    if not isinstance(reference, str) or reference not in parameters:
        return None
    found = parameters[reference]
    return "" if found is None else found if isinstance(found, str) else None


def _and(parts: list[bool | None]) -> bool | None:
    return False if False in parts else None if None in parts or not parts else True


def _or(parts: list[bool | None]) -> bool | None:
    return True if True in parts else None if None in parts or not parts else False


def _not(parts: list[bool | None]) -> bool | None:
    return None if len(parts) != 1 or parts[0] is None else not parts[0]


_COMBINED: Mapping[str, Callable[[list[bool | None]], bool | None]] = {
    "Fn::And": _and,
    "Fn::Or": _or,
    "Fn::Not": _not,
}
