"""The values that options take."""

from __future__ import annotations

import pytest

from ufo_preflight.cli.option_types import (
    IDS,
    arn,
    check_ids,
    columns,
    completed_ids,
    pair,
    principal,
    seconds,
)


def test_ids_are_split_at_commas():
    assert check_ids(" ecr, route53,") == ("ecr", "route53")


def test_the_last_id_is_completed():
    assert completed_ids("ecs,rou") == ["ecs,route53"]
    assert [item.value for item in IDS.shell_complete(None, None, "elbv")] == ["elbv2"]


def test_pairs_are_split_at_the_first_equals_sign():
    assert pair("ID=ARN")("ecs=arn:a=b") == ("ecs", "arn:a=b")


@pytest.mark.parametrize("text", ["ecs", "=x", "ecs="])
def test_a_pair_without_a_side_is_refused(text):
    with pytest.raises(ValueError, match="is not of the form ID=ARN"):
        pair("ID=ARN")(text)


def test_a_pair_names_what_there_is():
    with pytest.raises(ValueError, match="there is no 'yaml'; there are table, json"):
        pair("FORMAT=PATH", first=("table", "json"))("yaml=x")


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (seconds, "0"),
        (seconds, "inf"),
        (seconds, "x"),
        (columns, "39"),
        (columns, "-80"),
        (arn, "arn:aws"),
        (principal, "arn:aws:iam::123456789012:policy/p"),
        (principal, "arn:aws:iam::x:role/p"),
        (principal, "arn:aws:iam::123456789012:role/"),
    ],
)
def test_what_is_out_of_range_is_refused(read, text):
    with pytest.raises(ValueError, match="is"):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        "arn:aws:iam::123456789012:user/ci/deploy",
        "arn:aws-cn:iam::123456789012:role/deploy",
        "arn:aws:sts::123456789012:assumed-role/deploy/session",
    ],
)
def test_principals_are_users_groups_roles_and_sessions(text):
    assert principal(text) == text
