from __future__ import annotations

import pytest

from tests.sandbox import allow, deny
from tests.sandbox_tests.asking import hold, simulate

OBJECTS = ["arn:aws:s3:::a/1", "arn:aws:s3:::b/1"]
ROLES = ["arn:aws:iam::1:role/a", "arn:aws:iam::1:role/b"]


def test_an_action_alone_is_answered_on_everything(box):
    hold(box, allow("s3:GetObject"))
    assert simulate(box, "s3:GetObject") == [
        {
            "EvalActionName": "s3:GetObject",
            "EvalResourceName": "*",
            "EvalDecision": "allowed",
            "MatchedStatements": [
                {
                    "SourcePolicyId": "user_dev_p1",
                    "SourcePolicyType": "IAM Policy",
                    "StartPosition": {"Line": 1, "Column": 41},
                    "EndPosition": {"Line": 1, "Column": 105},
                }
            ],
            "MissingContextValues": [],
        }
    ]


def test_one_resource_names_the_result(box):
    hold(box, allow("s3:GetObject"))
    (result,) = simulate(box, "s3:GetObject", ResourceArns=OBJECTS[:1])
    assert result["EvalResourceName"] == OBJECTS[0]
    assert result["EvalDecisionDetails"] == {}
    assert [part["EvalResourceName"] for part in result["ResourceSpecificResults"]] == OBJECTS[:1]


def test_since_2026_one_result_stands_for_several_resources(box):
    hold(box, allow("iam:PassRole", resource=ROLES[0]))
    (result,) = simulate(box, "iam:PassRole", ResourceArns=ROLES)
    assert result["EvalResourceName"] == "arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}"
    assert result["EvalDecision"] == "implicitDeny"
    # The evidence of the resource that was allowed stands in the denied whole.
    assert [found["SourcePolicyId"] for found in result["MatchedStatements"]] == ["user_dev_p1"]
    assert [
        (part["EvalResourceName"], part["EvalResourceDecision"], len(part["MatchedStatements"]))
        for part in result["ResourceSpecificResults"]
    ] == [(ROLES[0], "allowed", 1), (ROLES[1], "implicitDeny", 0)]


def test_an_action_with_several_kinds_of_resource_has_no_template(box):
    hold(box, allow("*"))
    arns = ["arn:aws:ec2:us-west-2:1:vpc/a", "arn:aws:ec2:us-west-2:1:vpc/b"]
    (result,) = simulate(box, "ec2:CreateSecurityGroup", ResourceArns=arns)
    assert "EvalResourceName" not in result


def test_before_2026_every_resource_had_its_result(box):
    box.use_shape("old")
    hold(box, allow("s3:GetObject", resource=OBJECTS[0]))
    results = simulate(box, "s3:GetObject", "s3:PutObject", ResourceArns=OBJECTS)
    assert [
        (found["EvalActionName"], found["EvalResourceName"], found["EvalDecision"])
        for found in results
    ] == [
        ("s3:GetObject", OBJECTS[0], "allowed"),
        ("s3:GetObject", OBJECTS[1], "implicitDeny"),
        ("s3:PutObject", OBJECTS[0], "implicitDeny"),
        ("s3:PutObject", OBJECTS[1], "implicitDeny"),
    ]


def test_actions_are_echoed_in_order_and_as_written(box):
    hold(box, allow("S3:getobject"))
    asked = ["s3:GETOBJECT", "s3:MadeUp", "s3:GETOBJECT", "madeup:Action"]
    results = simulate(box, *asked)
    assert [found["EvalActionName"] for found in results] == asked
    assert [found["EvalDecision"] for found in results] == [
        "allowed",
        "implicitDeny",
        "allowed",
        "implicitDeny",
    ]


@pytest.mark.parametrize(
    "action", ["iam:ListUsers", "sts:GetCallerIdentity", "ec2:DescribeInstances"]
)
def test_a_resource_of_the_wrong_kind_is_denied_even_to_an_administrator(box, action):
    hold(box)
    box.client("iam").attach_user_policy(
        UserName="dev", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
    )
    (wrong,) = simulate(box, action, ResourceArns=["arn:aws:s3:::bucket/key"])
    (right,) = simulate(box, action)
    assert (wrong["EvalDecision"], right["EvalDecision"]) == ("implicitDeny", "allowed")
    assert wrong["MatchedStatements"] == []
    box.use_shape("old")
    (once,) = simulate(box, action, ResourceArns=["arn:aws:s3:::bucket/key"])
    assert once["EvalDecision"] == "allowed"


def test_a_pattern_of_the_right_kind_is_a_resource(box):
    hold(box, allow("iam:PassRole", resource="arn:aws:iam::1:role/web-*"))
    arns = ["arn:aws:iam::1:role/web-TaskRole-*", "arn:aws:iam::1:role/team/web"]
    (result,) = simulate(box, "iam:PassRole", ResourceArns=arns)
    assert [part["EvalResourceDecision"] for part in result["ResourceSpecificResults"]] == [
        "allowed",
        "implicitDeny",
    ]


def test_positions_count_from_behind_the_bracket(box):
    box.client("iam").create_user(UserName="dev")
    text = (
        '{\n  "Version": "2012-10-17",\n  "Statement": [\n    {\n      "Effect": "Allow",\n'
        '      "Action": "*",\n      "Resource": "*"\n    }\n  ]\n}'
    )
    box.client("iam").put_user_policy(UserName="dev", PolicyName="all", PolicyDocument=text)
    (result,) = simulate(box, "sqs:CreateUser")
    # As AWS has answered for AdministratorAccess.
    assert result["MatchedStatements"][0]["StartPosition"] == {"Line": 3, "Column": 17}
    assert result["MatchedStatements"][0]["EndPosition"] == {"Line": 8, "Column": 6}


def test_an_explicit_deny_lists_the_deny_alone(box):
    hold(box, allow("*"), deny("s3:GetObject"))
    (result,) = simulate(box, "s3:GetObject")
    assert result["EvalDecision"] == "explicitDeny"
    assert [found["SourcePolicyId"] for found in result["MatchedStatements"]] == ["user_dev_p2"]
