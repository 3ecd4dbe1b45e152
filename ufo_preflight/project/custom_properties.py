"""Properties that a project merges into UFO's template by logical id, names among them.

UFO 6 reads .ufo/config/cfn/{base,ENV}.yml, UFO 4 and 5 the cfn profile.
lib/ufo/cfn/stack/custom_properties.rb of https://github.com/boltops-tools/ufo
"""

from __future__ import annotations

from collections.abc import Mapping

from ufo_preflight.catalog.ship import Feature
from ufo_preflight.project.documents import Document, mapping, sequence
from ufo_preflight.project.features import either, no, open_, yes
from ufo_preflight.project.stack_names import ROLE_IDS, StackNames
from ufo_preflight.project.stack_template import Resource, Template
from ufo_preflight.project.yaml_templates import is_unread, unread

STACK_NAME = "{stack_name}"
_NAMES = (
    *("Cluster", "HostedZoneId", "Name", "Path", "PermissionsBoundary", "RoleName"),
    *("ServiceName", "Type"),
)


def camelized(document: Document, stack: str) -> Document:
    """Return properties with keys in CamelCase and the stack's name put in."""
    if isinstance(document, Mapping):
        if is_unread(document):
            return document
        return {_camel(key): camelized(each, stack) for key, each in document.items()}
    if isinstance(document, tuple):
        return tuple(camelized(item, stack) for item in document)
    if isinstance(document, str) and STACK_NAME in document:
        return document.replace(STACK_NAME, stack, 1) if stack else unread()
    return document


def _camel(key: str) -> str:
    if key == key.upper():
        return key
    return "".join(part[:1].upper() + part[1:] for part in key.split("_"))


def drawn(
    resources: Mapping[str, tuple[str, Mapping[str, Document]]], custom: Document
) -> Template:
    """Return the template that UFO would build of resources (their types and known properties).

    `custom` are properties by logical id; where they cannot be read, no name is known.
    """
    made = []
    for logical_id, (kind, properties) in resources.items():
        own = custom if is_unread(custom) else mapping(custom).get(logical_id)
        added = dict.fromkeys(_NAMES, unread()) if is_unread(own) else mapping(own)
        made.append(Resource(logical_id, kind, {**properties, **added}, None))
    return Template(tuple(made), "", {})


def boundary_in(names: StackNames, file: str) -> Feature:
    """Return whether a role of the stack has a permissions boundary."""
    if any(names.boundaries.values()):
        return yes(f"{file} sets a PermissionsBoundary.")
    if len(names.boundaries) < len(ROLE_IDS):
        return open_(f"A PermissionsBoundary in {file} is not readable.")
    return no(f"No PermissionsBoundary is set in {file}.")


def attached_in(
    custom: Document, declared: Mapping[str, tuple[str, ...] | None]
) -> dict[str, tuple[str, ...]]:
    """Return the managed policies of roles: those that their files declare, else added ones.

    A list of a custom property replaces that of the template. A role of which not all are known is
    left out.
    """
    found = {}
    for role, arns in declared.items():
        own = custom if is_unread(custom) else mapping(custom).get(ROLE_IDS[role])
        added = sequence(mapping(own).get("ManagedPolicyArns"))
        texts = tuple(arn for arn in added if isinstance(arn, str))
        if is_unread(own) or len(texts) < len(added):
            continue
        if texts or arns is not None:
            found[role] = texts or arns or ()
    return found


def policies_in(custom: Document, seen: Mapping[str, Feature], file: str) -> dict[str, Feature]:
    """Return what is seen of roles' policies, with those that custom properties add."""
    found = {}
    for role in ("task_role", "execution_role"):
        own = custom if is_unread(custom) else mapping(custom).get(ROLE_IDS[role])
        for kind, key in (("policies", "ManagedPolicyArns"), ("inline", "Policies")):
            added = no("")
            if is_unread(own):
                added = open_(f"{file} cannot be read.")
            elif mapping(own).get(key):
                added = yes(f"{file} adds {key} to {ROLE_IDS[role]}.")
            name = f"{role}_{kind}"
            found[name] = either(seen[name], added)
    return found
