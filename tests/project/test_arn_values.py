"""ARNs that a project states: one that is malformed warns and is unknown."""

from __future__ import annotations

import pytest

from ufo_preflight.project.arn_values import ROLE, WEB_ACL, checked_arn, checked_roles
from ufo_preflight.project.snapshot import NIL, Computed, Known
from ufo_preflight.project.task_definition import unreadable


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("arn:aws:iam::111122223333:role/task", ROLE),
        ("arn:aws:iam::{account}:role/path/task", ROLE),
        ("arn:aws-us-gov:iam::111122223333:role/task", ROLE),
        ("ecsTaskExecutionRole", ROLE),
        ("arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/a/1", WEB_ACL),
    ],
)
def test_what_is_an_arn_stays(text, kind):
    assert checked_arn("it", Known(text, "c.rb:3"), kind) == (Known(text, "c.rb:3"), ())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("arn:aws:iam::111122223333ole/task", ROLE),
        ("arn:aws:iam::1111:role/task", ROLE),
        ("arn:aws:iam:::role/task", ROLE),
        ("arn:aws:s3:::bucket", ROLE),
        ("arn:aws:iam::111122223333:user/task", ROLE),
        ("my-web-acl", WEB_ACL),
        ("arn:aws:wafv2:eu-west-1::regional/webacl/a/1", WEB_ACL),
    ],
)
def test_what_is_none_is_unknown_and_told_with_its_place(text, kind):
    found, (warning,) = checked_arn("it", Known(text, "c.rb:3"), kind)
    assert found == Computed("c.rb:3", "a malformed ARN")
    assert warning == f"c.rb:3: `it` is no ARN of {kind[0]}: {text}"


@pytest.mark.parametrize("value", [NIL, Known("", "c.rb:3"), Computed("c.rb:3"), Known(True, "c")])
def test_what_is_no_text_is_left_alone(value):
    assert checked_arn("it", value, WEB_ACL) == (value, ())


def test_roles_of_a_task_definition_that_cannot_be_read_are_unknown_without_a_warning():
    definition = unreadable("t.yml")
    assert checked_roles(definition) == (definition, ())
