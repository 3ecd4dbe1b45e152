"""Every cause of a denial of ECS: the policies of one user, and what a report must say of them.

`says` is what AWS's simulator answers, written by hand from its recorded answers and its
documentation: first of all, then without the organization's policies or the boundary, then without
both. Identity policies are keyed by the simulator's ids. `layer` decides and `also` refuses, too; `fix`
says that a statement lifts it, `at` which policy's statement is cited; `unknown` is the reason of
an undecided row. Nothing expected means allowed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from tests.sandbox.answers import USER, evaluation, listed, simulated
from tests.sandbox.controls import ACCOUNT
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


@dataclass(frozen=True)
class Says:
    """An answer of the simulator; `scp` and `limit` say that these layers do not allow it.

    `by` is the id of the policy of the deny that matched, and `old` the decision before 2026-07-30.
    """

    decision: str
    scp: bool = False
    limit: bool = False
    by: str = ""
    missing: str = ""
    old: str = ""


YES, NO = Says("allowed"), Says("implicitDeny")
NO_BY_SCP = replace(NO, scp=True)
DENY_BY_SCP = Says("explicitDeny", scp=True, old="implicitDeny")
NO_BY_LIMIT = replace(NO, limit=True)
DENY_BY_LIMIT = Says("explicitDeny", limit=True, by="Limit")


def deny_by(policy, **more):
    return Says("explicitDeny", by=policy, **more)


def case(identity=None, *, boundary=None, scps=(), says, **expected):
    return identity or {GROUP: ALL}, boundary, scps, says, expected


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
    return case(
        {GROUP: policy(allow("ec2:*"), allow("ecs:*", resource, **condition))},
        says=[NO],
        **IMPLICIT,
    )


def open_case(**condition):
    """Return the case of an allow that hangs on what only the deploy knows."""
    identity = {GROUP: policy(allow("ec2:*"), allow("ecs:*", **condition))}
    (key,) = next(iter(condition["Condition"].values()))
    return case(identity, says=[replace(NO, missing=key)], unknown=Reason.MISSING_CONTEXT)


CASES = {
    "no statement": case({GROUP: BUT_ECS}, **IMPLICIT, says=[NO]),
    "no policy that matches": case({GROUP: policy(allow("s3:*"))}, **IMPLICIT, says=[NO]),
    "deny of the user": case(
        {GROUP: ALL, USERS: policy(NO_ECS)},
        **denied(Reason.EXPLICIT_DENY, IDENTITY, at=f"policy own of user {DEPLOYER}"),
        says=[deny_by(USERS)],
    ),
    "deny of the group": case(
        {GROUP: policy(allow(), NO_ECS)},
        **denied(Reason.EXPLICIT_DENY, IDENTITY, at="policy UfoPolicy of group Ufo_Team"),
        says=[deny_by(GROUP)],
    ),
    "deny of a managed policy": case(
        {GROUP: ALL, MANAGED: policy(NO_ECS)},
        **denied(Reason.EXPLICIT_DENY, IDENTITY, at="policy Guard"),
        says=[deny_by(MANAGED)],
    ),
    "boundary implicit": case(boundary=("Limit", BUT_ECS), **BY_BOUNDARY, says=[NO_BY_LIMIT, YES]),
    "boundary explicit": case(
        boundary=("Limit", policy(allow(), NO_ECS)),
        **denied(Reason.PERMISSIONS_BOUNDARY, BOUNDARY, at="policy Limit"),
        says=[DENY_BY_LIMIT, YES],
    ),
    "scp implicit": case(scps=(ALL, BUT_ECS), **SCP, says=[NO_BY_SCP, YES]),
    "scp explicit": case(scps=(policy(allow(), NO_ECS),), **SCP, says=[DENY_BY_SCP, YES]),
    "scp and boundary": case(
        boundary=("Limit", BUT_ECS),
        scps=(BUT_ECS,),
        **denied(Reason.SCP, ORGANIZATION, BOUNDARY),
        says=[NO_BY_SCP, NO_BY_LIMIT, YES],
    ),
    "scp and nothing of their own": case(
        {GROUP: BUT_ECS},
        scps=(BUT_ECS,),
        **denied(Reason.SCP, ORGANIZATION, IDENTITY),
        says=[NO_BY_SCP, NO],
    ),
    "scp and a deny of their own": case(
        {GROUP: policy(allow(), NO_ECS)},
        scps=(BUT_ECS,),
        **denied(Reason.SCP, ORGANIZATION, IDENTITY, at="policy UfoPolicy of group Ufo_Team"),
        says=[NO_BY_SCP, deny_by(GROUP)],
    ),
    "boundary and nothing of their own": case(
        {GROUP: BUT_ECS},
        boundary=("Limit", BUT_ECS),
        **denied(Reason.PERMISSIONS_BOUNDARY, BOUNDARY, IDENTITY),
        says=[NO_BY_LIMIT, NO],
    ),
    "deny of the group and boundary": case(
        {GROUP: policy(allow(), NO_ECS)},
        boundary=("Limit", BUT_ECS),
        **denied(Reason.EXPLICIT_DENY, IDENTITY, BOUNDARY, at="policy UfoPolicy of group Ufo_Team"),
        says=[deny_by(GROUP, limit=True)],
    ),
    "all three": case(
        {GROUP: BUT_ECS},
        boundary=("Limit", BUT_ECS),
        scps=(BUT_ECS,),
        **denied(Reason.SCP, ORGANIZATION, BOUNDARY, IDENTITY),
        says=[NO_BY_SCP, NO_BY_LIMIT, NO],
    ),
    "scp of another region": case(scps=(policy(allow(), deny("ecs:*", **ELSEWHERE)),), says=[YES]),
    "scp of this region": case(
        scps=(policy(allow(), deny("ecs:*", **HERE)),), **SCP, says=[DENY_BY_SCP, YES]
    ),
    "allowed in another region": only_ecs(**when("StringEquals", REGION, "eu-west-1")),
    "allowed with another address": only_ecs(**when("IpAddress", "aws:SourceIp", "10.0.0.0/8")),
    "allowed for a tag": only_ecs(**when("StringEquals", "aws:PrincipalTag/team", "web")),
    "allowed on another resource": only_ecs("arn:aws:ecs:eu-west-1:123456789012:service/x/*"),
    "boundary explicit and nothing of their own": case(
        {GROUP: BUT_ECS},
        boundary=("Limit", policy(allow(), NO_ECS)),
        **denied(Reason.PERMISSIONS_BOUNDARY, BOUNDARY, IDENTITY, at="policy Limit"),
        says=[DENY_BY_LIMIT, NO],
    ),
    "boundary explicit and a deny of their own": case(
        {GROUP: policy(allow(), NO_ECS)},
        boundary=("Limit", policy(allow(), NO_ECS)),
        **denied(Reason.EXPLICIT_DENY, IDENTITY, BOUNDARY, at="policy UfoPolicy of group Ufo_Team"),
        says=[deny_by(GROUP, limit=True)],
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
        says=[NO],
    ),
    # Long-term keys have no MFA: what they lack is known.
    "denied without MFA": case(
        {
            GROUP: policy(
                allow(),
                NO_ECS | when("BoolIfExists", "aws:MultiFactorAuthPresent", "false"),
            )
        },
        **denied(Reason.EXPLICIT_DENY, IDENTITY, at="policy UfoPolicy of group Ufo_Team"),
        says=[deny_by(GROUP, missing="aws:MultiFactorAuthPresent")],
    ),
    "allowed with MFA": case(
        {GROUP: policy(allow("ec2:*"), allow("ecs:*", **NEEDS_MFA))},
        **IMPLICIT,
        says=[replace(NO, missing="aws:MultiFactorAuthPresent")],
    ),
    "MFA for something else": case(
        {GROUP: policy(allow(), allow("s3:DeleteObject", **NEEDS_MFA))},
        says=[replace(YES, missing="aws:MultiFactorAuthPresent")],
    ),
    "allowed for a tag of the request": open_case(**when("Null", "aws:RequestTag/a", "false")),
}
GIVEN = (
    ContextEntry("aws:SourceIp", ("203.0.113.7",), "ip"),
    ContextEntry("aws:PrincipalTag/team", ("api",)),
)
READS = ("iam:GetUserPolicy", "iam:GetGroupPolicy", "iam:GetRolePolicy", "iam:GetPolicy*")
ASK = {"Effect": "Allow", "Action": "iam:SimulatePrincipalPolicy", "Resource": "*"}
TEAM = "Ufo_Team"


def fill(box, identity, boundary=None, scps=(), *, refuses=False):
    """Make the user of a case and return its keys."""
    box.reset()
    iam = box.client("iam")
    limit = box.add_policy(boundary[0], json.loads(boundary[1])) if boundary else ""
    keys = box.add_user(DEPLOYER, path="/ci/", boundary=limit)
    iam.create_group(GroupName=TEAM)
    iam.add_user_to_group(GroupName=TEAM, UserName=DEPLOYER)
    rights = {"Effect": "Deny" if refuses else "Allow", "Action": list(READS), "Resource": "*"}
    iam.put_user_policy(UserName=DEPLOYER, PolicyName="checker", PolicyDocument=policy(ASK, rights))
    for source, text in identity.items():
        if source == GROUP:
            iam.put_group_policy(GroupName=TEAM, PolicyName="UfoPolicy", PolicyDocument=text)
        elif source == USERS:
            iam.put_user_policy(UserName=DEPLOYER, PolicyName="own", PolicyDocument=text)
        else:
            arn = box.add_policy(MANAGED, json.loads(text))
            iam.attach_user_policy(UserName=DEPLOYER, PolicyArn=arn)
    box.organize(*([json.loads(text)] for text in scps)) if scps else None
    return keys


def written(name, *, is_new):
    """Return what answers SimulatePrincipalPolicy as the case `says`; all but its row is allowed."""
    *_, says, expected = CASES[name]
    _, prefix = prefix_of(expected)
    plain_limit = not says[0].scp

    def simulate(asked):
        excluded = {value for key, value in asked.items() if "PolicyExclusionList" in key}
        # Without the boundary alone stands second where the organization allows it.
        step = len(excluded) - (0 if "scp" in excluded or not excluded or plain_limit else 1)
        resources = listed(asked, "ResourceArns")
        return simulated(
            *(
                part
                for action in listed(asked, "ActionNames")
                for part in _evaluations(
                    action,
                    says[min(step, len(says) - 1)] if action.startswith(prefix) else YES,
                    resources,
                    asked,
                    is_new=is_new,
                )
            )
        )

    return simulate


def _evaluations(action, answer, resources, asked, *, is_new):
    if answer is NO and action == "iam:PassRole" and "ecs.amazonaws.com" in asked.values():
        answer = YES
    decision = answer.decision if is_new else answer.old or answer.decision
    extra = _evidence(answer)
    if not resources:
        return [evaluation(action, decision, extra=extra)]
    if not is_new:
        return [evaluation(action, decision, resource=name, extra=extra) for name in resources]
    parts = dict.fromkeys(resources, decision)
    name = resources[0] if len(resources) == 1 else None
    return [evaluation(action, decision, resource=name, specific=parts, extra=extra)]


def _evidence(answer):
    kind = "Permissions Boundary Policy" if answer.by == "Limit" else "IAM Policy"
    found = (
        f"<member><SourcePolicyId>{answer.by}</SourcePolicyId>"
        f"<SourcePolicyType>{kind}</SourcePolicyType></member>"
    )
    texts = []
    if answer.by:
        texts.append(f"<MatchedStatements>{found}</MatchedStatements>")
    if answer.missing:
        texts.append(
            f"<MissingContextValues><member>{answer.missing}</member></MissingContextValues>"
        )
    for layer, detail in ((answer.scp, "Organizations"), (answer.limit, "PermissionsBoundary")):
        if layer:
            told = f"<AllowedBy{detail}>false</AllowedBy{detail}>"
            texts.append(f"<{detail}DecisionDetail>{told}</{detail}DecisionDetail>")
    return "".join(texts)
