"""A policy from a text or a value."""

from __future__ import annotations

import pytest

from ufo_preflight.errors import PolicyDocumentError
from ufo_preflight.policy.document import parse_policy, prepare_value

# The policy of UFO's IAM page, as published: line 16 ends in a comma that nothing follows.
PUBLISHED = """{
    "Version": "2012-10-17",
    "Statement": [
        {
            "Action": [
                "application-autoscaling:*",
                "cloudformation:*",
                "ec2:*",
                "ecr:*",
                "ecs:*",
                "elasticloadbalancing:*",
                "elasticloadbalancingv2:*",
                "iam:*",
                "logs:*",
                "s3:*",
                "route53:*",
            ],
            "Effect": "Allow",
            "Resource": "*"
        }
    ]
}
"""


def test_a_trailing_comma_is_named_at_its_place():
    with pytest.raises(PolicyDocumentError) as caught:
        parse_policy(PUBLISHED, name="ufo.json")
    assert str(caught.value) == "ufo.json:16:28: trailing comma"
    assert caught.value.hint == "Remove the comma: nothing follows it."


def test_the_second_load_balancing_prefix_is_told():
    found = parse_policy(PUBLISHED.replace('"route53:*",', '"route53:*"'), name="ufo.json")
    assert [str(finding) for finding in found.findings] == [
        (
            "ufo.json:12:17: no IAM prefix elasticloadbalancingv2: both generations of load balancers "
            "use elasticloadbalancing:, so this grants nothing"
        )
    ]


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_an_empty_file_is_told(text):
    with pytest.raises(PolicyDocumentError, match=r"^p\.json:1:1: the file is empty$"):
        parse_policy(text, name="p.json")


def test_a_parsed_value_has_no_places():
    found = prepare_value(
        {"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}, name="x"
    )
    assert found.name == "x"
    assert found.document.statements[0].evidence.start is None
    assert found.document.statements[0].evidence.text == ""


@pytest.mark.parametrize("value", [{"Statement": {"Effect": {1}}}, {"Statement": 5}])
def test_a_value_that_is_no_policy_is_an_error(value):
    with pytest.raises(PolicyDocumentError, match=r"^x: "):
        prepare_value(value, name="x")
