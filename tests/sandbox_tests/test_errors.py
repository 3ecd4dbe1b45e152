from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.sandbox import allow
from tests.sandbox_tests.asking import context, hold, simulate

ROOT = "arn:aws:iam::123456789012:root"
SESSION = "arn:aws:sts::123456789012:assumed-role/deploy/s"


def refusal(box, *actions, **more):
    with pytest.raises(ClientError) as caught:
        simulate(box, *actions, **more)
    error = caught.value.response
    return (
        error["ResponseMetadata"]["HTTPStatusCode"],
        error["Error"]["Code"],
        error["Error"]["Message"],
    )


@pytest.mark.parametrize(
    ("source", "status", "code", "text"),
    [
        (
            "arn:aws:iam::123456789012:role/x/nobody",
            404,
            "NoSuchEntity",
            "Unable to retrieve specified IAM entity.",
        ),
        (
            "arn:aws:iam::999999999999:user/dev",
            400,
            "InvalidInput",
            (
                "Invalid Policy Source Arn: caller's account 123456789012 does not have access to "
                "policies in account 999999999999."
            ),
        ),
        (ROOT, 400, "InvalidInput", f"Invalid ARN provided in the request: {ROOT}"),
        (SESSION, 400, "InvalidInput", f"Invalid ARN provided in the request: {SESSION}"),
    ],
)
def test_who_cannot_be_simulated(box, source, status, code, text):
    assert refusal(box, "a:A", source=source) == (status, code, text)


def test_sessions_were_refused_in_other_words(box):
    box.use_shape("old")
    assert refusal(box, "a:A", source=SESSION)[2] == (
        f"Invalid Entity Arn: {SESSION} does not clearly define entity type and name."
    )


def typed(key, kind, *values):
    return {"ContextKeyName": key, "ContextKeyType": kind, "ContextKeyValues": list(values)}


@pytest.mark.parametrize(
    ("more", "code", "text"),
    [
        (
            {"ResourceArns": ["not-an-arn"]},
            "InvalidInput",
            "ResourceNames are not in a valid ARN format: not-an-arn.",
        ),
        (
            {"ContextEntries": [typed("Stack:Test", "string"), typed("stack:test", "string")]},
            "InvalidInput",
            "Duplicate context key: STACK:TEST.",
        ),
        (
            {"ContextEntries": [typed("K:a", "string", "1", "2")]},
            "InvalidInput",
            "Context key string expected a single value, but received 2.",
        ),
        (
            {"ContextEntries": [typed("K:a", "numeric", "many")]},
            "InvalidInput",
            "Invalid context value for key K:a: expected numeric format.",
        ),
        (
            {"ContextEntries": [typed("K:a", "dateList", "someday")]},
            "InvalidInput",
            "Invalid context value for key K:a: expected DateTime format.",
        ),
        (
            {"ContextEntries": [typed("K:a", "ip", "here")]},
            "InvalidInput",
            "Invalid context value for key K:a: expected IP address.",
        ),
        (
            {"ContextEntries": [typed("K:a", "binary", "§")]},
            "InvalidInput",
            "Invalid context value for key K:a: expected base-64 encoded binary format.",
        ),
        (
            {"PolicyInputList": ["{}"]},
            "InvalidInput",
            "Policy input list item 1 has invalid content",
        ),
        (
            {"PermissionsBoundaryPolicyInputList": [str(allow("*")).replace("'", '"')] * 2},
            "InvalidInput",
            "The list of Permissions Boundary policies cannot exceed 1 items.",
        ),
        ({"Marker": "elsewhere"}, "InvalidInput", "Invalid marker for pagination."),
    ],
)
def test_what_is_not_taken(box, more, code, text):
    hold(box)
    assert refusal(box, "a:A", **more) == (400, code, text)


def test_an_action_needs_a_colon(box):
    hold(box)
    assert refusal(box, "ecs:CreateService", "ListUsers")[2] == (
        "The action is invalid since it is missing names"
    )


@pytest.mark.parametrize(
    "more", [{"MaxItems": 1001}, {"ContextEntries": [typed("K:a", "text", "1")]}]
)
def test_what_the_grammar_refuses(box, more):
    hold(box)
    assert refusal(box, "a:A", **more)[:2] == (400, "ValidationError")


def test_boolean_takes_anything(box):
    hold(box)
    assert simulate(box, "a:A", ContextEntries=[typed("K:a", "boolean", "perhaps")])


def test_known_and_unknown_actions_are_not_judged_together_on_a_resource(box):
    hold(box)
    asked = ["s3:GetObject", "s3:MadeUp", "s3:PutObject"]
    assert refusal(box, *asked, ResourceArns=["arn:aws:s3:::a/1"])[2].startswith(
        "Invalid Input Actions: [s3:GetObject,s3:PutObject] and [s3:MadeUp] require different "
        "authorization information."
    )
    assert len(simulate(box, *asked)) == 3


def test_actions_of_different_resources_can_be_kept_apart(box):
    hold(box)
    asked, arns = ["s3:GetObject", "iam:PassRole"], ["arn:aws:s3:::a/1"]
    assert len(simulate(box, *asked, ResourceArns=arns)) == 2
    box.controls.strict_mixing = True
    assert "[s3:GetObject] and [iam:PassRole]" in refusal(box, *asked, ResourceArns=arns)[2]


def test_pages_count_actions_and_their_marker_is_of_the_same_request(box):
    hold(box)
    box.faults(page=2)
    iam = box.client("iam")
    asked = {
        "PolicySourceArn": "arn:aws:iam::123456789012:user/dev",
        "ActionNames": [f"a:A{number}" for number in range(5)],
        "ContextEntries": context(aws__RequestedRegion="us-west-2"),
    }
    pages = list(iam.get_paginator("simulate_principal_policy").paginate(**asked))
    assert [len(page["EvaluationResults"]) for page in pages] == [2, 2, 1]
    assert [page["IsTruncated"] for page in pages] == [True, True, False]
    other = asked | {"ActionNames": ["b:B"], "Marker": pages[0]["Marker"]}
    with pytest.raises(ClientError, match=r"Invalid marker for pagination\."):
        iam.simulate_principal_policy(**other)
