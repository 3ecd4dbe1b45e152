"""ARNs are parsed once and compared as values."""

from __future__ import annotations

import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ufo_preflight.arn import (
    Arn,
    account_of,
    global_region,
    overlap,
    partition_of_region,
    permission_set,
    principal_words,
    role_of_session,
)


def test_an_arn_is_read_into_its_sections():
    arn = Arn.parse("arn:aws-cn:logs:cn-north-1:111122223333:log-group:ecs/demo:*")
    assert arn == Arn("aws-cn", "logs", "cn-north-1", "111122223333", "log-group:ecs/demo:*")
    assert (arn.resource_type, arn.resource_path) == ("log-group", "ecs/demo:*")


@pytest.mark.parametrize(
    "text", ["", "arn", "arn:aws:iam::1", "urn:aws:iam::1:user/x", "arn:::::x", "arn:aws:iam::1:"]
)
def test_what_is_no_arn_is_refused(text):
    with pytest.raises(ValueError, match="not an ARN"):
        Arn.parse(text)


@given(st.lists(st.text(alphabet="abc*-", min_size=1, max_size=5), min_size=5, max_size=5))
def test_an_arn_is_written_as_it_was_read(sections):
    text = ":".join(["arn", *sections])
    assert str(Arn.parse(text)) == text


@pytest.mark.parametrize(
    ("region", "partition", "home"),
    [
        ("us-west-2", "aws", "us-east-1"),
        ("", "aws", "us-east-1"),
        ("cn-northwest-1", "aws-cn", "cn-north-1"),
        ("us-gov-east-1", "aws-us-gov", "us-gov-west-1"),
        ("us-iso-west-1", "aws-iso", "us-iso-east-1"),
        ("us-isob-east-1", "aws-iso-b", "us-isob-east-1"),
        ("eusc-de-east-1", "aws-eusc", "eusc-de-east-1"),
    ],
)
def test_a_region_has_its_partition_and_the_partition_its_home(region, partition, home):
    assert partition_of_region(region) == partition
    assert global_region(partition) == home


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("stack/demo-*", "stack/*", True),
        ("stack/demo-*", "stack/*/*", True),
        ("stack/*-web", "stack/demo-*", True),
        ("stack/a*", "stack/b*", False),
        ("service/*", "stack/*", False),
        ("a?c", "abc", True),
        ("a?c", "ac", False),
        ("", "*", True),
        ("", "?", False),
        ("*", "*", True),
    ],
)
def test_two_patterns_overlap_when_one_text_matches_both(left, right, expected):
    assert overlap(left, right) is expected
    assert overlap(right, left) is expected


@given(st.text(alphabet="ab*?", max_size=7), st.text(alphabet="ab", max_size=7))
def test_a_pattern_overlaps_a_plain_text_when_it_matches_it(pattern, text):
    assert overlap(pattern, text) is fnmatch.fnmatchcase(text, pattern)


def test_patterns_of_many_stars_are_compared_in_time():
    assert not overlap("*a" * 200 + "b", "*c" * 200)


@pytest.mark.parametrize(
    ("arn", "words", "role"),
    [
        ("arn:aws:iam::111122223333:user/ci/deployer", "user deployer", ""),
        ("arn:aws:iam::111122223333:role/ship", "role ship", ""),
        ("arn:aws:sts::111122223333:assumed-role/ship/GitHub", "role ship", "ship"),
        ("arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:root", ""),
        ("no ARN", "no ARN", ""),
        ("x:assumed-role/a/b", "x:assumed-role/a/b", ""),
    ],
)
def test_a_principal_in_words(arn, words, role):
    assert (principal_words(arn), role_of_session(arn)) == (words, role)


def test_the_permission_set_of_a_role_of_identity_center():
    role = "aws-reserved/sso.amazonaws.com/AWSReservedSSO_Ship_Prod_0123456789abcdef"
    assert permission_set(role) == permission_set(role.rpartition("/")[2]) == "Ship_Prod"
    assert permission_set("AWSReservedSSO_Ship") == permission_set("ship") == ""


@pytest.mark.parametrize(
    ("arn", "account"),
    [
        ("arn:aws:iam::111122223333:role/x", "111122223333"),
        ("arn:aws:iam::REDACTED:role/x", ""),
        ("arn:aws:s3:::bucket", ""),
        ("no ARN", ""),
        (None, ""),
    ],
)
def test_the_account_of_an_arn(arn, account):
    assert account_of(arn) == account
