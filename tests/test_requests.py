"""Verdicts that hang on what a request is: who makes it, how, where, on what, and with which keys.

From policy files; tests/sandbox_tests/test_agreement.py compares AWS's simulator with them.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.project.projects import facts, v6
from ufo_preflight.api import CheckOptions, offline_identity, report_on
from ufo_preflight.catalog.select import Selection
from ufo_preflight.catalog.ship import ShipFacts
from ufo_preflight.context import parse_entry
from ufo_preflight.model import Overall, Reason, Verdict
from ufo_preflight.policy.decider import PolicyDecider

REGION = "us-west-2"
ACCOUNT, OTHER = "111122223333", "444455556666"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/ship"
USER = f"arn:aws:iam::{ACCOUNT}:user/ship"
CFN = "cloudformation.amazonaws.com"
MFA = "aws:MultiFactorAuthPresent"


def statement(effect, action="*", resource="*", **more):
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


def when(operator, key, *values):
    return {"Condition": {operator: {key: list(values)}}}


ALL = statement("Allow")


def report(*statements, who=ROLE, boundary=(), levels=(), facts=None, full=False, **options):
    def document(parts):
        return {"Version": "2012-10-17", "Statement": [*parts]}

    decider = PolicyDecider(
        [document(statements)],
        document(boundary) if boundary else None,
        [[document(level)] for level in levels],
    )
    asked = CheckOptions(facts=facts or ShipFacts(), selection=Selection(full=full), **options)
    return report_on(asked, offline_identity(who, REGION), REGION, decider)


def actions(found):
    """Return the requirement and the decision of every action that was asked about."""
    return {
        action.requirement.question.action: (action.requirement, action.decision)
        for row in found.checks
        for action in row.actions
    }


def verdicts(found):
    return {action: decision.verdict for action, (_, decision) in actions(found).items()}


def denied(found):
    return {action for action, verdict in verdicts(found).items() if verdict is Verdict.DENIED}


def all_are(verdict, found):
    return set(verdicts(found).values()) == {verdict}


# Resources: an action that has any is never asked on `*`.


@pytest.mark.parametrize(
    ("deny", "expected"),
    [
        (statement("Deny", "ecs:*", "arn:aws:ecs:*:*:*"), {"ecs:CreateService"}),
        (
            statement("Deny", ["iam:CreateRole", "iam:PassRole"], "arn:aws:iam::*:role/*"),
            {"iam:CreateRole", "iam:PassRole"},
        ),
        (
            statement("Deny", "logs:*", f"arn:aws:logs:{REGION}:{ACCOUNT}:*"),
            {"logs:CreateLogGroup"},
        ),
        (statement("Deny", "iam:*", "arn:aws:iam"), {"iam:CreateRole", "iam:PassRole"}),
        (statement("Deny", "ecs:*", "arn:aws:ecs:eu-west-1:*:*"), set()),
    ],
)
def test_a_deny_that_names_resources_reaches_them(deny, expected):
    assert denied(report(ALL, deny)) == expected


@pytest.mark.parametrize(
    "deny",
    [
        {"Effect": "Deny", "Action": "iam:*", "NotResource": "arn:aws:iam::*:role/*"},
        {"Effect": "Deny", "Action": "ecs:*", "NotResource": [f"arn:aws:ecs:{REGION}:*:*"]},
    ],
)
def test_a_deny_of_everything_else_leaves_the_rest_alone(deny):
    assert report(ALL, deny).verdict is Overall.READY


@pytest.mark.parametrize("effect", ["Allow", "Deny"])
def test_a_statement_about_some_of_the_resources_leaves_it_open_and_says_which(effect):
    some = statement(effect, "ecs:*", f"arn:aws:ecs:{REGION}:{ACCOUNT}:service/prod/web-a")
    rest = {"Effect": "Allow", "NotAction": "ecs:*", "Resource": "*"}
    found = report(rest if effect == "Allow" else ALL, some)
    _, decision = actions(found)["ecs:CreateService"]
    assert (decision.verdict, decision.reason) == (Verdict.UNKNOWN, Reason.SCOPED_ONLY)
    assert decision.near_misses[0].wanted == (f"arn:aws:ecs:{REGION}:{ACCOUNT}:service/prod/web-a",)
    assert set(verdicts(found).values()) == {Verdict.ALLOWED, Verdict.UNKNOWN}


def test_a_name_that_is_known_is_decided():
    mine = f"arn:aws:ecs:{REGION}:{ACCOUNT}:service/prod/web-a"
    rest = {"Effect": "Allow", "NotAction": "ecs:*", "Resource": "*"}
    named = Selection(resources={"ecs": mine})
    decider = PolicyDecider(
        [{"Version": "2012-10-17", "Statement": [rest, statement("Allow", "ecs:*", mine)]}]
    )
    who = offline_identity(ROLE, REGION)
    assert report_on(CheckOptions(selection=named), who, REGION, decider).verdict is Overall.READY


# Who calls: the caller, or CloudFormation for it.


def test_what_is_allowed_through_cloudformation_alone_is_denied_directly():
    via = statement("Allow", **when("ForAnyValue:StringEquals", "aws:CalledVia", CFN))
    found = report(via)
    for requirement, decision in actions(found).values():
        expected = Verdict.ALLOWED if requirement.is_forwarded else Verdict.DENIED
        assert decision.verdict is expected, requirement.question.action
    assert "cloudformation:CreateStack" in denied(found)


@pytest.mark.parametrize("key", ["aws:CalledViaFirst", "aws:CalledViaLast"])
def test_the_first_and_the_last_service_is_cloudformation(key):
    found = report(ALL, statement("Deny", **when("StringEquals", key, CFN)))
    forwarded = {a for a, (requirement, _) in actions(found).items() if requirement.is_forwarded}
    assert denied(found) == forwarded


def test_ec2_does_not_tell_that_a_service_asks():
    via = statement("Allow", "ec2:*", **when("Bool", "aws:ViaAWSService", "true"))
    assert "ec2:CreateSecurityGroup" in denied(report(via))


@pytest.mark.parametrize(
    ("given", "direct"),
    [
        ((), Verdict.UNKNOWN),
        (("aws:SourceIp=203.0.113.7",), Verdict.ALLOWED),
        (("aws:SourceIp=198.51.100.9",), Verdict.DENIED),
        (("aws:SourceVpce=vpce-1",), Verdict.DENIED),
    ],
)
def test_a_deny_by_address_is_about_direct_calls(given, direct):
    office = when("NotIpAddress", "aws:SourceIp", "203.0.113.0/24")
    office["Condition"]["Bool"] = {"aws:ViaAWSService": "false"}
    found = report(ALL, statement("Deny", **office), context=tuple(map(parse_entry, given)))
    for requirement, decision in actions(found).values():
        expected = Verdict.ALLOWED if requirement.is_forwarded else direct
        assert decision.verdict is expected, requirement.question.action


def test_a_limit_to_an_address_denies_what_cloudformation_does():
    office = statement("Allow", **when("IpAddress", "aws:SourceIp", "203.0.113.0/24"))
    found = report(office, context=(parse_entry("aws:SourceIp=203.0.113.7"),))
    forwarded = {a for a, (requirement, _) in actions(found).items() if requirement.is_forwarded}
    assert denied(found) == forwarded


def test_a_key_of_passrole_allows_passrole_alone():
    only = statement(
        "Allow",
        **when(
            "ForAnyValue:StringEqualsIfExists", "iam:PassedToService", "ecs-tasks.amazonaws.com"
        ),
    )
    found = verdicts(report(only))
    assert [a for a, verdict in found.items() if verdict is Verdict.ALLOWED] == ["iam:PassRole"]


# What the credentials tell.


@pytest.mark.parametrize(
    ("mfa", "verdict"),
    [(None, Verdict.UNKNOWN), (True, Verdict.ALLOWED), (False, Verdict.DENIED)],
)
@pytest.mark.parametrize("who", [ROLE, None], ids=["role", "files alone"])
def test_mfa_of_a_session_is_what_the_user_says(who, mfa, verdict):
    no_mfa = statement("Deny", **when("Bool", MFA, "false"))
    assert all_are(verdict, report(ALL, no_mfa, who=who, mfa=mfa))


@pytest.mark.parametrize(
    ("mfa", "verdict"),
    [(None, Verdict.UNKNOWN), (True, Verdict.ALLOWED), (False, Verdict.DENIED)],
)
def test_a_boundary_that_wants_mfa_hangs_on_it(mfa, verdict):
    limit = [statement("Allow", **when("Bool", MFA, "true"))]
    assert all_are(verdict, report(ALL, boundary=limit, mfa=mfa))


@pytest.mark.parametrize(("mfa", "is_open"), [(None, True), (True, False)])
def test_an_organization_that_wants_mfa_hangs_on_it(mfa, is_open):
    guard = [ALL, statement("Deny", "ecs:*", **when("BoolIfExists", MFA, "false"))]
    _, decision = actions(report(ALL, levels=[guard], mfa=mfa))["ecs:CreateService"]
    assert (decision.verdict is Verdict.UNKNOWN) is is_open


def test_mfa_for_something_else_changes_nothing():
    own = (statement("Allow", ["ecs:*", "logs:*"]), statement("Deny", "iam:*"))
    s3 = statement("Allow", "s3:DeleteObject", **when("Bool", MFA, "true"))
    assert verdicts(report(*own, s3)) == verdicts(report(*own))
    assert Verdict.UNKNOWN not in verdicts(report(*own, s3)).values()


@pytest.mark.parametrize(("who", "is_allowed"), [(USER, True), (ROLE, False)])
def test_users_have_names_and_roles_have_none(who, is_allowed):
    named = statement("Allow", **when("StringLike", "aws:username", "*"))
    assert all_are(Verdict.ALLOWED if is_allowed else Verdict.DENIED, report(named, who=who))


def test_the_type_and_account_of_the_principal_are_known():
    for key, value in (("aws:PrincipalType", "AssumedRole"), ("aws:PrincipalAccount", ACCOUNT)):
        assert (
            report(statement("Allow", **when("StringEquals", key, value))).verdict is Overall.READY
        )
        assert all_are(Verdict.DENIED, report(statement("Allow", **when("StringEquals", key, "x"))))


def test_a_session_of_codebuild_may_carry_its_project():
    project = f"arn:aws:codebuild:{REGION}:{ACCOUNT}:project/ship"
    only = when("ArnEquals", "codebuild:projectArn", project)
    but = when("ArnNotEquals", "codebuild:projectArn", project)
    assert all_are(Verdict.UNKNOWN, report(statement("Allow", **only)))
    assert all_are(Verdict.UNKNOWN, report(ALL, statement("Deny", **but)))
    given = (parse_entry(f"codebuild:projectArn={project}"),)
    assert report(ALL, statement("Deny", **but), context=given).verdict is Overall.READY


@pytest.mark.parametrize("given", ["aws:TagKeys:stringList=", "aws:TagKeys:absent"])
def test_a_request_can_be_said_to_carry_no_tags(given):
    tagged = statement("Allow", **when("ForAnyValue:StringEqualsIfExists", "aws:TagKeys", "team"))
    assert all_are(Verdict.DENIED, report(tagged, context=(parse_entry(given),)))
    assert Verdict.UNKNOWN in verdicts(report(tagged)).values()


# Where: the region of the endpoint that is called.

GUARD = {
    "Effect": "Deny",
    "NotAction": ["iam:*", "route53:*", "sts:*"],
    "Resource": "*",
    "Condition": {"StringNotEquals": {"aws:RequestedRegion": REGION}},
}
ELSEWHERE = f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/web"


def test_a_repository_of_another_region_is_asked_for_there():
    ship = facts(v6(f'  config.docker.repo = "{ELSEWHERE}"'))
    found = report(ALL, GUARD, facts=ship)
    assert denied(found) == {"ecr:PutImage"}
    there = statement("Allow", "ecr:*", **when("StringEquals", "aws:RequestedRegion", "us-east-1"))
    rest = {"Effect": "Allow", "NotAction": "ecr:*", "Resource": "*"}
    assert report(rest, there, facts=ship).verdict is Overall.READY
    assert "ecr:PutImage" in denied(report(rest, there, facts=facts(v6())))


def test_a_service_without_regions_is_asked_for_in_its_home():
    locked = statement("Deny", **when("StringNotEquals", "aws:RequestedRegion", REGION))
    assert denied(report(ALL, locked)) >= {"iam:CreateRole", "iam:PassRole"}


# Whose: other accounts.


def test_a_role_of_another_account_cannot_be_passed():
    found = report(ALL, passrole_arns=(f"arn:aws:iam::{OTHER}:role/task",))
    _, decision = actions(found)["iam:PassRole"]
    assert (decision.verdict, decision.layer) == (Verdict.DENIED, None)
    assert found.remediation.grants == ()
    (hint,) = (row.hint for row in found.checks if row.check.id == "passrole")
    assert OTHER in hint
    assert "within its own account" in hint


def test_a_repository_of_another_account_needs_its_own_policy():
    arn = f"arn:aws:ecr:{REGION}:{OTHER}:repository/web"
    ship = facts(v6(f'  config.docker.repo = "{OTHER}.dkr.ecr.{REGION}.amazonaws.com/web"'))
    _, decision = actions(report(ALL, facts=ship))["ecr:PutImage"]
    assert decision.verdict is Verdict.UNKNOWN
    assert f"account {OTHER} owns {arn}" in decision.detail
    refused = report({"Effect": "Allow", "NotAction": "ecr:*", "Resource": "*"}, facts=ship)
    assert "ecr:PutImage" in denied(refused)


# A generator: what is decided for a request is decided alike for the concrete one.

CONDITIONS = st.sampled_from(
    [
        {},
        when("Bool", "aws:ViaAWSService", "true"),
        when("BoolIfExists", "aws:ViaAWSService", "false"),
        when("StringEquals", "aws:RequestedRegion", REGION),
        when("StringNotEquals", "aws:RequestedRegion", REGION),
        when("ForAnyValue:StringEquals", "aws:CalledVia", CFN),
        when("ForAllValues:StringEquals", "aws:CalledVia", CFN),
        when("StringEquals", "aws:PrincipalType", "AssumedRole"),
        when("Null", "aws:username", "true"),
        when("IpAddress", "aws:SourceIp", "0.0.0.0/0"),
    ]
)
RESOURCES = st.sampled_from(
    [
        "*",
        "arn:aws:ecs:*:*:*",
        "arn:aws:iam::*:role/*",
        f"arn:aws:ecs:{REGION}:{ACCOUNT}:service/*",
        f"arn:aws:ecs:{REGION}:{ACCOUNT}:service/prod/web-a",
        f"arn:aws:iam::{ACCOUNT}:role/web-*",
        "arn:aws:cloudformation:*:*:stack/*",
    ]
)
STATEMENTS = st.builds(
    lambda effect, action, resource, condition: statement(effect, action, resource, **condition),
    st.sampled_from(["Allow", "Allow", "Deny"]),
    st.sampled_from(["*", "ecs:*", "iam:*", ["cloudformation:*", "logs:*"], "iam:PassRole"]),
    RESOURCES,
    CONDITIONS,
)


@settings(deadline=None, max_examples=50)
@given(st.lists(STATEMENTS, min_size=1, max_size=4))
def test_what_is_decided_for_a_pattern_holds_for_every_name_in_it(statements):
    decider = PolicyDecider([{"Version": "2012-10-17", "Statement": [*statements]}])
    who = offline_identity(ROLE, REGION)

    def decision(**resources):
        asked = CheckOptions(selection=Selection(only=frozenset({"ecs"}), resources=resources))
        return verdicts(report_on(asked, who, REGION, decider))["ecs:CreateService"]

    told = decision()
    for name in ("prod/web-a", "prod/api-b", "dev/x-1"):
        named = decision(ecs=f"arn:aws:ecs:{REGION}:{ACCOUNT}:service/{name}")
        assert told is Verdict.UNKNOWN or told is named
