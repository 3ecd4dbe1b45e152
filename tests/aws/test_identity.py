"""Who is calling, whom the simulator is asked about, and who acts in a stack."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.sandbox.answers import USER, answering, caller, error, role
from tests.sandbox.controls import ACCOUNT
from tests.sandbox.sessions import session_at
from ufo_preflight.api import CheckOptions, checks_for, with_service_role
from ufo_preflight.aws.identity import (
    FEDERATED_TEXT,
    ROOT_TEXT,
    ServiceRole,
    service_role_of,
    whoami,
)
from ufo_preflight.caller import Identity, PrincipalKind
from ufo_preflight.catalog.select import Selection
from ufo_preflight.catalog.ship import ShipFacts
from ufo_preflight.errors import ApiError, CredentialsError, RegionError, UsageError
from ufo_preflight.report import ProjectSummary

SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/gha-42"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/team/ci/deploy"
PLAIN_ROLE = f"arn:aws:iam::{ACCOUNT}:role/deploy"
SSO_NAME = "AWSReservedSSO_Admin_0123456789abcdef"
SSO_SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/{SSO_NAME}/jane.doe@example.com"
SSO_ROLE = f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/eu-west-1/{SSO_NAME}"
REFUSED = error("AccessDenied", "not authorized to perform: iam:GetRole", 403)


def who(answer, role_answer=None, *, named=None, region="us-west-2"):
    with answering(
        get_caller_identity=lambda _asked: answer,
        get_role=lambda _asked: role_answer or error("NoSuchEntity", "no such role", 404),
    ) as aws:
        session = session_at(aws.url, region)
        identity = whoami(session, named)
        assert session.calls == len(aws.asked())
        return identity, [request["Action"] for request in aws.asked()]


@pytest.mark.parametrize(
    ("key", "token", "is_temporary"),
    [("AKIAEXAMPLE", "", False), ("ASIAEXAMPLE", "token", True), ("AKIAEXAMPLE", "token", True)],
)
def test_the_credentials_tell_whether_they_are_temporary(key, token, is_temporary, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key)
    monkeypatch.setenv("AWS_SESSION_TOKEN", token)
    identity, _calls = who(caller(USER))
    assert identity.is_temporary is is_temporary


def test_nothing_is_known_of_the_credentials_of_somebody_else():
    identity, _calls = who(caller(USER), named=f"arn:aws:iam::{ACCOUNT}:user/other")
    assert (identity.user_id, identity.session_name, identity.is_temporary) == ("", "", None)


def test_naming_oneself_is_asking_about_the_caller():
    assert who(caller(USER), named=USER) == who(caller(USER))


def test_a_user_is_simulated_by_its_own_arn_with_one_call():
    assert who(caller(USER)) == (
        Identity(
            PrincipalKind.USER,
            USER,
            ACCOUNT,
            "aws",
            USER,
            "the caller's own ARN",
            user_id="AIDAEXAMPLE",
            is_temporary=False,
        ),
        ["GetCallerIdentity"],
    )


def test_a_session_is_simulated_by_its_role_with_the_path_that_its_arn_lost():
    assert who(caller(SESSION, "AROAEXAMPLE:gha-42"), role(ROLE)) == (
        Identity(
            PrincipalKind.ASSUMED_ROLE,
            SESSION,
            ACCOUNT,
            "aws",
            ROLE,
            "iam:GetRole",
            user_id="AROAEXAMPLE:gha-42",
            session_name="gha-42",
            is_temporary=False,
        ),
        ["GetCallerIdentity", "GetRole"],
    )


def test_the_role_of_single_sign_on_is_looked_up_not_guessed():
    identity, _calls = who(caller(SSO_SESSION, "AROAEXAMPLE:jane"), role(SSO_ROLE))
    assert identity.kind is PrincipalKind.SSO_ROLE
    assert identity.policy_source_arn == SSO_ROLE


@pytest.mark.parametrize(
    ("answer", "found_by"),
    [
        (REFUSED, "the session's role name, without its path: iam:GetRole is refused"),
        (
            error("NoSuchEntity", "gone", 404),
            (
                "the session's role name, without its path: "
                "GetRole was answered with NoSuchEntity: gone"
            ),
        ),
        (
            error("Throttling", "Rate exceeded"),
            (
                "the session's role name, without its path: "
                "AWS throttles GetRole in this account (Throttling)"
            ),
        ),
    ],
)
def test_a_role_that_cannot_be_read_is_simulated_by_its_name(answer, found_by):
    identity, _calls = who(caller(SESSION, "AROAEXAMPLE:gha-42"), answer)
    assert identity.policy_source_arn == PLAIN_ROLE
    assert identity.policy_source_from == found_by
    assert identity.warnings == ()


def test_credentials_that_expire_before_the_role_is_read_are_no_identity():
    with pytest.raises(CredentialsError) as raised:
        who(caller(SESSION), error("ExpiredToken", "expired", 403))
    assert raised.value.code == "expired"


def test_a_role_that_was_made_again_is_a_warning():
    identity, _calls = who(caller(SESSION, "AROAOLD:gha-42"), role(ROLE, "AROANEW"))
    assert identity.warnings == (
        (
            "Role deploy was deleted and made again after this session began: the report is about "
            "the new role, the session has the old one's rights. Assume the role again."
        ),
    )


@pytest.mark.parametrize(
    ("arn", "kind", "text"),
    [
        (f"arn:aws:iam::{ACCOUNT}:root", PrincipalKind.ROOT, ROOT_TEXT),
        (
            f"arn:aws:sts::{ACCOUNT}:federated-user/bob",
            PrincipalKind.FEDERATED_USER,
            FEDERATED_TEXT,
        ),
    ],
)
def test_a_caller_that_cannot_be_simulated_is_an_identity_that_says_so(arn, kind, text):
    found, _calls = who(caller(arn))
    assert replace(found, user_id="", is_temporary=None) == Identity(
        kind, arn, ACCOUNT, "aws", None, text
    )


@pytest.mark.parametrize(
    ("arn", "region"),
    [
        (f"arn:aws-cn:iam::{ACCOUNT}:user/ci/deployer", "cn-north-1"),
        (f"arn:aws-us-gov:iam::{ACCOUNT}:user/deployer", "us-gov-west-1"),
        (f"arn:aws-iso:iam::{ACCOUNT}:user/deployer", "us-iso-east-1"),
        (f"arn:aws-iso-b:iam::{ACCOUNT}:user/deployer", "us-isob-east-1"),
        (f"arn:aws-eusc:iam::{ACCOUNT}:user/deployer", "eusc-de-east-1"),
    ],
)
def test_every_partition_keeps_its_arns(arn, region):
    identity, _calls = who(caller(arn), region=region)
    assert identity.policy_source_arn == arn
    assert identity.partition == arn.split(":")[1]


def test_a_region_of_another_partition_is_an_error_that_names_both():
    with pytest.raises(RegionError) as raised:
        who(caller(f"arn:aws-cn:iam::{ACCOUNT}:user/x"))
    assert raised.value.message == (
        "region us-west-2 is in partition aws, but the credentials are of partition aws-cn"
    )


@pytest.mark.parametrize("arn", ["", "arn:aws:sts::1:user/moto", "nonsense"])
def test_a_caller_of_no_known_kind_is_an_error(arn):
    with pytest.raises(ApiError):
        who(caller(arn))


@pytest.mark.parametrize(
    ("named", "kind", "source"),
    [
        (f"arn:aws:iam::{ACCOUNT}:user/a/b", PrincipalKind.USER, None),
        (f"arn:aws:iam::{ACCOUNT}:group/Ufo", PrincipalKind.GROUP, None),
        (ROLE, PrincipalKind.ROLE, None),
        (SESSION, PrincipalKind.ROLE, PLAIN_ROLE),
    ],
)
def test_somebody_else_is_named_by_arn(named, kind, source):
    identity, _calls = who(caller(USER), REFUSED, named=named)
    assert (identity.kind, identity.arn) == (kind, USER)
    assert identity.policy_source_arn == (source or named)


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ("deploy", "--principal-arn 'deploy' is not an ARN"),
        ("arn:aws:s3:::bucket", "--principal-arn arn:aws:s3:::bucket is no user, group or role"),
        (
            f"arn:aws:iam::{ACCOUNT}:root",
            f"--principal-arn arn:aws:iam::{ACCOUNT}:root is no user, group or role",
        ),
        (
            f"arn:aws:iam::{ACCOUNT}:role/",
            f"--principal-arn arn:aws:iam::{ACCOUNT}:role/ is no user, group or role",
        ),
        (
            f"arn:aws-cn:iam::{ACCOUNT}:role/x",
            (
                f"--principal-arn arn:aws-cn:iam::{ACCOUNT}:role/x is not in account "
                "123456789012 (aws), whose credentials these are"
            ),
        ),
        (
            "arn:aws:iam:::role/x",
            "--principal-arn arn:aws:iam:::role/x is no user, group or role",
        ),
        (
            "arn:aws:iam::999999999999:role/x",
            (
                "--principal-arn arn:aws:iam::999999999999:role/x is not in account "
                "123456789012 (aws), whose credentials these are"
            ),
        ),
    ],
)
def test_a_principal_that_cannot_be_asked_about_is_a_usage_error(named, sentence):
    with pytest.raises(UsageError) as raised:
        who(caller(USER), named=named)
    assert raised.value.message == sentence


def test_a_wrong_principal_is_refused_before_any_call():
    with answering() as aws:
        with pytest.raises(UsageError):
            whoami(session_at(aws.url), "deploy")
        assert aws.asked() == []


def test_the_root_user_may_ask_about_somebody_else():
    identity, _calls = who(caller(f"arn:aws:iam::{ACCOUNT}:root"), named=USER)
    assert identity.policy_source_arn == USER


SERVICE_ROLE = "arn:aws:iam::123456789012:role/cloudformation"
NAMESPACE = "http://cloudformation.amazonaws.com/doc/2010-05-15/"


def stacks(role=""):
    named = f"<RoleARN>{role}</RoleARN>" if role else ""
    return 200, (
        f'<DescribeStacksResponse xmlns="{NAMESPACE}"><DescribeStacksResult><Stacks><member>'
        f"<StackName>shop-web-dev</StackName>{named}<StackStatus>CREATE_COMPLETE</StackStatus>"
        "<CreationTime>2026-01-01T00:00:00Z</CreationTime>"
        "</member></Stacks></DescribeStacksResult></DescribeStacksResponse>"
    )


def role_read(answer):
    with answering(others={"DescribeStacks": lambda _asked: answer}) as aws:
        session = session_at(aws.url)
        found = service_role_of(session, "shop-web-dev")
        assert [request["StackName"] for request in aws.asked()] == ["shop-web-dev"]
        assert session.calls == 1
        return found


def test_a_service_role_is_found_and_told():
    assert role_read(stacks(SERVICE_ROLE)) == ServiceRole(
        SERVICE_ROLE,
        "The stack shop-web-dev has a service role: "
        f"what CloudFormation does was decided for {SERVICE_ROLE}.",
    )


def test_a_stack_without_a_role_is_nothing_to_tell():
    assert role_read(stacks()) == ServiceRole()


def test_a_stack_that_is_not_there_yet_has_no_role():
    answer = error("ValidationError", "Stack with id shop-web-dev does not exist")
    assert role_read(answer) == ServiceRole()


def test_a_refusal_is_a_caveat_and_no_error():
    answer = error("AccessDenied", "not authorized to perform: cloudformation:DescribeStacks", 403)
    assert role_read(answer) == ServiceRole(
        caveat="Whether the stack shop-web-dev has a service role could not be read: "
        "what CloudFormation does was decided for the caller."
    )


FACTS = ShipFacts(summary=ProjectSummary("shop", 6, stack="shop-web-dev"))


@pytest.mark.parametrize(
    ("facts", "full", "calls"), [(FACTS, True, 1), (FACTS, False, 0), (ShipFacts(), True, 0)]
)
def test_only_every_action_of_a_known_stack_is_worth_the_call(facts, full, calls):
    options = CheckOptions(facts=facts, selection=Selection(full=full))
    with answering(others={"DescribeStacks": lambda _asked: stacks(SERVICE_ROLE)}) as aws:
        found = with_service_role(options, session_at(aws.url))
        assert len(aws.asked()) == calls
    assert found.service_role == (SERVICE_ROLE if calls else "")
    assert len(found.caveats) == calls


def test_what_cloudformation_does_is_then_asked_of_the_role():
    options = CheckOptions(facts=FACTS, selection=Selection(full=True), service_role=SERVICE_ROLE)
    identity = Identity(PrincipalKind.USER, account="123456789012")
    checks = checks_for(options, identity, "us-west-2")
    asked = {
        (each.stage, each.question.principal)
        for row in checks
        for each in row.requirements
        if row.id == "ecs"
    }
    assert asked == {("direct", None), ("cloudformation", SERVICE_ROLE)}
