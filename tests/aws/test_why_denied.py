"""What is found out about denials: which layer, which statement, whether they matter at all.

Layers cause by cause, in both shapes of the API, with and without rights to read.
"""

from __future__ import annotations

import gzip
import itertools
import json
from dataclasses import replace
from pathlib import Path

import botocore
import pytest

from tests.sandbox.answers import USER, answering, error, role
from tests.sandbox.causes import (
    ALL,
    BOUNDARY,
    BUT_ECS,
    CASES,
    GIVEN,
    GROUP,
    IDENTITY,
    ORGANIZATION,
    ROLE,
    allow,
    fill,
    policy,
    prefix_of,
    written,
)
from tests.sandbox.controls import ACCOUNT
from tests.sandbox.controls import DENIED as REFUSED
from tests.sandbox.sessions import session_at
from ufo_preflight.api import CheckOptions, report_on
from ufo_preflight.aws.identity import whoami
from ufo_preflight.aws.live import investigation
from ufo_preflight.aws.policies import PolicyReader
from ufo_preflight.aws.simulate import SimulatorDecider
from ufo_preflight.aws.why_denied import (
    CREATE_LINKED_ROLE,
    MOST_POLICIES,
    cite,
    without_existing_roles,
)
from ufo_preflight.caller import Identity, PrincipalKind
from ufo_preflight.catalog.select import Selection
from ufo_preflight.check import NOTHING_TO_CREATE, run_check
from ufo_preflight.context import Surroundings
from ufo_preflight.grant import texts
from ufo_preflight.model import Decision, Layer, Need, Question, Reason, Result, Statement, Verdict
from ufo_preflight.outcome import Check, Requirement


def report(box, *, attribution=True, full=False, context=GIVEN):
    session = session_at(box.url)
    identity = whoami(session)
    decider = SimulatorDecider(session, identity)
    options = CheckOptions(
        selection=Selection(full=full),
        context=context,
        attribution=attribution,
        passrole_arns=(ROLE,),
    )
    return report_on(
        options,
        identity,
        session.region,
        decider,
        investigate=investigation(session, identity, decider),
    )


@pytest.fixture
def reported(box, monkeypatch):
    """Return a function that reports on a user with policies, and returns the calls, too."""

    def reported(identity, boundary=None, scps=(), **options):
        keys = fill(box, identity, boundary, scps)
        for name, value in keys.env().items():
            monkeypatch.setenv(name, value)
        return report(box, **options), box.asked()

    return reported


def action_of(found, check):
    return next(row for row in found.checks if row.check.id == check).actions[0]


MATRIX = [
    pytest.param(name, is_new, id=f"{name}-{'new' if is_new else 'old'}")
    for name, is_new in itertools.product(CASES, (True, False))
]


@pytest.mark.parametrize(("name", "is_new"), MATRIX)
def test_the_layer_that_denies_follows_from_what_aws_says(name, is_new):
    *_, expected = CASES[name]
    with answering(simulate=written(name, is_new=is_new)) as box:
        decision = action_of(report(box), prefix_of(expected)[0]).decision
    if "layer" not in expected:
        assert (decision.reason, decision.layer) == (expected.get("unknown"), None)
        return
    assert (decision.reason, decision.layer, set(decision.also)) == (
        expected["reason"],
        expected["layer"],
        set(expected["also"]),
    )


def simulations(calls):
    return [asked for asked in calls if asked["Action"] == "SimulatePrincipalPolicy"]


def exclusions(calls):
    return [
        sorted(value for name, value in asked.items() if "PolicyExclusionList" in name)
        for asked in simulations(calls)
    ]


def test_nothing_denied_costs_no_call_more(reported):
    assert len(reported({GROUP: ALL})[1]) == len(reported({GROUP: ALL}, attribution=False)[1])


@pytest.mark.parametrize("full", [False, True], ids=["default", "full"])
def test_two_layers_cost_two_more_calls_a_group_at_most(full, reported):
    policies = {GROUP: ALL}, ("Limit", policy(allow("s3:*"))), (policy(allow("s3:*")),)
    _, plain = reported(*policies, attribution=False, full=full)
    found, calls = reported(*policies, full=full)
    asked_again = [sorted(named) for named in exclusions(calls) if named]
    assert {tuple(named) for named in asked_again} == {("scp",), ("permission-boundary", "scp")}
    assert len(asked_again) <= 2 * len(simulations(plain))
    decisions = [action.decision for row in found.checks for action in row.actions]
    denials = {decision.also for decision in decisions if decision.verdict is Verdict.DENIED}
    assert denials == {(BOUNDARY,)}


def test_an_implicit_deny_costs_its_proof_alone(reported):
    plain, plain_calls = reported({GROUP: BUT_ECS}, attribution=False)
    found, calls = reported({GROUP: BUT_ECS})
    assert not any(exclusions(calls))
    assert found.remediation.verified
    assert {asked["Action"] for asked in plain_calls} == {
        "GetCallerIdentity",
        "SimulatePrincipalPolicy",
    }
    assert len(simulations(calls)) == 1 + len(simulations(plain_calls))
    assert not plain.remediation.verified
    assert plain.remediation.grants == found.remediation.grants


def test_a_role_passed_to_the_wrong_service_is_named_and_lifted(reported):
    found, _ = reported(CASES["role passed to the wrong service"][0])
    decision = action_of(found, "passrole").decision
    assert (decision.reason, decision.layer) == (Reason.WRONG_SERVICE_PASSROLE, IDENTITY)
    assert [json.loads(text)["Statement"] for text in texts(found.remediation.grants)] == [
        [
            {
                "Sid": "IamPassRole",
                "Effect": "Allow",
                "Action": "iam:PassRole",
                "Resource": ROLE,
                "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
            }
        ]
    ]
    assert found.remediation.verified


def test_an_aws_that_does_not_leave_layers_out_leaves_its_own_word():
    simulate = written("scp and boundary", is_new=True)
    with answering(
        simulate=lambda asked: simulate({k: v for k, v in asked.items() if "Exclusion" not in k})
    ) as box:
        decision = action_of(report(box), "ecs").decision
    assert (decision.layer, decision.also) == (ORGANIZATION, ())
    assert decision.detail == "No service control policy allows it."


def service_model(folder):
    (file,) = (Path(botocore.__file__).parent / "data" / folder).glob("service-2.json.gz")
    return file.read_bytes()


def test_an_older_botocore_leaves_the_answers_own_word(tmp_path, monkeypatch, reported):
    folder = Path("iam") / "2010-05-08"
    (tmp_path / folder).mkdir(parents=True)
    model = json.loads(gzip.decompress(service_model(folder)))
    shape = model["operations"]["SimulatePrincipalPolicy"]["input"]["shape"]
    del model["shapes"][shape]["members"]["PolicyExclusionList"]
    (tmp_path / folder / "service-2.json").write_text(json.dumps(model))
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))
    found, calls = reported({GROUP: ALL}, scps=(BUT_ECS,))
    decision = action_of(found, "ecs").decision
    assert (decision.reason, decision.layer, decision.also) == (Reason.SCP, ORGANIZATION, ())
    assert not any(exclusions(calls))
    assert found.remediation.grants == ()


def test_a_cause_that_was_proved_says_so(reported):
    details = {
        name: action_of(reported({GROUP: ALL}, boundary, scps)[0], "ecs").decision.detail
        for name, (_, boundary, scps, *_) in CASES.items()
        if name in ("scp implicit", "boundary implicit", "scp and boundary")
    }
    assert details == {
        "scp implicit": (
            "Your policies allow it; the organization's service control policy does not."
        ),
        "boundary implicit": "Your policies allow it; the permissions boundary does not.",
        "scp and boundary": (
            "Not one layer alone: neither the organization's service control policy "
            "nor the permissions boundary allow it."
        ),
    }


def test_a_scoped_policy_under_an_organization_is_not_blamed(reported):
    scoped = policy(
        {"Effect": "Allow", "NotAction": "cloudformation:*", "Resource": "*"},
        allow("cloudformation:*", "arn:aws:cloudformation:us-west-2:123456789012:stack/*"),
    )
    less = policy({"Effect": "Allow", "NotAction": "cloudformation:*", "Resource": "*"})
    found, _ = reported({GROUP: scoped}, scps=(less,))
    decision = action_of(found, "cloudformation").decision
    assert (decision.layer, decision.also) == (ORGANIZATION, ())


BY_SCP = Decision.denied(Reason.SCP, Layer.SERVICE_CONTROL_POLICY)
NO_ECS = policy(allow("s3:*"))


def investigated(box, decision, source=USER):
    requirement = Requirement("row", Question("ecs:ListTasks"), "why", "source")
    fill(box, {GROUP: ALL}, scps=(NO_ECS,))
    session = session_at(box.url)
    who = Identity(PrincipalKind.USER, USER, ACCOUNT, "aws", source)
    look = investigation(session, who, SimulatorDecider(session, who))
    return look({requirement: decision})[requirement], len(box.asked())


def test_a_denial_is_looked_into(box):
    decision, calls = investigated(box, BY_SCP)
    assert decision.detail == (
        "Your policies allow it; the organization's service control policy does not."
    )
    assert calls == 1


def test_an_allowed_decision_is_left_alone(box):
    assert investigated(box, Decision.allowed()) == (Decision.allowed(), 0)


def test_a_principal_that_cannot_be_simulated_is_left_alone(box):
    assert investigated(box, BY_SCP, source=None) == (BY_SCP, 0)


ROLES = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role"
ECS = f"{ROLES}/ecs.amazonaws.com/AWSServiceRoleForECS"
ELB = f"{ROLES}/elasticloadbalancing.amazonaws.com/AWSServiceRoleForElasticLoadBalancing"
DENIED = Decision.denied(Reason.IMPLICIT_DENY, Layer.IDENTITY, detail="Nobody allows it.")


class Fixed:
    """A decider that answers every question alike."""

    def __init__(self, decision):
        self.decision = decision

    def decide(self, questions):
        return [(question, self.decision) for question in questions]


def looked_up(*resources, decision=DENIED, action=CREATE_LINKED_ROLE, there=(), answer=None):
    """Return the judged check, and the roles that AWS was asked for."""
    requirements = tuple(
        Requirement("slr", Question(action, resource), "why", "source", advisory=True)
        for resource in resources
    )
    check = Check("slr", "Roles", Need.OPTIONAL, "why", requirements)

    def get_role(asked):
        if asked["RoleName"] in there:
            return role(f"{ROLES}/x/{asked['RoleName']}")
        return answer or error("NoSuchEntity", "The role cannot be found.", 404)

    with answering(get_role=get_role) as aws:
        session = session_at(aws.url)
        (found,) = run_check(
            [check],
            Surroundings(),
            Fixed(decision),
            lambda decisions: without_existing_roles(decisions, session),
        )
        return found, [asked["RoleName"] for asked in aws.asked()]


def test_a_role_that_is_missing_is_named():
    found, asked = looked_up(ECS)
    assert found.result is Result.WARN
    assert (
        found.actions[0].decision.detail == "AWSServiceRoleForECS does not exist. Nobody allows it."
    )
    assert asked == ["AWSServiceRoleForECS"]


def test_a_check_whose_roles_exist_is_not_needed():
    found, _ = looked_up(ECS, there=("AWSServiceRoleForECS",))
    assert (found.result, found.check.need, found.check.why, found.actions) == (
        Result.SKIPPED,
        Need.NO,
        NOTHING_TO_CREATE,
        (),
    )


def test_only_the_roles_that_are_missing_stay():
    found, _ = looked_up(ECS, ELB, there=("AWSServiceRoleForECS",))
    assert (found.result, [one.requirement.question.resource for one in found.actions]) == (
        Result.WARN,
        [ELB],
    )


def test_a_role_that_may_not_be_looked_up_stays_as_it_is():
    found, _ = looked_up(ECS, answer=error("AccessDenied", "no", 403))
    assert [one.decision for one in found.actions] == [DENIED]


@pytest.mark.parametrize(
    ("resource", "decision", "action"),
    [
        (ECS, Decision.allowed(), CREATE_LINKED_ROLE),
        (None, DENIED, CREATE_LINKED_ROLE),
        (ECS, DENIED, "iam:CreateRole"),
    ],
    ids=["allowed", "no name", "another action"],
)
def test_no_other_role_is_looked_up(resource, decision, action):
    found, asked = looked_up(resource, decision=decision, action=action)
    assert ([one.decision.verdict for one in found.actions], asked) == ([decision.verdict], [])


SERVICE = f"arn:aws:ecs:us-west-2:{ACCOUNT}:service/dev/web"
SCOPED = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "Other", "Effect": "Allow", "Action": "ecs:*", "Resource": SERVICE + "-2"}
        ],
    }
)
LACKING = Decision.denied(Reason.IMPLICIT_DENY, Layer.IDENTITY, detail="Nothing allows it.")


def required(action, resource=None):
    return Requirement("row", Question(action, resource), "why", "source")


LOOKS = required("ec2:DescribeVpcs")
CREATES = required("ecs:CreateService", SERVICE)


def allowed_by(*ids):
    return Decision.allowed(Statement(policy, Layer.IDENTITY) for policy in ids)


def cited(box, decisions, readable=""):
    """Return the decisions, cited, and the calls; a group's policy may be readable."""
    if readable:
        iam = box.client("iam")
        iam.create_group(GroupName="Ufo")
        iam.put_group_policy(GroupName="Ufo", PolicyName=readable, PolicyDocument=SCOPED)
    reader = PolicyReader(session_at(box.url), ACCOUNT, "aws")
    return cite(decisions, USER, reader), [asked["Action"] for asked in box.asked()]


def test_the_nearest_miss_of_an_implicit_deny_is_in_a_policy_that_allowed_something_else(box):
    again, calls = cited(box, {LOOKS: allowed_by("group_Ufo_P"), CREATES: LACKING}, readable="P")
    assert calls == ["GetGroupPolicy"]
    assert again[CREATES].detail == (
        "Nothing allows it. Nearest: statement Other of policy P of group Ufo, but "
        f"Resource is {SERVICE}-2; asked {SERVICE}."
    )
    assert [(miss.missed, miss.wanted) for miss in again[CREATES].near_misses] == [
        ("resource", (f"{SERVICE}-2",))
    ]


def test_a_grant_on_some_of_the_names_that_may_be_meant_leaves_it_open(box):
    asked = Question("ecs:CreateService", f"{SERVICE}-x", pattern=f"{SERVICE}-*")
    unnamed = Requirement("row", asked, "why", "source")
    elsewhere = Requirement("row", replace(asked, pattern=f"{SERVICE}/*"), "why", "source")
    again, _ = cited(
        box,
        {LOOKS: allowed_by("group_Ufo_P"), unnamed: LACKING, elsewhere: LACKING},
        readable="P",
    )
    found = again[unnamed]
    assert (found.verdict, found.reason) == (Verdict.UNKNOWN, Reason.SCOPED_ONLY)
    assert [miss.wanted for miss in found.near_misses] == [(f"{SERVICE}-2",)]
    assert f"{SERVICE}-2" in found.detail
    assert again[elsewhere].is_denied


def test_what_may_not_be_read_leaves_the_denial_as_it_is(box):
    box.faults(operation="", error=REFUSED)
    decisions = {LOOKS: allowed_by("group_Ufo_P"), CREATES: LACKING}
    again, _ = cited(box, decisions, readable="P")
    assert again[CREATES] == LACKING


def test_nothing_is_read_where_nothing_is_denied(box):
    decisions = {LOOKS: allowed_by("group_Ufo_P")}
    assert cited(box, decisions) == (decisions, [])


def test_allowing_policies_are_not_read_for_a_denial_that_names_its_own(box):
    deny = Decision.denied(
        Reason.EXPLICIT_DENY, Layer.IDENTITY, matched=[Statement("group_Ufo_D", Layer.IDENTITY)]
    )
    decisions = {LOOKS: allowed_by("group_Ufo_P"), CREATES: deny}
    assert cited(box, decisions, readable="D")[1] == ["GetGroupPolicy"]


def test_reading_has_an_upper_bound(box):
    ids = [f"user_deployer_{number}" for number in range(40)]
    _, calls = cited(box, {LOOKS: allowed_by(*ids), required("ecs:RunTask"): LACKING})
    assert calls.count("GetUserPolicy") == MOST_POLICIES
