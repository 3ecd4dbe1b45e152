"""Questions answered from policies: the decision and the words of its reason."""

from __future__ import annotations

import json

import pytest

from ufo_preflight.errors import PolicyDocumentError
from ufo_preflight.model import ContextEntry, Layer, Method, Question, Reason, Verdict
from ufo_preflight.policy.decider import PolicyDecider
from ufo_preflight.policy.parse import parse_policy

SERVICE = "arn:aws:ecs:us-west-2:111122223333:service/web/api"
REGION = ContextEntry("aws:RequestedRegion", ("us-west-2",))
ASKED = Question("ecs:CreateService", SERVICE, (REGION,))


def policy(*statements, name="p.json", layer=Layer.IDENTITY):
    text = json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=1)
    return parse_policy(text, name=name, layer=layer)


def allow(action="ecs:*", resource="*", **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def decide(identity, boundary=None, levels=(), asked=ASKED):
    ((question, decision),) = PolicyDecider(identity, boundary, levels).decide([asked])
    assert question is asked
    return decision


def test_it_makes_no_calls():
    assert PolicyDecider([]).method == Method("policy-files", 0)


def test_an_allow_names_its_statement():
    decision = decide([policy(allow(Sid="Deploy"))])
    assert (decision.verdict, decision.reason, decision.layer) == (Verdict.ALLOWED, None, None)
    assert [item.sid for item in decision.matched] == ["Deploy"]


@pytest.mark.parametrize(
    ("identity", "boundary", "levels", "reason", "layer", "detail"),
    [
        (
            [],
            None,
            (),
            Reason.IMPLICIT_DENY,
            Layer.IDENTITY,
            "no identity policy allows ecs:CreateService",
        ),
        (
            [policy(allow(resource="arn:aws:ecs:*:*:service/prod/*", Sid="Prod"))],
            None,
            (),
            Reason.IMPLICIT_DENY,
            Layer.IDENTITY,
            (
                "no identity policy allows it; nearest: p.json:4:3 (Sid Prod), but Resource is "
                f"arn:aws:ecs:*:*:service/prod/*; asked {SERVICE}"
            ),
        ),
        (
            [policy(allow(), {**allow(), "Effect": "Deny", "Sid": "No"})],
            None,
            (),
            Reason.EXPLICIT_DENY,
            Layer.IDENTITY,
            "explicit deny in identity policy p.json:9:3 (Sid No)",
        ),
        (
            [policy(allow())],
            policy(allow("s3:*"), layer=Layer.PERMISSIONS_BOUNDARY),
            (),
            Reason.PERMISSIONS_BOUNDARY,
            Layer.PERMISSIONS_BOUNDARY,
            "no permissions boundary allows ecs:CreateService",
        ),
        (
            [policy(allow())],
            None,
            [[{"Statement": [{**allow("*"), "Effect": "Deny"}]}]],
            Reason.SCP,
            Layer.SERVICE_CONTROL_POLICY,
            "explicit deny in service control policy 1 of level 1, statement 1",
        ),
    ],
)
def test_a_denial_says_who_refused_and_where(identity, boundary, levels, reason, layer, detail):
    decision = decide(identity, boundary, levels)
    assert decision.verdict is Verdict.DENIED
    assert (decision.reason, decision.layer, decision.detail) == (reason, layer, detail)


def test_a_level_of_denies_alone_says_that_it_lacks_the_allow_of_everything():
    level = policy({**allow("s3:*"), "Effect": "Deny"}, layer=Layer.SERVICE_CONTROL_POLICY)
    decision = decide([policy(allow())], None, [[level]])
    assert (decision.reason, decision.layer) == (Reason.SCP, Layer.SERVICE_CONTROL_POLICY)
    assert decision.detail == "this level has no Allow (p.json): is FullAWSAccess beside it?"


def test_a_placeholder_that_nobody_filled_in_is_named():
    decision = decide([policy(allow(resource="arn:aws:ecs:*:${AWS::AccountId}:service/*"))])
    assert decision.verdict is Verdict.DENIED
    assert decision.detail.endswith("; ${AWS::AccountId} was not filled in")


def test_a_placeholder_is_no_part_of_what_was_asked():
    asked = Question("iam:PassRole", "arn:aws:iam::*:role/*")
    decision = decide([policy(allow("iam:*", "arn:aws:iam::<account>:role/<name>"))], asked=asked)
    assert decision.verdict is Verdict.DENIED


@pytest.mark.parametrize("effect", ["Allow", "Deny"])
def test_a_statement_about_some_of_what_was_asked_leaves_it_open_and_names_it(effect):
    named = "arn:aws:ecs:us-west-2:111122223333:service/web/api"
    asked = Question("ecs:CreateService", "arn:aws:ecs:us-west-2:111122223333:service/web/*")
    statements = [{**allow(resource=named), "Effect": effect, "Sid": "Some"}]
    statements += [allow()] if effect == "Deny" else []
    decision = decide([policy(*statements)], asked=asked)
    assert (decision.verdict, decision.reason) == (Verdict.UNKNOWN, Reason.SCOPED_ONLY)
    assert [miss.wanted for miss in decision.near_misses] == [(named,)]
    assert decision.detail == (
        "p.json:4:3 (Sid Some) depends on the resource: "
        f"Resource is {named}; asked {asked.resource}"
    )


def test_the_other_layers_that_refuse_are_named():
    boundary = policy(allow("s3:*"), layer=Layer.PERMISSIONS_BOUNDARY)
    decision = decide([], boundary, [[policy(allow("s3:*"), layer=Layer.SERVICE_CONTROL_POLICY)]])
    assert decision.layer is Layer.SERVICE_CONTROL_POLICY
    assert decision.also == (Layer.PERMISSIONS_BOUNDARY, Layer.IDENTITY)


def test_a_missing_key_leaves_it_open_and_is_named():
    condition = {"StringEquals": {"aws:PrincipalTag/Team": "web"}}
    decision = decide([policy(allow(Condition=condition))])
    assert (decision.verdict, decision.reason) == (Verdict.UNKNOWN, Reason.MISSING_CONTEXT)
    assert decision.missing_context == ("aws:PrincipalTag/Team",)
    assert decision.detail == "p.json:4:3 depends on aws:PrincipalTag/Team"


def test_what_is_not_understood_leaves_it_open_and_says_what():
    decision = decide([policy(allow(Comment="hi"))])
    assert (decision.verdict, decision.reason) == (Verdict.UNKNOWN, Reason.NO_RESULT)
    assert decision.detail == "p.json:4:3: the element 'Comment' is not known"


def test_a_question_about_another_principal_gets_no_answer():
    asked = Question("ecs:CreateService", principal="arn:aws:iam::111122223333:role/other")
    assert next(iter(PolicyDecider([policy(allow("*"))]).decide([asked, ASKED])))[0] is ASKED


def test_policies_can_be_added():
    before = PolicyDecider([policy(allow("s3:*"))])
    after = before.with_policies([json.dumps({"Statement": allow()})])
    verdicts = [next(iter(one.decide([ASKED])))[1].verdict for one in (before, after)]
    assert verdicts == [Verdict.DENIED, Verdict.ALLOWED]
    with pytest.raises(PolicyDocumentError, match=r"^added policy 1:1:1: "):
        before.with_policies(["{"])


MIXED = {
    "Effect": "Allow",
    "Action": ["ecs:*", "iam:PassRole"],
    "Resource": "*",
    "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
}


@pytest.mark.parametrize(
    ("action", "verdict"),
    [("ecs:CreateService", Verdict.DENIED), ("iam:PassRole", Verdict.UNKNOWN)],
)
def test_a_condition_for_passrole_alone_denies_every_other_action(action, verdict):
    text = json.dumps({"Version": "2012-10-17", "Statement": MIXED})
    decider = PolicyDecider([parse_policy(text, name="p.json")])
    ((_, decision),) = decider.decide([Question(action)])
    assert decision.verdict is verdict
