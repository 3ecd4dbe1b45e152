"""The catalogue's CloudFormation entries against the lists of the resource schemas' handlers.

The lists are the oracle, not the source: scripts/refresh-handler-lists writes them, and what a new
list adds is asked for, or left out here with a reason.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ufo_preflight.catalog import load_catalogue

LISTS = json.loads((Path(__file__).parent / "handler_lists.json").read_text())
PHASES = {"create": "create", "update": "update", "delete": "destroy"}
ENTRIES = load_catalogue().entries
CITED = re.compile(r"(AWS::\w+::\w+) (create|read|update|delete) handler")
CITING = [entry for entry in ENTRIES if CITED.match(entry.source)]
# Actions of a list that a ship does not need: patterns of TYPE KIND ACTION, and why.
LEFT_OUT = {
    r".*ScalableTarget .* application-autoscaling:\w+ScheduledAction": "UFO schedules none",
    r".*ScalableTarget .* lambda:.*": "a service is no function",
    r".*ScalableTarget update cloudwatch:.*": "the alarms belong to the policy",
    r".*ScalingPolicy update cloudwatch:GetMetricData": "of predictive scaling alone",
    r".* update .*:(Untag\w+)": "tags are added, never taken away",
    r".* ec2:UpdateSecurityGroupRuleDescriptions\w+": "UFO changes no description",
    r".*ECS::Service update ecs:StopServiceDeployment": "of deployments with a hook of ECS",
    r".*TaskDefinition delete .*": "UFO retains task definitions",
    r".*Listener .* cognito-idp:.*": "UFO makes no listener that signs users in",
    r".*Listener .* elasticloadbalancing:ModifyListenerAttributes": "UFO sets no attributes",
    r".*LoadBalancer .* ec2:DescribeIpamPools": "UFO takes no pool of addresses",
    r".*LoadBalancer .* elasticloadbalancing:Modify(CapacityReservation|IpPools)": "UFO sets none",
    r".*LoadBalancer create elasticloadbalancing:(ModifyLoad|SetSec)\w+": "given in the create call",
    r".*LoadBalancer update elasticloadbalancing:SetIpAddressType": "UFO sets no address type",
    r".*TargetGroup .* elasticloadbalancing:(DescribeTargetHealth|(Dereg|Reg)isterTargets)": (
        "ECS registers the tasks, not the stack"
    ),
    r".*IAM::Role (create|delete) iam:\w+agRole": "UFO sets no tags on roles of its own",
    r".*IAM::Role update iam:DeleteRolePermissionsBoundary": "a boundary is set, never removed",
    r".*IAM::Role update iam:UpdateRole(Description)?": "UFO sets no description and no duration",
    r".*WebACLAssociation \w+ (amplify|apigateway|apprunner|appsync|bedrock|cognito|ec2).*": (
        "UFO associates load balancers alone"
    ),
    r".*WebACLAssociation create wafv2:(Get|Put)PermissionPolicy": "of shared rule groups",
    r".*WebACLAssociation delete wafv2:PutPermissionPolicy": "of shared rule groups",
    r".*WebACLAssociation (create|update) (wafv2:Disassociate|\w+:Delete)WebACL\w*": (
        "nothing is taken away while it is made"
    ),
    r".*WebACLAssociation delete (wafv2:(Associate|Get)WebACL|elasticloadbalancing:\w+)": (
        "nothing is associated or read while it is taken away"
    ),
}


@pytest.mark.parametrize(
    "entry", [pytest.param(each, id=f"{each.action} {each.source}") for each in CITING]
)
def test_an_entry_that_cites_a_handler_is_in_its_list(entry):
    found = CITED.match(entry.source)
    listed = {action.lower() for action in LISTS[found[1]][found[2]]}
    assert entry.action.lower() in listed


def test_every_listed_action_is_asked_or_left_out_for_a_reason():
    asked = {(entry.action.lower(), phase) for entry in ENTRIES for phase in entry.phases}
    missing = [
        f"{name} {kind} {action}"
        for name, handlers in LISTS.items()
        for kind, phase in PHASES.items()
        for action in handlers[kind]
        if (action.lower(), phase) not in asked
    ]
    judged = [line for line in missing if any(re.fullmatch(each, line) for each in LEFT_OUT)]
    assert missing == judged


def test_no_reason_is_left_over():
    lines = [
        f"{name} {kind} {action}"
        for name, handlers in LISTS.items()
        for kind in PHASES
        for action in handlers[kind]
    ]
    for pattern in LEFT_OUT:
        assert any(re.fullmatch(pattern, line) for line in lines), pattern
