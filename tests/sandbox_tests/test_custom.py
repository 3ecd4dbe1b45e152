from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

from tests.sandbox import allow, deny

TEXT = json.dumps(allow("s3:*"))


def custom(box, **more):
    asked = {"PolicyInputList": [TEXT], "ActionNames": ["s3:GetObject"]} | more
    return box.client("iam").simulate_custom_policy(**asked)["EvaluationResults"]


def test_given_policies_are_named_by_their_place(box):
    (result,) = custom(box, PolicyInputList=[json.dumps(allow("a:A")), TEXT])
    assert result["EvalDecision"] == "allowed"
    assert result["MatchedStatements"][0]["SourcePolicyId"] == "PolicyInputList.2"


def test_a_given_boundary_limits(box):
    limit = [json.dumps(deny("s3:*"))]
    (result,) = custom(box, PermissionsBoundaryPolicyInputList=limit)
    assert result["EvalDecision"] == "explicitDeny"
    assert (
        result["MatchedStatements"][0]["SourcePolicyId"] == "PermissionsBoundaryPolicyInputList.1"
    )


def test_given_organization_policies_limit(box):
    levels = [{"ServiceControlPolicyInputList": [json.dumps(deny("s3:*"))]}]
    (result,) = custom(box, OrderedOrganizationPolicyInputList=levels)
    assert result["OrganizationsDecisionDetail"] == {"AllowedByOrganizations": False}


def test_context_keys_are_told(box):
    policy = allow("a:A", when={"Bool": {"aws:MultiFactorAuthPresent": "true"}})
    iam = box.client("iam")
    keys = ["aws:MultiFactorAuthPresent"]
    assert (
        iam.get_context_keys_for_custom_policy(PolicyInputList=[json.dumps(policy)])[
            "ContextKeyNames"
        ]
        == keys
    )
    box.add_user("dev")
    iam.put_user_policy(UserName="dev", PolicyName="p", PolicyDocument=json.dumps(policy))
    said = iam.get_context_keys_for_principal_policy(
        PolicySourceArn="arn:aws:iam::123456789012:user/dev"
    )
    assert said["ContextKeyNames"] == keys


def test_a_policy_that_is_none_is_refused(box):
    with pytest.raises(ClientError, match="Policy input list item 2 has invalid content"):
        custom(box, PolicyInputList=[TEXT, "{"])
