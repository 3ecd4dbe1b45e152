"""One principal's policies out of the export of an account."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from ufo_preflight.errors import PolicyDocumentError
from ufo_preflight.model import Layer
from ufo_preflight.policy.decider import PolicyDecider
from ufo_preflight.policy.evaluate import evaluate
from ufo_preflight.policy.policy_files import read_policy_file

ARN = "arn:aws:iam::111122223333:"
ADMIN = "arn:aws:iam::aws:policy/Admin"


def document(action):
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def managed(arn, action, *, default="v2"):
    versions = [("v1", document("s3:*")), ("v2", quote(json.dumps(document(action))))]
    return {
        "PolicyName": arn.rpartition("/")[2],
        "Arn": arn,
        "DefaultVersionId": default,
        "PolicyVersionList": [
            {"VersionId": name, "IsDefaultVersion": name == default, "Document": text}
            for name, text in versions
        ],
    }


def attached(*arns):
    return [{"PolicyName": arn.rpartition("/")[2], "PolicyArn": arn} for arn in arns]


EXPORT = {
    "UserDetailList": [
        {
            "Path": "/ci/",
            "UserName": "deployer",
            "Arn": f"{ARN}user/ci/deployer",
            "UserPolicyList": [{"PolicyName": "own", "PolicyDocument": document("ecs:*")}],
            "GroupList": ["builders"],
            "AttachedManagedPolicies": attached(ADMIN),
            "PermissionsBoundary": {
                "PermissionsBoundaryType": "Policy",
                "PermissionsBoundaryArn": f"{ARN}policy/limit",
            },
        },
        {"UserName": "lost", "Arn": f"{ARN}user/lost", "GroupList": ["nobody"]},
        {
            "UserName": "halved",
            "Arn": f"{ARN}user/halved",
            "AttachedManagedPolicies": attached(f"{ARN}policy/unlisted"),
        },
        {"UserName": "bare", "Arn": f"{ARN}user/bare", "UserPolicyList": [{"PolicyName": "p"}]},
    ],
    "GroupDetailList": [
        {
            "GroupName": "builders",
            "Arn": f"{ARN}group/builders",
            "GroupPolicyList": [{"PolicyName": "build", "PolicyDocument": document("ecr:*")}],
            "AttachedManagedPolicies": [],
        }
    ],
    "RoleDetailList": [
        {
            "RoleName": "ci",
            "Arn": f"{ARN}role/team/ci",
            "AssumeRolePolicyDocument": {"Statement": []},
            "RolePolicyList": [],
            "AttachedManagedPolicies": attached(f"{ARN}policy/limit"),
        }
    ],
    "Policies": [managed(ADMIN, "*"), managed(f"{ARN}policy/limit", "ec*:*".replace("*:", "s:"))],
}


def read(principal, export=EXPORT):
    return read_policy_file(json.dumps(export), name="all.json", principal_arn=principal)


def names(found):
    return [policy.name for policy in found.policies]


def test_a_user_has_its_own_its_attached_and_its_groups_policies_and_a_boundary():
    found = read(f"{ARN}user/ci/deployer")
    assert names(found) == ["all.json (own)", "all.json (Admin)", "all.json (build)"]
    assert found.boundary.name == "all.json (limit)"
    assert found.boundary.document.layer is Layer.PERMISSIONS_BOUNDARY
    evidence = found.policies[1].document.statements[0].evidence
    assert evidence.policy_arn == ADMIN
    allowed = {
        action: evaluate(
            action=action,
            identity_policies=found.policies,
            permissions_boundary=found.boundary,
        ).result
        for action in ("ecs:RunTask", "ecr:PutImage")
    }
    assert allowed == {"ecs:RunTask": "allowed", "ecr:PutImage": "implicitDeny"}


@pytest.mark.parametrize(
    "principal",
    [
        f"{ARN}role/team/ci",
        f"{ARN}role/ci",
        "arn:aws:sts::111122223333:assumed-role/ci/session",
    ],
)
def test_a_role_is_found_by_its_name_and_a_session_by_its_role(principal):
    found = read(principal)
    assert (names(found), found.boundary) == (["all.json (limit)"], None)


def test_a_group_has_policies_too():
    assert names(read(f"{ARN}group/builders")) == ["all.json (build)"]


def test_the_policies_alone():
    policies = read_policy_file(
        json.dumps(EXPORT), name="x", principal_arn=f"{ARN}role/ci"
    ).policies
    assert [policy.name for policy in policies] == ["x (limit)"]
    assert PolicyDecider(policies).method.calls == 0


WHOLE = "Export all of it: aws iam get-account-authorization-details without --filter."


@pytest.mark.parametrize(
    ("principal", "problem", "hint"),
    [
        (
            None,
            "this is the export of a whole account: whose policies are meant?",
            "Name the user or role with --principal-arn ARN.",
        ),
        ("deployer", "'deployer' is no ARN of a principal", ""),
        (
            f"{ARN}root",
            f"{ARN}root is no user, group or role: the export cannot hold its policies",
            "",
        ),
        (f"{ARN}user/nobody", f"the export has no {ARN}user/nobody", WHOLE),
        (
            "arn:aws:iam::444455556666:role/ci",
            "the export has no arn:aws:iam::444455556666:role/ci",
            WHOLE,
        ),
        (f"{ARN}user/lost", "the export has no group 'nobody'", WHOLE),
        (f"{ARN}user/halved", f"the export lacks the policy {ARN}policy/unlisted", WHOLE),
        (f"{ARN}user/bare", "the policy p has no document in the export", ""),
    ],
)
def test_what_the_export_cannot_answer_is_an_error(principal, problem, hint):
    with pytest.raises(PolicyDocumentError) as caught:
        read(principal)
    assert (caught.value.problem, caught.value.hint) == (problem, hint)


DAMAGED = {
    "PermissionsBoundary": (f"{ARN}policy/b", "an object"),
    "GroupList": ("builders", "a list"),
    "UserPolicyList": ({"PolicyName": "own"}, "a list"),
    "AttachedManagedPolicies": ([ADMIN], "an object"),
}


@pytest.mark.parametrize("member", DAMAGED)
def test_a_member_of_another_type_is_no_member_that_is_not_there(member):
    value, wanted = DAMAGED[member]
    user = {"UserName": "u", "Arn": f"{ARN}user/u"}
    export = {**EXPORT, "UserDetailList": [user]}
    assert read(f"{ARN}user/u", export).policies == ()
    with pytest.raises(PolicyDocumentError) as caught:
        read(f"{ARN}user/u", {**export, "UserDetailList": [{**user, member: value}]})
    assert caught.value.problem == f"the export is damaged: {wanted} should stand here"
    text = json.dumps({**export, "UserDetailList": [{**user, member: value}]})
    at = text[caught.value.column - 1 :]
    assert at.startswith(json.dumps(value)[: len(at)]) or json.dumps(value[0]) in at


@pytest.mark.parametrize(
    "entry",
    [
        5,
        {},
        {"UserName": "u"},
        {"UserName": 5, "Arn": f"{ARN}user/u"},
        {"UserName": "u", "Arn": "u"},
    ],
)
def test_an_entry_that_is_none_is_damage(entry):
    with pytest.raises(PolicyDocumentError, match="the export is damaged"):
        read(f"{ARN}user/u", {**EXPORT, "UserDetailList": [entry]})


def test_a_boundary_that_the_export_lacks_is_said_with_what_drops_it():
    limited = {**EXPORT["UserDetailList"][0], "UserName": "x", "Arn": f"{ARN}user/x"}
    export = {**EXPORT, "UserDetailList": [limited], "Policies": EXPORT["Policies"][:1]}
    with pytest.raises(PolicyDocumentError, match="the export lacks the policy") as caught:
        read(f"{ARN}user/x", export)
    assert "attached as a permissions boundary only" in caught.value.hint


def test_one_page_of_an_export_is_not_enough():
    with pytest.raises(PolicyDocumentError, match="this is one page of the account's export"):
        read(f"{ARN}role/ci", {**EXPORT, "IsTruncated": True})
