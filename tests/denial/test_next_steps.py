import pytest

from ufo_preflight.denial.denial import Problem, Situation
from ufo_preflight.denial.next_steps import (
    OIDC_NOTES,
    PROBLEM_ADVICE,
    SITUATION_ADVICE,
    check_of,
)

VALUES = dict.fromkeys(("action", "resource", "registry", "service"), "x")


def test_every_problem_and_every_situation_has_its_next_step():
    assert set(PROBLEM_ADVICE) == set(Problem)
    assert set(SITUATION_ADVICE) == set(Situation)


@pytest.mark.parametrize("rule", [*PROBLEM_ADVICE.values(), *SITUATION_ADVICE.values()])
def test_every_rule_can_be_filled_in_and_ends_a_sentence(rule):
    for text in (rule.sentence, *rule.notes):
        filled = text.format(**VALUES)
        assert filled[0].isupper()
        assert filled.endswith(".")
        assert "{" not in filled


def test_oidc_says_what_sub_and_aud_look_like():
    assert "repo:OWNER/REPO:ref:refs/heads/BRANCH" in OIDC_NOTES[1]
    assert all("aud" in note and "sub" in note for note in OIDC_NOTES)


@pytest.mark.parametrize(
    ("action", "row"),
    [
        ("ecs:CreateService", "ecs"),
        ("ECS:createservice", "ecs"),
        ("ecs:SomethingNew", "ecs"),
        ("ecs:UpdateService", "ecs"),
        ("iam:CreateServiceLinkedRole", "iam"),
        ("s3:GetObject", "s3"),
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
def test_an_action_belongs_to_the_check_of_its_own_service(action, row):
    assert check_of(action) == row
