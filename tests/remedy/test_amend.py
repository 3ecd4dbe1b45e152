"""What another owner has to change: the whole document, proved, with the change marked."""

from __future__ import annotations

import json

import pytest

from tests.render.reports import decided, requirement
from ufo_preflight.model import ContextEntry, Decision, Layer, Question, Reason
from ufo_preflight.outcome import Requirement
from ufo_preflight.policy.decider import PolicyDecider
from ufo_preflight.remedy.amend import amended, amendments, difference, refused_by

SCP, BOUNDARY = Layer.SERVICE_CONTROL_POLICY, Layer.PERMISSIONS_BOUNDARY
WHO = "arn:aws:iam::111122223333:user/ci/deployer"
CONTEXT = (ContextEntry("aws:PrincipalArn", (WHO,)),)


def need(action, resource=None):
    return Requirement("row", Question(action, resource, CONTEXT), "why", "source")


def policy(*statements):
    return {"Version": "2012-10-17", "Statement": list(statements)}


ALLOW = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
DENY = {"Sid": "No", "Effect": "Deny", "Action": "ecs:*", "Resource": "*"}
ASKED = [need("ecs:CreateService", "arn:aws:ecs:us-west-2:111122223333:service/dev/web")]


@pytest.mark.parametrize(
    "before",
    [
        policy(ALLOW),
        policy(EVERYTHING, DENY),
        policy(ALLOW, DENY),
        {**policy(), "Statement": ALLOW},
    ],
)
def test_the_changed_document_lets_it_through_and_says_so_when_decided(before):
    after = amended(before, ASKED, WHO)
    questions = [each.question for each in ASKED]
    assert [found.verdict.value for _, found in PolicyDecider([after]).decide(questions)] == [
        "allowed"
    ]
    other = {"aws:PrincipalArn": "arn:aws:iam::111122223333:user/other"}
    if DENY in list(before["Statement"]):
        again = [
            Question(
                each.action,
                each.resource,
                (ContextEntry("aws:PrincipalArn", tuple(other.values())),),
            )
            for each in questions
        ]
        assert all(found.is_denied for _, found in PolicyDecider([after]).decide(again))


def test_a_document_that_refuses_nothing_is_left_alone():
    assert amended(policy(EVERYTHING), ASKED, WHO) is None


def test_without_a_principal_no_exception_can_be_made():
    assert amended(policy(EVERYTHING, DENY), ASKED, "") is None


def test_the_change_is_marked_and_nothing_else():
    before = policy(EVERYTHING, DENY)
    lines = difference(before, amended(before, ASKED, WHO), "scp.json").splitlines()
    assert lines[:2] == ["--- scp.json", "+++ scp.json (changed)"]
    added = "".join(line[1:] for line in lines[2:] if line.startswith("+"))
    assert "ArnNotLike" in added
    assert WHO in added
    assert "-" not in {line[:1] for line in lines[2:] if '"Resource"' not in line}


def found(layer, also=()):
    reason = Reason.SCP if layer is SCP else Reason.PERMISSIONS_BOUNDARY
    return decided("ecs", [(requirement("ecs"), Decision.denied(reason, layer, also=also))])


def test_every_layer_that_refuses_has_its_section():
    text = amendments(
        [found(SCP, (BOUNDARY,))], {SCP: [("root.json", json.dumps(policy(ALLOW)))]}, WHO
    )
    boundary, scp = text.split("## For the owner of the service control policy")
    assert "## For the owner of the permissions boundary" in boundary
    assert "It has to allow:" in boundary
    assert "+++ root.json (changed)" in scp
    assert '+      "Action": "ecs:CreateService"' in scp


def test_what_no_other_owner_refuses_has_none():
    denied = Decision.denied(Reason.IMPLICIT_DENY, Layer.IDENTITY)
    checks = [decided("ecs", [(requirement("ecs"), denied)])]
    assert amendments(checks, {}, WHO) == ""
    assert refused_by(checks, SCP) == ()


def test_a_file_that_is_no_policy_document_is_not_shown():
    text = amendments([found(SCP)], {SCP: [("a", "no JSON"), ("b", "[]")]}, WHO)
    assert "It has to allow:" in text
