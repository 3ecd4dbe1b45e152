"""A stack with a service role: CloudFormation acts with that role's rights, not the caller's.

UFO never names a role, but CloudFormation keeps the one that a stack already has.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ufo_preflight.model import ContextEntry, Question
from ufo_preflight.outcome import Check, Requirement

CLOUDFORMATION = "cloudformation"
PASSROLE = "passrole"
SOURCE = "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html"


def for_service_role(checks: Iterable[Check], role_arn: str) -> tuple[Check, ...]:
    """Return the rows with what CloudFormation does asked of the stack's service role.

    The caller's own calls stay the caller's. Passing the role to CloudFormation is added to the
    PassRole row, and only advises: AWS uses a role that the stack has even for those who may not
    pass it.
    """
    return tuple(_retargeted(row, role_arn) for row in checks)


def _retargeted(row: Check, role_arn: str) -> Check:
    requirements = tuple(
        replace(each, question=replace(each.question, principal=role_arn))
        if each.stage == CLOUDFORMATION
        else each
        for each in row.requirements
    )
    if row.id == PASSROLE:
        requirements = (*requirements, _passed(role_arn))
    return replace(row, requirements=requirements)


def _passed(role_arn: str) -> Requirement:
    service = ContextEntry("iam:PassedToService", ("cloudformation.amazonaws.com",))
    return Requirement(
        check=PASSROLE,
        question=Question("iam:PassRole", role_arn, (service,)),
        why="Passes the stack's service role to CloudFormation.",
        source=SOURCE,
        confidence="aws-docs",
        pattern=role_arn,
        advisory=True,
        is_global=True,
        stage="direct",
    )
