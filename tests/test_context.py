"""The condition keys that every request carries, and the user's on top."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ufo_preflight.context import Surroundings, context_for, merge, parse_entry
from ufo_preflight.errors import UsageError
from ufo_preflight.model import ContextEntry

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
ROLE = "arn:aws:iam::111122223333:role/ci/deploy"


def values(entries):
    return {entry.key: entry.values[0] for entry in entries}


def test_a_regional_request_carries_region_principal_transport_and_time():
    surroundings = Surroundings("eu-west-1", "aws", ROLE, NOON)
    assert values(context_for(surroundings, "ecs:CreateService", ())) == {
        "aws:SecureTransport": "true",
        "aws:CurrentTime": "2026-11-23T12:00:00Z",
        "aws:RequestedRegion": "eu-west-1",
        "aws:PrincipalArn": ROLE,
    }


@pytest.mark.parametrize(
    ("partition", "home"),
    [("aws", "us-east-1"), ("aws-cn", "cn-north-1"), ("aws-us-gov", "us-gov-west-1")],
)
def test_a_service_without_regions_sees_its_partitions_home(partition, home):
    entries = context_for(Surroundings("eu-west-1", partition, ROLE, NOON), "iam:CreateRole", ())
    assert values(entries)["aws:RequestedRegion"] == home


def test_what_is_not_known_is_left_out_rather_than_guessed():
    entries = context_for(Surroundings(now=NOON), "ecs:CreateService", ())
    assert set(values(entries)) == {"aws:SecureTransport", "aws:CurrentTime"}


def test_the_row_beats_the_base_and_the_user_beats_both():
    surroundings = Surroundings(
        "eu-west-1", now=NOON, extra=(ContextEntry("AWS:requestedregion", ("eu-north-1",)),)
    )
    own = (ContextEntry("iam:PassedToService", ("ecs-tasks.amazonaws.com",)),)
    found = context_for(surroundings, "ecs:CreateService", own)
    assert values(found)["AWS:requestedregion"] == "eu-north-1"
    assert "aws:RequestedRegion" not in values(found)
    assert own[0] in found


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
