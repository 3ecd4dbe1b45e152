"""The condition keys that every request carries, and the user's on top."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ufo_preflight.caller import Identity, PrincipalKind
from ufo_preflight.context import (
    AWS_ADDRESS,
    TYPES,
    Surroundings,
    absent,
    context_for,
    flag_for,
    merge,
    parse_entry,
)
from ufo_preflight.errors import UsageError
from ufo_preflight.model import ContextEntry, Question

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
ROLE = "arn:aws:iam::111122223333:role/ci/deploy"
USER = "arn:aws:iam::111122223333:user/ci/dee"
CREATE = Question("ecs:CreateService")


def context(question=CREATE, *, forwarded=False, who=USER, region="eu-west-1", **more):
    """Return the values of every key by its name, `()` for one that is known to be absent."""
    surroundings = Surroundings(region, "aws", who, NOON, **more)
    entries = context_for(surroundings, question, is_forwarded=forwarded)
    return {entry.key: entry.values for entry in entries}


def one(found, key):
    """Return the value of a key, None when it is absent, KeyError when it is not known."""
    return found[key][0] if found[key] else None


def test_every_request_says_when_how_where_and_by_whom():
    found = context()
    assert one(found, "aws:SecureTransport") == "true"
    assert one(found, "aws:CurrentTime") == "2026-11-23T12:00:00Z"
    assert one(found, "aws:EpochTime") == "1795435200"
    assert one(found, "aws:RequestedRegion") == "eu-west-1"
    assert one(found, "aws:PrincipalArn") == USER
    assert one(found, "aws:PrincipalAccount") == "111122223333"
    assert one(found, "aws:PrincipalIsAWSService") == "false"
    assert one(found, "aws:SourceArn") is None


def test_a_user_has_a_name_and_a_role_has_none():
    user, role = context(), context(who=ROLE)
    assert (one(user, "aws:username"), one(user, "aws:PrincipalType")) == ("dee", "User")
    assert (one(role, "aws:username"), one(role, "aws:PrincipalType")) == (None, "AssumedRole")


def test_what_is_not_known_is_left_out_rather_than_guessed():
    found = context(who="", region="")
    assert not {
        "aws:RequestedRegion",
        "aws:PrincipalArn",
        "aws:PrincipalAccount",
        "aws:PrincipalType",
        "aws:username",
        "aws:userid",
        "aws:SourceIp",
        "aws:MultiFactorAuthPresent",
        "aws:TokenIssueTime",
    } & set(found)


@pytest.mark.parametrize(
    ("partition", "home"),
    [("aws", "us-east-1"), ("aws-cn", "cn-north-1"), ("aws-us-gov", "us-gov-west-1")],
)
def test_a_service_without_regions_sees_its_partitions_home(partition, home):
    where = Surroundings("eu-west-1", partition, ROLE, NOON)
    entries = context_for(where, Question("iam:CreateRole"))
    assert ContextEntry("aws:RequestedRegion", (home,)) in entries


@pytest.mark.parametrize(
    ("resource", "region"),
    [
        ("arn:aws:ecr:us-east-1:111122223333:repository/web", "us-east-1"),
        ("arn:aws:ecr:*:111122223333:repository/web", "eu-west-1"),
        ("arn:aws:s3:::bucket/key", "eu-west-1"),
        (None, "eu-west-1"),
    ],
)
def test_the_requested_region_is_that_of_the_endpoint_that_is_called(resource, region):
    found = context(Question("ecr:PutImage", resource))
    assert one(found, "aws:RequestedRegion") == region


def test_a_direct_request_is_made_via_nobody():
    found = context()
    assert one(found, "aws:ViaAWSService") == "false"
    assert found["aws:CalledVia"] == found["aws:CalledViaFirst"] == found["aws:CalledViaLast"] == ()


def test_cloudformation_forwards_the_callers_rights():
    found = context(forwarded=True)
    assert one(found, "aws:ViaAWSService") == "true"
    keys = ("aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast")
    assert {one(found, key) for key in keys} == {"cloudformation.amazonaws.com"}
    assert one(found, "aws:SourceIp") == AWS_ADDRESS
    assert one(found, "aws:SourceVpce") is None


@pytest.mark.parametrize("forwarded", [True, False])
def test_ec2_does_not_say_that_a_service_asks(forwarded):
    found = context(Question("ec2:CreateSecurityGroup"), forwarded=forwarded)
    assert one(found, "aws:ViaAWSService") is None
    assert bool(found["aws:CalledVia"]) is forwarded


def test_a_request_of_a_service_role_is_the_roles_own():
    service = "arn:aws:iam::111122223333:role/cloudformation"
    found = context(Question("ecs:CreateService", principal=service), mfa=True, user_id="AIDA")
    assert one(found, "aws:PrincipalArn") == service
    assert one(found, "aws:ViaAWSService") == "false"
    assert one(found, "aws:CalledVia") is None
    assert one(found, "aws:MultiFactorAuthPresent") == "false"
    assert one(found, "aws:SourceIp") == AWS_ADDRESS
    assert "aws:userid" not in found


def test_a_request_of_which_nobody_knows_the_way_says_nothing_of_it():
    found = context(forwarded=None, temporary=False)
    assert not {"aws:ViaAWSService", "aws:CalledVia", "aws:MultiFactorAuthPresent"} & set(found)


PRESENT, AGE = "aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge"


@pytest.mark.parametrize(
    ("who", "temporary", "mfa", "forwarded", "expected"),
    [
        (USER, False, None, False, (None, None)),
        (USER, False, None, True, ("false", None)),
        (USER, False, False, False, (None, None)),
        (USER, True, False, False, ("false", None)),
        (USER, None, False, False, ("false", None)),
        (ROLE, None, False, True, ("false", None)),
        (USER, None, True, False, ("true", "1")),
        (ROLE, None, True, True, ("true", "1")),
    ],
)
def test_mfa_is_what_the_credentials_have(who, temporary, mfa, forwarded, expected):
    found = context(who=who, temporary=temporary, mfa=mfa, forwarded=forwarded)
    assert (one(found, PRESENT), one(found, AGE)) == expected


@pytest.mark.parametrize(("who", "temporary"), [(ROLE, None), (USER, True), (USER, None)])
def test_the_mfa_of_a_session_is_not_known_unless_told(who, temporary):
    assert not {PRESENT, AGE} & set(context(who=who, temporary=temporary))


def test_the_issue_of_a_token_is_absent_for_long_term_keys_alone():
    assert one(context(temporary=False), "aws:TokenIssueTime") is None
    assert "aws:TokenIssueTime" not in context(who=ROLE, temporary=False)


def test_surroundings_are_those_of_the_identity():
    who = Identity(
        PrincipalKind.USER, USER, "111122223333", "aws", USER, user_id="AIDA", is_temporary=False
    )
    where = Surroundings.of(who, "eu-west-1", mfa=True)
    assert (where.principal_arn, where.user_id, where.temporary) == (USER, "AIDA", False)
    assert (where.region, where.mfa, where.now is None) == ("eu-west-1", True, False)


def test_the_request_beats_what_follows_and_the_user_beats_both():
    own = (ContextEntry("iam:PassedToService", ("ecs-tasks.amazonaws.com",)),)
    extra = (ContextEntry("AWS:requestedregion", ("eu-north-1",)),)
    found = context(Question("iam:PassRole", None, own), extra=extra)
    assert one(found, "AWS:requestedregion") == "eu-north-1"
    assert "aws:RequestedRegion" not in found
    assert one(found, "iam:PassedToService") == "ecs-tasks.amazonaws.com"


def test_where_the_deploy_machine_is_says_nothing_of_cloudformation():
    extra = (ContextEntry("aws:SourceIp", ("203.0.113.7",), "ip"),)
    assert one(context(extra=extra), "aws:SourceIp") == "203.0.113.7"
    assert one(context(extra=extra, forwarded=True), "aws:SourceIp") == AWS_ADDRESS


def test_a_request_through_a_vpc_endpoint_has_no_public_address():
    found = context(extra=(ContextEntry("aws:SourceVpce", ("vpce-1",)),))
    assert one(found, "aws:SourceIp") is None
    assert "aws:SourceIp" not in context(extra=(absent("aws:SourceVpce"),))


@given(st.lists(st.sampled_from(["aws:A", "AWS:a", "aws:B", "x:Y", "X:y"])))
def test_a_key_is_sent_once_whatever_its_case(keys):
    merged = merge([ContextEntry(key, ("1",)) for key in keys])
    folded = [entry.key.lower() for entry in merged]
    assert len(folded) == len(set(folded))
    assert set(folded) == {key.lower() for key in keys}


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("aws:SourceVpce=vpce-1", ContextEntry("aws:SourceVpce", ("vpce-1",))),
        ("aws:SourceIp:ip=10.0.0.1", ContextEntry("aws:SourceIp", ("10.0.0.1",), "ip")),
        ("aws:SourceIp=10.0.0.1", ContextEntry("aws:SourceIp", ("10.0.0.1",), "ip")),
        ("aws:TagKeys:stringList=", ContextEntry("aws:TagKeys", (), "stringList")),
        ("aws:TagKeys=a", ContextEntry("aws:TagKeys", ("a",), "stringList")),
        ("aws:SourceVpce:absent", ContextEntry("aws:SourceVpce", ())),
        ("aws:SourceIpp:string=x", ContextEntry("aws:SourceIpp", ("x",))),
        ("nobody:HasThis=x", ContextEntry("nobody:HasThis", ("x",))),
        ("aws:TagKeys:stringList=a,b", ContextEntry("aws:TagKeys", ("a", "b"), "stringList")),
        ("aws:PrincipalTag/a=b=c", ContextEntry("aws:PrincipalTag/a", ("b=c",))),
        ("aws:RequestTag/k:v=1", ContextEntry("aws:RequestTag/k:v", ("1",))),
        ("aws:username=", ContextEntry("aws:username", ("",))),
    ],
)
def test_an_entry_is_read_as_it_is_written(text, entry):
    assert parse_entry(text) == entry


@pytest.mark.parametrize("text", ["", "aws:SourceIp", "SourceIp=1", "=1", "aws:=1", "date=1"])
def test_what_is_no_entry_is_refused_with_an_example(text):
    with pytest.raises(UsageError, match="KEY=VALUE") as caught:
        parse_entry(text)
    assert "--context aws:SourceIp:ip=" in caught.value.hint


def test_a_wrong_type_is_refused_with_the_types_that_there_are():
    with pytest.raises(UsageError, match="'adress' is no type") as caught:
        parse_entry("aws:SourceIp:adress=203.0.113.7")
    kinds = {name.removesuffix("List") for name in TYPES}
    assert all(kind in caught.value.hint for kind in kinds)
    assert "absent" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("aws:SourceIp:ip=here", "ip"),
        ("aws:SourceIp=10.0.0.300", "ip"),
        ("aws:SecureTransport=yes", "boolean"),
        ("aws:MultiFactorAuthAge:numeric=long", "numeric"),
    ],
)
def test_a_value_that_is_none_of_its_type_is_refused(text, kind):
    with pytest.raises(UsageError, match=f"is no {kind} value"):
        parse_entry(text)


@pytest.mark.parametrize("text", ["aws:SourceIpp=10.0.0.1", "aws:SourceIpp:absent"])
def test_a_misspelt_key_is_refused_with_the_nearest_one(text):
    with pytest.raises(UsageError, match="no service has") as caught:
        parse_entry(text)
    assert "aws:SourceIp?" in caught.value.hint


@pytest.mark.parametrize(
    ("key", "flag"),
    [
        ("aws:MultiFactorAuthPresent", "--mfa or --no-mfa"),
        ("AWS:multifactorauthage", "--mfa or --no-mfa"),
        ("aws:SourceIp", "--context aws:SourceIp:ip=VALUE"),
        ("aws:TagKeys", "--context aws:TagKeys:stringList=VALUE"),
        ("aws:PrincipalTag/team", "--context aws:PrincipalTag/team=VALUE"),
        ("nobody:HasThis", "--context nobody:HasThis=VALUE"),
    ],
)
def test_a_flag_carries_the_type_of_the_key(key, flag):
    assert flag_for(key) == flag
