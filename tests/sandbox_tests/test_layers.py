from __future__ import annotations

import pytest

from tests.sandbox import allow, deny
from tests.sandbox_tests.asking import context, decisions, hold, simulate

REGION_LOCK = deny("*", when={"StringNotEquals": {"aws:RequestedRegion": ["us-west-2"]}})
ALL = allow("*")


def test_no_organization_and_no_boundary_leave_no_trace(box):
    hold(box, ALL)
    (result,) = simulate(box, "ecs:CreateCluster")
    assert not {"OrganizationsDecisionDetail", "PermissionsBoundaryDecisionDetail"} & set(result)


@pytest.mark.parametrize(("shape", "decision"), [("new", "explicitDeny"), ("old", "implicitDeny")])
def test_an_explicit_scp_denial_shows_nothing_but_itself(box, shape, decision):
    box.use_shape(shape)
    hold(box, ALL, allow("*", when={"StringEquals": {"aws:SourceVpc": "v"}}))
    box.organize([ALL], [ALL, deny("ecs:*")])
    (result,) = simulate(box, "ecs:CreateCluster")
    assert result["EvalDecision"] == decision
    assert result["OrganizationsDecisionDetail"] == {"AllowedByOrganizations": False}
    assert (result["MatchedStatements"], result["MissingContextValues"]) == ([], [])


def test_an_scp_that_does_not_allow_denies_implicitly(box):
    hold(box, ALL)
    box.organize([ALL], [allow("s3:*")])
    (result,) = simulate(box, "ecs:CreateCluster")
    assert result["EvalDecision"] == "implicitDeny"
    assert result["OrganizationsDecisionDetail"] == {"AllowedByOrganizations": False}


def test_an_absent_region_is_denied_by_a_region_lock_and_not_named_missing(box):
    hold(box, ALL)
    box.organize([ALL, REGION_LOCK])
    (bare,) = simulate(box, "ecs:CreateCluster")
    assert (bare["EvalDecision"], bare["MissingContextValues"]) == ("explicitDeny", [])
    given = context(aws__RequestedRegion="us-west-2")
    (placed,) = simulate(box, "ecs:CreateCluster", ContextEntries=given)
    assert placed["EvalDecision"] == "allowed"
    assert placed["OrganizationsDecisionDetail"] == {"AllowedByOrganizations": True}


def bounded(box, boundary, *held):
    iam = box.client("iam")
    hold(box, *held)
    iam.put_user_permissions_boundary(
        UserName="dev", PermissionsBoundary=box.add_policy("Limit", boundary)
    )


def test_a_boundary_that_does_not_allow_says_so_on_both_levels(box):
    bounded(box, allow("s3:*"), ALL)
    (result,) = simulate(
        box, "ecs:CreateCluster", ResourceArns=["arn:aws:ecs:us-west-2:1:cluster/a"]
    )
    refused = {"AllowedByPermissionsBoundary": False}
    assert (result["EvalDecision"], result["MatchedStatements"]) == ("implicitDeny", [])
    assert result["PermissionsBoundaryDecisionDetail"] == refused
    assert result["ResourceSpecificResults"][0]["PermissionsBoundaryDecisionDetail"] == refused


def statement_types(result):
    return [
        (found["SourcePolicyId"], found["SourcePolicyType"])
        for found in result["MatchedStatements"]
    ]


def test_a_boundary_that_denies_shows_its_statement(box):
    both = {"Version": "2012-10-17", "Statement": ALL["Statement"] + deny("ecs:*")["Statement"]}
    bounded(box, both, ALL)
    (new,) = simulate(box, "ecs:CreateCluster")
    assert new["EvalDecision"] == "explicitDeny"
    assert statement_types(new) == [("Limit", "Permissions Boundary Policy")]
    box.use_shape("old")
    (old,) = simulate(box, "ecs:CreateCluster")
    assert statement_types(old) == [
        ("user_dev_p1", "IAM Policy"),
        ("Limit", "Permissions Boundary Policy"),
    ]


def test_an_allowed_row_says_that_the_boundary_allowed_it(box):
    bounded(box, ALL, ALL)
    (result,) = simulate(box, "a:A")
    assert result["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": True}


def test_a_given_boundary_stands_for_the_attached_one(box):
    bounded(box, allow("s3:*"), ALL)
    given = ['{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}']
    assert decisions(box, "a:A", PermissionsBoundaryPolicyInputList=given) == ["allowed"]


@pytest.mark.parametrize(
    ("exclusion", "decision"),
    [
        ({"PolicyType": "scp"}, "implicitDeny"),
        ({"PolicyType": "permission-boundary"}, "explicitDeny"),
        ({"PolicyType": "rcp"}, "explicitDeny"),
    ],
)
def test_a_layer_can_be_left_out(box, exclusion, decision):
    bounded(box, allow("s3:*"), ALL)
    box.organize([ALL, deny("a:A")])
    assert decisions(box, "a:A", PolicyExclusionList=[exclusion]) == [decision]


@pytest.mark.parametrize(
    ("exclusion", "left"),
    [
        ({"PolicyType": "inline"}, ["Team", "AdministratorAccess"]),
        ({"PolicyType": "user-managed"}, ["user_dev_p1", "AdministratorAccess"]),
        ({"PolicyType": "aws-managed"}, ["user_dev_p1", "Team"]),
        ({"PolicyArn": "arn:aws:iam::*:policy/Te?m"}, ["user_dev_p1", "AdministratorAccess"]),
        (
            {
                "InlinePolicyIdentifier": {
                    "PolicyName": "p1",
                    "AttachmentType": "user",
                    "AttachmentName": "*",
                }
            },
            ["Team", "AdministratorAccess"],
        ),
    ],
)
def test_single_policies_can_be_left_out(box, exclusion, left):
    hold(box, allow("a:A"))
    iam = box.client("iam")
    iam.attach_user_policy(UserName="dev", PolicyArn=box.add_policy("Team", allow("a:A")))
    iam.attach_user_policy(UserName="dev", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    (result,) = simulate(box, "a:A", PolicyExclusionList=[exclusion])
    assert [found["SourcePolicyId"] for found in result["MatchedStatements"]] == left


def test_policies_can_be_added(box):
    hold(box)
    added = [
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
    ]
    (result,) = simulate(box, "a:A", PolicyInputList=added)
    assert statement_types(result) == [("PolicyInputList.1", "IAM Policy")]


def test_missing_keys_are_those_of_every_statement(box):
    hold(
        box,
        allow("a:A"),
        allow("b:B", when={"StringEquals": {"aws:SourceVpc": "v"}}),
        allow("c:C", resource="arn:aws:s3:::${aws:username}/*"),
    )
    (result,) = simulate(box, "a:A")
    assert (result["EvalDecision"], result["MissingContextValues"]) == (
        "allowed",
        ["aws:SourceVpc"],
    )


def test_own_keys_are_filled_and_others_are_not(box):
    own = {"StringEquals": {"aws:username": "dev", "aws:PrincipalAccount": "123456789012"}}
    hold(box, allow("a:A", when=own), allow("b:B", when={"StringLike": {"aws:PrincipalArn": "*"}}))
    results = simulate(box, "a:A", "b:B")
    assert [found["EvalDecision"] for found in results] == ["allowed", "implicitDeny"]
    assert results[1]["MissingContextValues"] == ["aws:PrincipalArn"]
