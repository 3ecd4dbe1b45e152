"""The context of a request: names without case, values as text, absent and unknown apart."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from ufo_preflight.model import ContextEntry
from ufo_preflight.policy.request import context_of_entries, context_of_mapping


def test_names_have_no_case_and_absent_is_not_unknown():
    context = context_of_mapping({"AWS:Username": "Alice", "aws:gone": None, "aws:none": []})
    assert context.get("aws:username") == ("Alice",)
    assert context.get("aws:gone") == ()
    assert context.get("aws:none") == ()
    assert context.get("aws:other") is None


def test_strictly_what_nobody_gave_is_absent():
    assert context_of_mapping({}, strict=True).get("aws:other") == ()


def test_a_key_that_no_request_of_the_action_carries_is_absent():
    context = context_of_entries((), action="ecs:CreateService")
    assert context.get("iam:passedtoservice") == ()
    assert context.get("ecs:cluster") is None


def test_a_variable_takes_single_values_only():
    context = context_of_mapping({"aws:a": ["x"], "aws:b": ["x", "y"], "aws:TagKeys": ["x"]})
    assert context.single("aws:a") == ("x",)
    assert context.single("aws:b") == ()
    assert context.single("aws:tagkeys") == ()
    assert context.single("aws:other") is None
    assert context.lists == {"aws:b", "aws:tagkeys"}


def test_typed_entries():
    entries = (
        ContextEntry("aws:TagKeys", ("team",), "stringList"),
        ContextEntry("aws:RequestedRegion", ("us-west-2",), "stringList"),
        ContextEntry("ecs:x", ("a", "b")),
        ContextEntry("ECS:X", ("c",)),
    )
    context = context_of_entries(entries, action="ecs:CreateService")
    assert context.get("ecs:x") == ("c",)
    assert context.lists == {"aws:tagkeys"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x", "x"),
        (True, "true"),
        (False, "false"),
        (5, "5"),
        (1.5, "1.5"),
        (b"\0\1\2", "AAEC"),
        (datetime(2030, 6, 1, 12, tzinfo=timezone.utc), "2030-06-01T12:00:00Z"),
        (datetime(2030, 6, 1, 14, tzinfo=timezone(timedelta(hours=2))), "2030-06-01T12:00:00Z"),
        (datetime(2030, 6, 1, 12), "2030-06-01T12:00:00Z"),  # noqa: DTZ001
        (date(2030, 6, 1), "2030-06-01"),
    ],
)
def test_values_become_the_text_that_aws_compares(value, text):
    assert context_of_mapping({"aws:x": value}).get("aws:x") == (text,)


def test_another_value_is_refused():
    with pytest.raises(TypeError, match="a context value cannot be object"):
        context_of_mapping({"aws:x": object()})
