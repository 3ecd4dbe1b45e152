"""The stack that is there already: whether CloudFormation acts in it with a role of its own."""

from __future__ import annotations

from dataclasses import dataclass

from ufo_preflight.aws.session import AwsSession
from ufo_preflight.aws.translate import SDK_ERRORS

ABSENT = "does not exist"


@dataclass(frozen=True)
class ServiceRole:
    """The service role of a stack ("" for none), and what the report should say about it."""

    arn: str = ""
    caveat: str = ""


def service_role_of(session: AwsSession, stack: str) -> ServiceRole:
    """Return the service role of a stack, asked of AWS once.

    A stack that does not exist has none. Not being told is a caveat, never an error: the report
    then holds for a stack without a role.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
    """
    try:
        answer = session.cloudformation.describe_stacks(StackName=stack)
    except SDK_ERRORS as error:
        if ABSENT in str(error):
            return ServiceRole()
        return ServiceRole(
            caveat=f"Whether the stack {stack} has a service role could not be read: "
            "what CloudFormation does was decided for the caller."
        )
    stacks = answer.get("Stacks") or [{}]
    arn = stacks[0].get("RoleARN") or ""
    if not arn:
        return ServiceRole()
    return ServiceRole(
        arn,
        f"The stack {stack} has a service role: what CloudFormation does was decided for {arn}.",
    )
