import json

import pytest

from ufo_preflight.denial import explain
from ufo_preflight.denial.decoded import opened

TEXT = (
    "API: ec2:DeleteRoute You are not authorized to perform this operation."
    " Encoded authorization failure message: ABCDEFGHIJKLMNOPQRST"
)
MESSAGE = {
    "allowed": False,
    "explicitDeny": False,
    "matchedStatements": {"items": []},
    "context": {
        "principal": {"arn": "arn:aws:iam::111122223333:user/ana"},
        "action": "RunInstances",
        "resource": "arn:aws:ec2:us-west-2:111122223333:instance/*",
        "conditions": {"items": [{"key": "aws:Service", "values": {"items": [{"value": "ec2"}]}}]},
    },
}


def test_a_decoded_message_fills_in_what_the_text_left_out():
    (denial,) = explain(TEXT)
    found = opened(denial, json.dumps(MESSAGE))
    assert (found.principal, found.action, found.resource, found.reason.value) == (
        "arn:aws:iam::111122223333:user/ana",
        "ec2:DeleteRoute",
        "arn:aws:ec2:us-west-2:111122223333:instance/*",
        "unspecified",
    )
    assert '"ec2:DeleteRoute"' in found.advice.statement


def test_a_deny_that_matched_is_named_and_no_statement_offered():
    (denial,) = explain(TEXT.replace("API: ec2:DeleteRoute ", ""))
    items = [{"statementId": "NoInstances", "effect": "DENY"}]
    message = {**MESSAGE, "explicitDeny": True, "matchedStatements": {"items": items}}
    found = opened(denial, json.dumps(message))
    assert (found.action, found.reason.value) == ("ec2:RunInstances", "explicit_unspecified")
    assert found.advice.statement == ""
    assert found.advice.notes[-1] == "The decoded message names the DENY statement NoInstances."


@pytest.mark.parametrize("text", ["no JSON", "[]", '{"context": 1}'])
def test_another_text_is_a_value_error(text):
    (denial,) = explain(TEXT)
    with pytest.raises(ValueError):  # noqa: PT011
        opened(denial, text)
