"""A statement applies, does not, or hangs on keys that it names."""

from __future__ import annotations

import pytest

from tests.policy.prepared import SERVICE, document, request, statement

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
        ({"resource": "arn:aws:s3:::x", "Comment": "hi"}, False, ()),
        ({"Comment": "hi"}, None, ()),
    ],
)
def test_whether_a_statement_applies(parts, applies, unknown):
    asked = request(resource=SERVICE, aws_gone=None)
    made = prepared(**parts)
    assert made.applies(asked) is applies
    if applies is None:
        assert made.unknown_keys(asked) == unknown


def test_what_is_not_understood_is_said():
    assert prepared(Comment="hi").unmodelled == "the element 'Comment' is not known"


def test_it_names_every_key_it_speaks_of():
    made = prepared(resource=OWN, Condition={"Bool": {"aws:SecureTransport": "true"}})
    assert list(made.condition_keys()) == ["aws:SecureTransport", "aws:PrincipalTag/Team"]


def test_the_statements_that_speak_of_an_action_keep_their_order():
    made = document(
        statement(Sid="a"), statement(action="s3:*", Sid="b"), statement(action="*", Sid="c")
    )
    found = made.speaking_of("ecs:createservice")
    assert [item.evidence.sid for item in found] == ["a", "c"]
