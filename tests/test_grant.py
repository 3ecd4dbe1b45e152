"""Grants as documents: how they are spelled, measured and split."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ufo_preflight.grant import (
    Grant,
    GrantCondition,
    document,
    size,
    spell,
    split,
    statement,
    texts,
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
            (GrantCondition("iam:PassedToService", ("ecs-tasks.amazonaws.com",)),),
        )
    ) == {
        "Sid": "Pass",
        "Effect": "Allow",
        "Action": "iam:PassRole",
        "Resource": ["arn:aws:iam::123456789012:role/a", "arn:aws:iam::123456789012:role/b"],
        "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
    }


def test_conditions_share_their_operator():
    conditions = (
        GrantCondition("a:b", ("x",)),
        GrantCondition("c:d", ("y", "z"), "ArnLike"),
        GrantCondition("e:f", ("g",)),
    )
    assert statement(Grant("A", ("s:A",), conditions=conditions))["Condition"] == {
        "StringEquals": {"a:b": "x", "e:f": "g"},
        "ArnLike": {"c:d": ["y", "z"]},
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


def test_a_grant_that_fits_is_left_alone():
    whole = (Grant("A", ("ecs:CreateService",)), Grant("B", ("ecs:DeleteService",)))
    assert split(whole) == (whole,)


def test_a_single_action_that_is_too_long_is_an_error():
    with pytest.raises(ValueError, match="ecs:CreateService: its statement does not fit"):
        split([Grant("A", ("ecs:CreateService",))], 20)


def test_documents_are_valid_json_with_the_version_first():
    text = spell(document([Grant("A", ("ecs:CreateService",))]))
    assert list(json.loads(text)) == ["Version", "Statement"]


@given(st.lists(grants, max_size=6))
def test_the_texts_are_the_documents(whole):
    found = [json.loads(text) for text in texts(whole)]
    assert found == [document(part) for part in split(whole)]
