import pytest

from ufo_preflight.denial.rows import row_of


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
    assert row_of(action) == row
