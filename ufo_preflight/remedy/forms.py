"""The forms that a policy is printed in, and who gets it.

The shell script is that of UFO's page with a private file: the page writes to a guessable name in
/tmp, where another user of the machine may have put a link or a policy of their own; mktemp makes a
file that only its owner can read and write.
"""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from ufo_preflight.arn import Arn
from ufo_preflight.caller import Identity, PrincipalKind
from ufo_preflight.grant import INLINE_LIMITS, Grant, document, size, spell, split

DESCRIPTION = "What `ufo ship` needs, by ufo-preflight"
END = "POLICY"


class Target(Enum):
    """What a policy can be attached to, in the words of IAM's commands."""

    USER = "user"
    GROUP = "group"
    ROLE = "role"


@dataclass(frozen=True)
class Placement:
    """What gets the policy, by kind and name; `is_new` when it is to be made, a group with a user."""

    target: Target
    name: str
    policy: str = "UFOPolicy"
    is_new: bool = False

    @property
    def inline_limit(self) -> int:
        """How long all inline policies of the target may be together."""
        return INLINE_LIMITS[self.target.value]


# The names of UFO's page: https://ufoships.com/docs/intro/iam/deploy/
PAGE = Placement(Target.GROUP, "Ufo", is_new=True)
# The role that CloudFormation acts with instead of the deployer.
SERVICE_ROLE = Placement(Target.ROLE, "UfoCloudFormation", policy="UfoCloudFormation", is_new=True)
_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "cloudformation.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}
Whys = Mapping[str, str]
_NO_WHYS: Whys = MappingProxyType({})


def placement_of(identity: Identity, grants: Iterable[Grant]) -> Placement | None:
    """Return where a policy for the principal of `identity` goes; None when IAM cannot hold it.

    Its name follows from what it grants: an inline policy of the same name would be replaced, and
    what it granted be lost.
    A role of IAM Identity Center is changed through its permission set, never directly.
    https://docs.aws.amazon.com/singlesignon/latest/userguide/using-service-linked-roles.html
    """
    if identity.policy_source_arn is None or identity.kind is PrincipalKind.SSO_ROLE:
        return None
    arn = Arn.parse(identity.policy_source_arn)
    targets = {target.value: target for target in Target}
    if arn.service != "iam" or arn.resource_type not in targets:
        return None
    digest = hashlib.sha256(spell(document(grants)).encode()).hexdigest()
    return Placement(targets[arn.resource_type], arn.name, policy=f"UFOMissing-{digest[:8]}")


def spell_json(grants: Sequence[Grant], _placement: Placement, _whys: Whys = _NO_WHYS) -> str:
    """Return the policy document; a list of documents when one would be too long for AWS."""
    documents = [document(part) for part in split(grants)]
    return spell(documents[0] if len(documents) == 1 else documents)


def spell_commands(grants: Sequence[Grant], placement: Placement, _whys: Whys = _NO_WHYS) -> str:
    """Return the script: one inline policy, or managed ones where it is too long for that."""
    lines = ["#!/bin/sh", "set -eu", "policy=$(mktemp)", "trap 'rm -f \"$policy\"' EXIT", ""]
    if placement.is_new:
        lines.append(_aws("create-group", group_name=placement.name))
    if size(grants) <= placement.inline_limit:
        lines += _inline(grants, placement)
    else:
        lines += _managed(split(grants), placement)
    if placement.is_new:
        lines.append(_aws("create-user", user_name=placement.name))
        lines.append(_aws("add-user-to-group", user_name=placement.name, group_name=placement.name))
    return "\n".join(lines)


def spell_role_commands(grants: Sequence[Grant], placement: Placement) -> str:
    """Return the lines that make a role for CloudFormation, to follow a script of `spell_commands`."""
    trust = shlex.quote(json.dumps(_TRUST))
    make = f"{_aws('create-role', role_name=placement.name)} --assume-role-policy-document {trust}"
    if size(grants) <= placement.inline_limit:
        return "\n".join([make, *_inline(grants, placement)])
    return "\n".join([make, *_managed(split(grants), placement)])


def _inline(grants: Iterable[Grant], placement: Placement) -> Iterator[str]:
    yield _file(grants)
    target = placement.target.value
    put = _aws(f"put-{target}-policy", **{f"{target}_name": placement.name})
    yield f'{put} {_options(policy_name=placement.policy)} --policy-document "file://$policy"'


def _managed(documents: Sequence[Sequence[Grant]], placement: Placement) -> Iterator[str]:
    target = placement.target.value
    for number, grants in enumerate(documents, start=1):
        yield _file(grants)
        name = placement.policy if len(documents) == 1 else f"{placement.policy}-{number}"
        make = _aws("create-policy", policy_name=name)
        yield (f'arn=$({make} --policy-document "file://$policy" --query Policy.Arn --output text)')
        attach = _aws(f"attach-{target}-policy", **{f"{target}_name": placement.name})
        yield f'{attach} --policy-arn "$arn"'


def _file(grants: Iterable[Grant]) -> str:
    # A line of indented JSON begins with a brace or a blank, so none can end the here-document.
    return f"cat >\"$policy\" <<'{END}'\n{spell(document(grants))}\n{END}"


def _aws(command: str, **options: str) -> str:
    return f"aws iam {command} {_options(**options)}"


def _options(**options: str) -> str:
    return " ".join(
        f"--{name.replace('_', '-')} {shlex.quote(value)}" for name, value in options.items()
    )


# AWS::IAM::ManagedPolicy has one list of names for each kind of principal.
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-iam-managedpolicy.html
_PRINCIPALS = {Target.USER: "Users", Target.GROUP: "Groups", Target.ROLE: "Roles"}


def spell_cloudformation(
    grants: Sequence[Grant], placement: Placement, whys: Whys = _NO_WHYS
) -> str:
    """Return a template (JSON) with one AWS::IAM::ManagedPolicy for each document.

    It is attached to the principal when that exists; else the outputs name the ARNs to attach. The
    metadata say why each statement is there, by its Sid.
    """
    resources: dict[str, object] = {}
    for number, part in _numbered(split(grants)):
        properties: dict[str, object] = {
            "Description": DESCRIPTION,
            "PolicyDocument": document(part),
        }
        if not placement.is_new:
            properties[_PRINCIPALS[placement.target]] = [placement.name]
        resources[f"UfoPolicy{number}"] = {
            "Type": "AWS::IAM::ManagedPolicy",
            **({"Metadata": {"Why": told}} if (told := _told(part, whys)) else {}),
            "Properties": properties,
        }
    template: Mapping[str, object] = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": DESCRIPTION,
        "Resources": resources,
        "Outputs": {f"{name}Arn": {"Value": {"Ref": name}} for name in resources},
    }
    return spell(template)


def spell_terraform(grants: Sequence[Grant], placement: Placement, whys: Whys = _NO_WHYS) -> str:
    """Return a `.tf.json` with one `aws_iam_policy` a document, attached when the principal exists.

    Its comments say why each statement is there, by its Sid.
    https://developer.hashicorp.com/terraform/language/syntax/json
    """
    documents: dict[str, object] = {}
    policies: dict[str, object] = {}
    attachments: dict[str, object] = {}
    kind = placement.target.value
    for number, part in _numbered(split(grants)):
        label = f"ufo{number}"
        documents[label] = _literal(document(part))
        policies[label] = {
            **({"//": told} if (told := _told(part, whys)) else {}),
            "name": f"{placement.policy}{number}",
            "description": DESCRIPTION,
            "policy": f"${{jsonencode(local.{label})}}",
        }
        attachments[label] = {
            kind: _literal(placement.name),
            "policy_arn": f"${{aws_iam_policy.{label}.arn}}",
        }
    resources: dict[str, object] = {"aws_iam_policy": policies}
    if not placement.is_new:
        resources[f"aws_iam_{kind}_policy_attachment"] = attachments
    return spell({"locals": documents, "resource": resources})


def _told(grants: Iterable[Grant], whys: Whys) -> dict[str, str]:
    """Return why the statements of a document are there; a half of one has its letter behind it."""
    found = {}
    for grant in grants:
        why = whys.get(grant.sid) or whys.get(grant.sid.rstrip("AB"))
        if why:
            found[grant.sid] = why
    return found


def _literal(value: object) -> object:
    """Return a value whose texts Terraform takes as they are: each is a template to it."""
    if isinstance(value, str):
        return value.replace("${", "$${").replace("%{", "%%{")
    if isinstance(value, list):
        return [_literal(item) for item in value]
    if isinstance(value, dict):
        return {key: _literal(item) for key, item in value.items()}
    return value


def _numbered(documents: Sequence[Sequence[Grant]]) -> Iterator[tuple[str, Sequence[Grant]]]:
    """Yield each document with what tells it from the others: nothing when there is one."""
    for number, part in enumerate(documents, start=1):
        yield (str(number) if len(documents) > 1 else ""), part


FORMS: Mapping[str, Callable[[Sequence[Grant], Placement, Whys], str]] = {
    "json": spell_json,
    "commands": spell_commands,
    "cloudformation": spell_cloudformation,
    "terraform": spell_terraform,
}
