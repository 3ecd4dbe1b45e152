"""Small accounts, as `aws iam get-account-authorization-details` exports them."""

from __future__ import annotations

from hypothesis import strategies as st

ID = "111122223333"
ARN = f"arn:aws:iam::{ID}:"


def document(*statements):
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(action="*", resource="*", **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action="*", resource="*", **more):
    return {"Effect": "Deny", "Action": action, "Resource": resource, **more}


def trust(principal, **more):
    return document({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal, **more})


POLICIES = {
    "admin": document(allow()),
    "reader": document(allow(["ecs:Describe*", "ec2:Describe*", "elasticloadbalancing:Describe*"])),
    "no-iam": document(allow(), deny("iam:*", Sid="NoIam")),
    "no-service": document(
        allow(), deny("ecs:*", "arn:aws:ecs:*:*:service/demo/api", Sid="NotTheApi")
    ),
    "mfa": document(allow(Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})),
    "by-name": document(
        allow(Condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/ci/*"}})
    ),
    "own-user": document(allow(Condition={"StringEquals": {"aws:username": "u0"}})),
    "limit": document(allow(["ecs:*", "ec2:*", "logs:*", "cloudformation:*"])),
    "not-iam": document({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}),
    "table": document(allow("dynamodb:*")),
}


def policy_arn(name):
    return f"{ARN}policy/{name}"


def managed(name, value):
    versions = [
        {"VersionId": "v1", "IsDefaultVersion": False, "Document": document(allow())},
        {"VersionId": "v2", "IsDefaultVersion": True, "Document": value},
    ]
    return {"PolicyName": name, "Arn": policy_arn(name), "PolicyVersionList": versions}


def holding(*names, boundary=""):
    held = {
        "AttachedManagedPolicies": [
            {"PolicyName": name, "PolicyArn": policy_arn(name)} for name in names
        ]
    }
    if boundary:
        held["PermissionsBoundary"] = {"PermissionsBoundaryArn": policy_arn(boundary)}
    return held


def role(name, *names, path="", trusted=None, used="", **more):
    entry = {
        "RoleName": name,
        "Arn": f"{ARN}role/{path}{name}",
        "AssumeRolePolicyDocument": trusted or trust({"Service": "lambda.amazonaws.com"}),
        "RolePolicyList": [],
        "RoleLastUsed": {"LastUsedDate": used, "Region": "us-west-2"} if used else {},
    }
    return {**entry, **holding(*names, **more)}


def user(name, *names, groups=(), inline=(), **more):
    return {
        "UserName": name,
        "Arn": f"{ARN}user/{name}",
        "GroupList": list(groups),
        "UserPolicyList": [
            {"PolicyName": f"inline{number}", "PolicyDocument": value}
            for number, value in enumerate(inline)
        ],
        **holding(*names, **more),
    }


def group(name, *names):
    return {
        "GroupName": name,
        "Arn": f"{ARN}group/{name}",
        "GroupPolicyList": [],
        **holding(*names),
    }


def account(*entries, policies=POLICIES):
    lists = {"RoleName": "RoleDetailList", "UserName": "UserDetailList"}
    export = {"UserDetailList": [], "RoleDetailList": [], "GroupDetailList": []}
    for entry in entries:
        kind = next((name for key, name in lists.items() if key in entry), "GroupDetailList")
        export[kind].append(entry)
    export["Policies"] = [managed(name, value) for name, value in policies.items()]
    return export


_NAMES = st.lists(st.sampled_from(sorted(POLICIES)), max_size=3, unique=True)
_BOUNDARY = st.sampled_from(["", "", "limit", "mfa", "by-name"])
_GROUPS = {"readers": "reader", "admins": "admin", "lost": "table"}


@st.composite
def accounts(draw):
    """Return an account of a few principals with policies, groups and boundaries of all kinds."""
    entries = [group(name, policy) for name, policy in _GROUPS.items()]
    for number in range(draw(st.integers(1, 4))):
        held = {"boundary": draw(_BOUNDARY)}
        names = draw(_NAMES)
        if draw(st.booleans()):
            path = draw(st.sampled_from(["", "ci/"]))
            entries.append(role(f"r{number}", *names, path=path, **held))
        else:
            groups = draw(st.lists(st.sampled_from(sorted(_GROUPS)), max_size=2, unique=True))
            inline = draw(st.sampled_from([(), (POLICIES["no-iam"],), (POLICIES["by-name"],)]))
            entries.append(user(f"u{number}", *names, groups=groups, inline=inline, **held))
    return account(*entries)
