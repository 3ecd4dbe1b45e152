"""A few calls that change nothing, and what AWS's answer to each of them means."""

from __future__ import annotations

import pytest

from tests.sandbox.controls import DENIED, EXPIRED, THROTTLED, ApiError
from tests.sandbox.sessions import session_at
from ufo_preflight.aws.probe import ShipNames, probe
from ufo_preflight.outcome import Probe, ProbeOutcome

CALLS = [
    "sts:GetCallerIdentity",
    "cloudformation:DescribeStacks",
    "ec2:DescribeVpcs",
    "ecr:BatchCheckLayerAvailability",
    "logs:DescribeLogGroups",
    "ecs:DescribeServices",
    "elasticloadbalancing:DescribeLoadBalancers",
    "application-autoscaling:DescribeScalableTargets",
    "ec2:CreateSecurityGroup",
]
NAMES = ShipNames("shop-web-dev", "dev", "shop")


@pytest.fixture(scope="module", autouse=True)
def services(sandbox):
    """Let the sandbox load its services: the first answer of each takes longer than a probe waits."""
    for service, ask in (
        ("cloudformation", lambda client: client.list_stacks()),
        ("ec2", lambda client: client.describe_vpcs()),
        ("ecr", lambda client: client.describe_repositories()),
        ("logs", lambda client: client.describe_log_groups()),
        ("ecs", lambda client: client.list_clusters()),
        ("elbv2", lambda client: client.describe_load_balancers()),
        (
            "application-autoscaling",
            lambda client: client.describe_scalable_targets(ServiceNamespace="ecs"),
        ),
    ):
        ask(sandbox.client(service, region="us-west-2"))


def outcomes(box, names=NAMES):
    return {found.action: found for found in probe(session_at(box.url), names)}


def security_groups(box):
    found = box.client("ec2", region="us-west-2").describe_security_groups()
    return {group["GroupName"] for group in found["SecurityGroups"]}


@pytest.mark.parametrize("names", [NAMES, ShipNames()], ids=["named", "nothing known"])
def test_what_is_let_through_is_reached_and_nothing_is_made(box, names):
    before = security_groups(box)
    found = outcomes(box, names)
    assert list(found) == CALLS
    assert set(found.values()) == {Probe(call, ProbeOutcome.ANSWERED) for call in CALLS}
    assert security_groups(box) == before
    assert sorted(call.operation for call in box.calls()) == sorted(
        call.partition(":")[2] for call in CALLS
    )
    (created,) = box.calls("CreateSecurityGroup")
    assert created.parameters["DryRun"] == "true"
    assert created.parameters["VpcId"].startswith("vpc-")


@pytest.mark.parametrize(
    "operation", ["DescribeStacks", "CreateSecurityGroup", "DescribeLogGroups", "DescribeServices"]
)
def test_a_refusal_keeps_awss_own_words_and_the_others_are_reached(box, operation):
    refused = ApiError("AccessDenied", "not authorized, with an explicit deny in a session policy")
    box.faults(operation=operation, error=refused)
    found = outcomes(box)
    kinds = {call: said.outcome for call, said in found.items()}
    (call,) = [call for call in CALLS if call.endswith(f":{operation}")]
    assert kinds.pop(call) is ProbeOutcome.REFUSED
    assert found[call].text.endswith("an explicit deny in a session policy")
    assert set(kinds.values()) == {ProbeOutcome.ANSWERED}


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"error": THROTTLED}, "throttles"),
        ({"error": EXPIRED}, "have expired"),
        ({"error": ApiError("InternalFailure", "later", 500)}, "InternalFailure"),
        ({"cut": True}, "was cut"),
    ],
)
def test_what_is_no_answer_proves_nothing(box, fault, words):
    box.faults(operation="DescribeVpcs", **fault)
    found = outcomes(box)["ec2:DescribeVpcs"]
    assert found.outcome is ProbeOutcome.FAILED
    assert words in found.text


def test_each_call_is_attempted_once(box):
    box.faults(operation="DescribeVpcs", error=THROTTLED)
    outcomes(box)
    assert len(box.calls("DescribeVpcs")) == 1


def test_without_a_vpc_the_dry_run_is_made_all_the_same(box):
    box.faults(operation="DescribeVpcs", error=DENIED)
    assert outcomes(box)["ec2:CreateSecurityGroup"].outcome is ProbeOutcome.ANSWERED
    (created,) = box.calls("CreateSecurityGroup")
    assert "VpcId" not in created.parameters


def test_an_endpoint_that_hangs_is_not_waited_for(box):
    box.faults(delay=3000)
    found = outcomes(box)
    del found["sts:GetCallerIdentity"]
    assert {said.outcome for said in found.values()} == {ProbeOutcome.FAILED}
