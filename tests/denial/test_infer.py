import pytest

from ufo_preflight.denial.infer import inferred_action
from ufo_preflight.denial.wrappers import Surroundings


@pytest.mark.parametrize(
    ("called", "service", "text", "action"),
    [
        ("DescribeSubnets", None, "(UnauthorizedOperation)", "ec2:DescribeSubnets"),
        ("ListObjectsV2", None, "Access Denied", "s3:ListBucket"),
        ("PutObject", "s3", "", "s3:PutObject"),
        ("DescribeRules", "elasticloadbalancingv2", "", "elasticloadbalancing:DescribeRules"),
        ("CreateLogGroup", "cloudwatchlogs", "", "logs:CreateLogGroup"),
        ("DoIt", "somethingelse", "", None),
        ("DoIt", None, "nothing told", None),
        (None, "ec2", "(UnauthorizedOperation)", None),
    ],
)
def test_an_action_is_inferred_only_where_the_text_tells_the_service(called, service, text, action):
    assert inferred_action(Surroundings(called=called, service=service), text) == action
