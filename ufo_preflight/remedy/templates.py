"""A policy as a CloudFormation template and as Terraform: managed policies, split where too long."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from ufo_preflight.remedy.grant import Grant, document, spell, split
from ufo_preflight.remedy.placement import Holder, Placement

# AWS::IAM::ManagedPolicy has one list of names for each kind of holder.
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-iam-managedpolicy.html
_HOLDERS = {Holder.USER: "Users", Holder.GROUP: "Groups", Holder.ROLE: "Roles"}
DESCRIPTION = "What `ufo ship` needs, by ufo-preflight"


def spell_cloudformation(grants: Sequence[Grant], placement: Placement) -> str:
    """Return a template (JSON) with one AWS::IAM::ManagedPolicy for each document.

    It is attached to the holder when that exists; else the outputs name the ARNs to attach.
    """
    documents = split(grants)
    names = [f"UfoPolicy{number}" for number in _numbers(documents)]
    template: Mapping[str, object] = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": DESCRIPTION,
        "Resources": {
            name: _managed_policy(part, placement)
            for name, part in zip(names, documents, strict=True)
        },
        "Outputs": {f"{name}Arn": {"Value": {"Ref": name}} for name in names},
    }
    return spell(template)


def _managed_policy(grants: Sequence[Grant], placement: Placement) -> dict[str, object]:
    properties: dict[str, object] = {
        "Description": DESCRIPTION,
        "PolicyDocument": document(grants),
    }
    if not placement.is_new:
        properties[_HOLDERS[placement.holder]] = [placement.name]
    return {"Type": "AWS::IAM::ManagedPolicy", "Properties": properties}


def spell_terraform(grants: Sequence[Grant], placement: Placement) -> str:
    """Return one `aws_iam_policy` for each document, attached to the holder when that exists."""
    documents = split(grants)
    blocks = []
    for number, part in zip(_numbers(documents), documents, strict=True):
        label = f"ufo{number}"
        blocks.append(_policy_block(label, part, f"{placement.policy}{number}"))
        if not placement.is_new:
            blocks.append(_attachment_block(label, placement))
    return "\n\n".join(blocks)


def _policy_block(label: str, grants: Sequence[Grant], name: str) -> str:
    # An object of JSON is one of HCL, too, whose texts are templates: ${ and %{ are doubled.
    policy = _escaped(spell(document(grants))).replace("\n", "\n  ")
    return (
        f'resource "aws_iam_policy" "{label}" {{\n'
        f"  name        = {_quoted(name)}\n"
        f"  description = {_quoted(DESCRIPTION)}\n"
        f"  policy = jsonencode({policy})\n"
        "}"
    )


def _attachment_block(label: str, placement: Placement) -> str:
    holder = placement.holder.value
    return (
        f'resource "aws_iam_{holder}_policy_attachment" "{label}" {{\n'
        f"  {holder:10} = {_quoted(placement.name)}\n"
        f"  policy_arn = aws_iam_policy.{label}.arn\n"
        "}"
    )


def _quoted(text: str) -> str:
    return _escaped(json.dumps(text))


def _escaped(text: str) -> str:
    return text.replace("${", "$${").replace("%{", "%%{")


def _numbers(documents: Sequence[object]) -> list[str]:
    """Return what tells the documents apart: nothing when there is one."""
    if len(documents) == 1:
        return [""]
    return [str(number) for number in range(1, len(documents) + 1)]
