"""Every cause of a denial of ECS: the policies of one user, and what a report must say of them.

Identity policies are keyed by the simulator's ids. `layer` decides and `also` refuses, too; `fix`
says that a statement lifts it, `at` which policy's statement is cited; `unknown` is the reason of
an undecided row. Nothing expected means allowed.
"""

from __future__ import annotations

import json

from tests.aws.stub_aws import ACCOUNT, USER
from ufo_preflight.model import ContextEntry, Layer, Reason

DEPLOYER = USER.rpartition("/")[2]
IDENTITY, BOUNDARY, ORGANIZATION = (
    Layer.IDENTITY,
    Layer.PERMISSIONS_BOUNDARY,
    Layer.SERVICE_CONTROL_POLICY,
)
ROLE = f"arn:aws:iam::{ACCOUNT}:role/task"


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, indent=2)


def allow(actions="*", resource="*", **condition):
    return {"Effect": "Allow", "Action": actions, "Resource": resource} | condition


def deny(actions, resource="*", **condition):
    return {"Sid": "No", "Effect": "Deny", "Action": actions, "Resource": resource} | condition


def when(operator, key, value):
    return {"Condition": {operator: {key: value}}}


ALL = policy(allow())
GROUP, USERS, MANAGED = "group_Ufo_Team_UfoPolicy", f"user_{DEPLOYER}_own", "Guard"
NO_ECS = deny("ecs:*")
BUT_ECS = policy({"Effect": "Allow", "NotAction": "ecs:*", "Resource": "*"})


def case(identity=None, *, boundary=None, scps=(), **expected):
    return identity or {GROUP: ALL}, boundary, scps, expected


def prefix_of(expected):
    """Return the row that the case is about, and the prefix of its actions."""
    row = expected.get("row", "ecs")
    return row, {"ecs": "ecs:", "passrole": "iam:PassRole"}[row]


def denied(reason, layer, *also, fix=False, at=""):
    return {"reason": reason, "layer": layer, "also": also, "fix": fix, "at": at}


IMPLICIT = denied(Reason.IMPLICIT_DENY, IDENTITY, fix=True)
SCP = denied(Reason.SCP, ORGANIZATION)
BY_BOUNDARY = denied(Reason.PERMISSIONS_BOUNDARY, BOUNDARY)
NEEDS_MFA = when("Bool", "aws:MultiFactorAuthPresent", "true")
ELSEWHERE = when("StringNotEquals", "aws:RequestedRegion", "us-west-2")

REGION = "aws:RequestedRegion"
SERVICE = "iam:PassedToService"
HERE = when("StringEquals", REGION, "us-west-2")


def only_ecs(resource="*", **condition):
    """Return the case of an allow of ECS that does not reach this ship."""
    return case({GROUP: policy(allow("ec2:*"), allow("ecs:*", resource, **condition))}, **IMPLICIT)


def open_case(**condition):
    """Return the case of an allow that hangs on what only the deploy knows."""
    identity = {GROUP: policy(allow("ec2:*"), allow("ecs:*", **condition))}
    return case(identity, unknown=Reason.MISSING_CONTEXT)


CASES = {
    "no statement": case({GROUP: BUT_ECS}, **IMPLICIT),
    "no policy that matches": case({GROUP: policy(allow("s3:*"))}, **IMPLICIT),
    "deny of the user": case(
        {GROUP: ALL, USERS: policy(NO_ECS)},
        **denied(Reason.EXPLICIT_DENY, IDENTITY, at=f"own (inline of user {DEPLOYER})"),
    ),
    "deny of the group": case(
        {GROUP: policy(allow(), NO_ECS)},
        **denied(Reason.EXPLICIT_DENY, IDENTITY, at="UfoPolicy (inline of group Ufo_Team)"),
    ),
    "deny of a managed policy": case(
        {GROUP: ALL, MANAGED: policy(NO_ECS)},
        **denied(Reason.EXPLICIT_DENY, IDENTITY, at="Guard"),
    ),
    "boundary implicit": case(boundary=("Limit", BUT_ECS), **BY_BOUNDARY),
    "boundary explicit": case(
        boundary=("Limit", policy(allow(), NO_ECS)),
        **denied(Reason.PERMISSIONS_BOUNDARY, BOUNDARY, at="Limit"),
    ),
    "scp implicit": case(scps=(ALL, BUT_ECS), **SCP),
    "scp explicit": case(scps=(policy(allow(), NO_ECS),), **SCP),
    "scp and boundary": case(
        boundary=("Limit", BUT_ECS), scps=(BUT_ECS,), **denied(Reason.SCP, ORGANIZATION, BOUNDARY)
    ),
    "scp and nothing of their own": case(
        {GROUP: BUT_ECS}, scps=(BUT_ECS,), **denied(Reason.SCP, ORGANIZATION, IDENTITY)
    ),
    "scp and a deny of their own": case(
        {GROUP: policy(allow(), NO_ECS)},
        scps=(BUT_ECS,),
        **denied(Reason.SCP, ORGANIZATION, IDENTITY, at="UfoPolicy (inline of group Ufo_Team)"),
    ),
    "boundary and nothing of their own": case(
        {GROUP: BUT_ECS},
        boundary=("Limit", BUT_ECS),
        **denied(Reason.PERMISSIONS_BOUNDARY, BOUNDARY, IDENTITY),
    ),
    "deny of the group and boundary": case(
        {GROUP: policy(allow(), NO_ECS)},
        boundary=("Limit", BUT_ECS),
        **denied(
            Reason.EXPLICIT_DENY, IDENTITY, BOUNDARY, at="UfoPolicy (inline of group Ufo_Team)"
        ),
    ),
    "all three": case(
        {GROUP: BUT_ECS},
        boundary=("Limit", BUT_ECS),
        scps=(BUT_ECS,),
        **denied(Reason.SCP, ORGANIZATION, BOUNDARY, IDENTITY),
    ),
    "scp of another region": case(scps=(policy(allow(), deny("ecs:*", **ELSEWHERE)),)),
    "scp of this region": case(scps=(policy(allow(), deny("ecs:*", **HERE)),), **SCP),
    "allowed in another region": only_ecs(**when("StringEquals", REGION, "eu-west-1")),
    "allowed with another address": only_ecs(**when("IpAddress", "aws:SourceIp", "10.0.0.0/8")),
    "allowed for a tag": only_ecs(**when("StringEquals", "aws:PrincipalTag/team", "web")),
    "allowed on another resource": only_ecs("arn:aws:ecs:us-west-2:123456789012:service/x/*"),
    "boundary explicit and nothing of their own": case(
        {GROUP: BUT_ECS},
        boundary=("Limit", policy(allow(), NO_ECS)),
        **denied(Reason.PERMISSIONS_BOUNDARY, BOUNDARY, IDENTITY, at="Limit"),
    ),
    "boundary explicit and a deny of their own": case(
        {GROUP: policy(allow(), NO_ECS)},
        boundary=("Limit", policy(allow(), NO_ECS)),
        **denied(
            Reason.EXPLICIT_DENY, IDENTITY, BOUNDARY, at="UfoPolicy (inline of group Ufo_Team)"
        ),
    ),
    "role passed to the wrong service": case(
        {
            GROUP: policy(
                {"Effect": "Allow", "NotAction": "iam:PassRole", "Resource": "*"},
                allow("iam:PassRole", **when("StringEquals", SERVICE, "ecs.amazonaws.com")),
            )
        },
        **denied(Reason.WRONG_SERVICE_PASSROLE, IDENTITY, fix=True),
        row="passrole",
    ),
    "denied without MFA": case(
        {
            GROUP: policy(
                allow(),
                deny("ecs:*", **when("BoolIfExists", "aws:MultiFactorAuthPresent", "false")),
            )
        },
        unknown=Reason.MISSING_CONTEXT,
    ),
    "allowed with MFA": open_case(**NEEDS_MFA),
    "allowed for a tag of the request": open_case(**when("Null", "aws:RequestTag/a", "false")),
}
GIVEN = (
    ContextEntry("aws:SourceIp", ("203.0.113.7",), "ip"),
    ContextEntry("aws:PrincipalTag/team", ("api",)),
)
