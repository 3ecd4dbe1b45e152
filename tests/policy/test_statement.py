"""A statement applies, does not, or hangs on keys that it names."""

from __future__ import annotations

import pytest

from tests.policy.prepared import SERVICE, document, request, statement
from ufo_preflight.policy.statement import speaking_of

TEAM = {"StringEquals": {"aws:PrincipalTag/Team": "web"}}
OWN = "arn:aws:ecs:*:*:service/${aws:PrincipalTag/Team}/*"


def prepared(**parts):
    return document(statement(**parts)).statements[0]


@pytest.mark.parametrize(
    ("parts", "applies", "unknown"),
    [
        ({}, True, ()),
        ({"resource": "arn:aws:s3:::x"}, False, ()),
        ({"Condition": TEAM}, None, ("aws:PrincipalTag/Team",)),
        ({"resource": OWN}, None, ("aws:PrincipalTag/Team",)),
        ({"resource": OWN, "Condition": TEAM}, None, ("aws:PrincipalTag/Team",)),
        ({"resource": "arn:aws:s3:::x", "Condition": TEAM}, False, ()),
        ({"Condition": {**TEAM, "Null": {"aws:gone": "false"}}}, False, ()),
        ({"Condition": {"Sounds": {"aws:x": "y"}}}, None, ()),
        ({"resource": "arn:aws:s3:::x", "Condition": {"Sounds": {"aws:x": "y"}}}, False, ()),
        ({"Comment": "hi"}, None, ()),
    ],
)
def test_whether_a_statement_applies(parts, applies, unknown):
    asked = request(aws_gone=None)
    made = prepared(**parts)
    assert made.applies(SERVICE, asked.context) is applies
    if applies is None:
        assert made.unknown_keys(SERVICE, asked.context) == unknown


def test_what_is_not_understood_is_said():
    assert prepared(Comment="hi").unmodelled == "the element 'Comment' is not known"
    sounds = prepared(Condition={"Sounds": {"aws:x": "y"}})
    assert sounds.unmodelled == "the condition operator Sounds is not known"


def test_it_names_every_key_it_speaks_of():
    made = prepared(resource=OWN, Condition={"Bool": {"aws:SecureTransport": "true"}})
    assert list(made.condition_keys()) == ["aws:SecureTransport", "aws:PrincipalTag/Team"]


def test_the_statements_that_speak_of_an_action_keep_their_order():
    made = document(
        statement(Sid="a"), statement(action="s3:*", Sid="b"), statement(action="*", Sid="c")
    )
    found = speaking_of(made, "ecs:createservice")
    assert [item.evidence.sid for item in found] == ["a", "c"]
