"""Grants as documents: how they are spelled, measured and split."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ufo_preflight.remedy.grant import (
    Condition,
    Grant,
    document,
    grants_in,
    size,
    spell,
    split,
    statement,
)

names = st.text("abcdefghij", min_size=1, max_size=20)
grants = st.builds(
    Grant,
    sid=names,
    actions=st.lists(names.map("ecs:{}".format), min_size=1, max_size=12, unique=True).map(tuple),
    resources=st.lists(
        names.map("arn:aws:ecs:us-west-2:123456789012:cluster/{}".format),
        min_size=1,
        max_size=6,
        unique=True,
    ).map(tuple),
)


def test_one_value_is_a_text_and_several_are_a_list():
    assert statement(
        Grant(
            "Pass",
            ("iam:PassRole",),
            ("arn:aws:iam::123456789012:role/a", "arn:aws:iam::123456789012:role/b"),
            Condition("iam:PassedToService", ("ecs-tasks.amazonaws.com",)),
        )
    ) == {
        "Sid": "Pass",
        "Effect": "Allow",
        "Action": "iam:PassRole",
        "Resource": ["arn:aws:iam::123456789012:role/a", "arn:aws:iam::123456789012:role/b"],
        "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
    }


def test_the_size_is_the_length_without_white_space():
    one = (Grant("One", ("ecs:CreateService",)),)
    assert size(one) == len("".join(spell(document(one)).split()))


def pairs(documents):
    return {
        (action, resource)
        for part in documents
        for grant in part
        for action in grant.actions
        for resource in grant.resources
    }


@given(st.lists(grants, max_size=6))
def test_splitting_keeps_every_grant_and_no_document_is_too_long(whole):
    parts = split(whole, 300)
    assert pairs(parts) == pairs([whole])
    assert all(size(part) <= 300 for part in parts)
    sids = [item["Sid"] for part in parts for item in document(part)["Statement"]]
    if len({grant.sid for grant in whole}) == len(whole):
        assert len(sids) == len({*sids})


conditions = st.none() | st.builds(
    Condition,
    st.just("iam:PassedToService"),
    st.lists(names, min_size=1, max_size=3, unique=True).map(tuple),
)


@given(st.lists(st.builds(replace, grants, condition=conditions), max_size=4))
def test_documents_are_read_back_as_they_were(whole):
    assert grants_in([spell(document(whole))]) == tuple(whole)


def test_a_grant_that_fits_is_left_alone():
    whole = (Grant("A", ("ecs:CreateService",)), Grant("B", ("ecs:DeleteService",)))
    assert split(whole) == (whole,)


def test_a_single_action_that_is_too_long_is_an_error():
    with pytest.raises(ValueError, match="ecs:CreateService: its statement does not fit"):
        split([Grant("A", ("ecs:CreateService",))], 20)


def test_documents_are_valid_json_with_the_version_first():
    text = spell(document([Grant("A", ("ecs:CreateService",))]))
    assert list(json.loads(text)) == ["Version", "Statement"]
