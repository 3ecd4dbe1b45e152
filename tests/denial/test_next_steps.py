import pytest

from ufo_preflight.denial.denial import DenialReason
from ufo_preflight.denial.next_steps import LAYER_ADVICE, PROBLEM_ADVICE, check_of

ELSEWHERE = {
    DenialReason.IDENTITY_IMPLICIT,
    DenialReason.UNSPECIFIED,
    DenialReason.ENCODED,
    DenialReason.ECS_CANNOT_ASSUME_ROLE,
    DenialReason.SERVICE_LINKED_ROLE_MISSING,
    DenialReason.INVALID_ROLE,
    DenialReason.NOT_AN_IAM_DENIAL,
    DenialReason.NOT_AN_ACCESS_DENIED,
}
VALUES = dict.fromkeys(("action", "resource", "role", "principal", "owner", "policy"), "x")


def test_every_reason_that_no_statement_helps_has_its_advice():
    assert set(LAYER_ADVICE) == set(DenialReason) - ELSEWHERE


@pytest.mark.parametrize("rule", [*LAYER_ADVICE.values(), *PROBLEM_ADVICE.values()])
def test_every_rule_can_be_filled_in_and_ends_a_sentence(rule):
    for text in (rule.todo, *rule.notes):
        filled = text.format(**VALUES)
        assert filled[0].isupper()
        assert filled.endswith(".")
        assert "{" not in filled


@pytest.mark.parametrize(
    ("action", "row"),
    [
        ("ecs:CreateService", "ecs"),
        ("ECS:createservice", "ecs"),
        ("ecs:SomethingNew", "ecs"),
        ("iam:PassRole", "passrole"),
        ("iam:CreateRole", "iam"),
        ("application-autoscaling:RegisterScalableTarget", "autoscaling"),
        ("elasticloadbalancing:DescribeLoadBalancers", "elb"),
        ("elasticloadbalancing:CreateRule", "elbv2"),
        ("route53:GetHostedZone", "route53"),
        ("dynamodb:GetItem", ""),
        (None, ""),
    ],
)
def test_an_action_belongs_to_the_row_that_asks_it_or_its_service(action, row):
    assert check_of(action) == row
