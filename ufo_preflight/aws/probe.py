"""`--probe`: what AWS really answers to a few calls that a ship makes, without changing anything.

Nine calls that read, or that AWS carries out as a dry run, in two rounds: the second needs the VPC
that the first one found. One attempt each, two seconds. Whatever AWS answers but a refusal shows
that the call is let through: also that something does not exist.
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html (DryRun)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ufo_preflight.aws.api_errors import (
    ACCESS_DENIED,
    SDK_ERRORS,
    error_code,
    error_text,
    translate,
)
from ufo_preflight.aws.background import concurrently
from ufo_preflight.aws.session import AwsSession
from ufo_preflight.errors import ApiError, PreflightError, one_line
from ufo_preflight.outcome import PROBE_NAME, Probe, ProbeOutcome

AT_ONCE = 8
# The digest of no layer: nothing can have it.
NO_LAYER = "sha256:" + "0" * 64
# Long enough for a call of two seconds and the making of its client.
SECONDS = 15.0


@dataclass(frozen=True)
class ShipNames:
    """The names of a ship that probes ask about; "" for what is not known."""

    stack: str = ""
    cluster: str = ""
    repository: str = ""
    vpc: str = ""


# What AWS answers to a call, given the names and what the first round found.
Ask = Callable[[AwsSession, ShipNames, Mapping[str, Any]], Any]
FIRST: dict[str, Ask] = {
    "sts:GetCallerIdentity": lambda aws, _names, _found: aws.caller_identity(),
    "cloudformation:DescribeStacks": lambda aws, names, _found: aws.quick_client(
        "cloudformation"
    ).describe_stacks(StackName=names.stack or PROBE_NAME),
    "ec2:DescribeVpcs": lambda aws, _names, _found: aws.quick_client("ec2").describe_vpcs(
        MaxResults=5
    ),
    "ecr:BatchCheckLayerAvailability": lambda aws, names, _found: aws.quick_client(
        "ecr"
    ).batch_check_layer_availability(
        repositoryName=names.repository or PROBE_NAME, layerDigests=[NO_LAYER]
    ),
    "logs:DescribeLogGroups": lambda aws, _names, _found: aws.quick_client(
        "logs"
    ).describe_log_groups(limit=1),
    "ecs:DescribeServices": lambda aws, names, _found: aws.quick_client("ecs").describe_services(
        cluster=names.cluster or PROBE_NAME, services=[PROBE_NAME]
    ),
    "elasticloadbalancing:DescribeLoadBalancers": lambda aws, _names, _found: aws.quick_client(
        "elbv2"
    ).describe_load_balancers(PageSize=1),
    "application-autoscaling:DescribeScalableTargets": lambda aws, _names, _found: aws.quick_client(
        "application-autoscaling"
    ).describe_scalable_targets(ServiceNamespace="ecs", MaxResults=1),
}
SECOND: dict[str, Ask] = {
    "ec2:CreateSecurityGroup": lambda aws, names, found: aws.quick_client(
        "ec2"
    ).create_security_group(
        GroupName=PROBE_NAME,
        Description="A dry run of ufo-preflight",
        DryRun=True,
        **_vpc(names, found),
    ),
}


def probe(session: AwsSession, names: ShipNames) -> tuple[Probe, ...]:
    """Make the calls and return what came of each, in order; nothing is created or changed."""
    found: dict[str, Any] = {}
    probes: list[Probe] = []
    for asked in (FIRST, SECOND):
        for action, (outcome, answer) in zip(
            asked, _round(session, names, tuple(asked.values()), found), strict=True
        ):
            probes.append(Probe(action, *outcome))
            found[action] = answer
    return tuple(probes)


_Outcome = tuple[ProbeOutcome, str]


def _round(
    session: AwsSession, names: ShipNames, calls: Sequence[Ask], found: Mapping[str, Any]
) -> list[tuple[_Outcome, Any]]:
    def ask(call: Ask) -> tuple[_Outcome, Any]:
        try:
            return (ProbeOutcome.ANSWERED, ""), call(session, names, found)
        except SDK_ERRORS as error:
            return _outcome_of(error, session), None
        except PreflightError as error:
            return (ProbeOutcome.FAILED, error.message), None

    late = (ProbeOutcome.FAILED, "no answer in time"), None
    return list(concurrently(ask, calls, at_once=AT_ONCE, late=lambda _call: late, seconds=SECONDS))


def _outcome_of(error: Exception, session: AwsSession) -> _Outcome:
    if error_code(error) in ACCESS_DENIED:
        return ProbeOutcome.REFUSED, one_line(error_text(error))
    said = translate(error, session.sign_in)
    response = getattr(error, "response", None) or {}
    status = (response.get("ResponseMetadata") or {}).get("HTTPStatusCode", 0)
    is_answer = isinstance(said, ApiError) and said.code != "throttled" and 400 <= status < 500
    return (ProbeOutcome.ANSWERED, "") if is_answer else (ProbeOutcome.FAILED, said.message)


def _vpc(names: ShipNames, found: Mapping[str, Any]) -> dict[str, str]:
    vpcs = (found.get("ec2:DescribeVpcs") or {}).get("Vpcs") or ()
    vpc = names.vpc or next((one["VpcId"] for one in vpcs if one.get("VpcId")), "")
    return {"VpcId": vpc} if vpc else {}
