"""Texts out of values."""

from __future__ import annotations

import pytest

from ufo_preflight.project.findings import known_text, known_texts, role_arn, stated_or
from ufo_preflight.project.values import NIL, Computed, Known


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (Known(("a", None, "b")), ("a", "b")),
        (Known("a, b"), ("a", "b")),
        (NIL, ()),
        (Computed("c.rb:1"), ()),
    ],
)
def test_lists_of_texts(value, texts):
    assert known_texts(value) == texts


def test_a_text_or_nothing():
    assert known_text(Known("a")) == "a"
    assert known_text(Known(1)) == known_text(NIL) == known_text(Computed("c.rb:1")) == ""


def test_roles_are_given_by_arn_or_by_name():
    assert role_arn("arn:aws:iam::1:role/a") == "arn:aws:iam::1:role/a"
    assert role_arn("a") == "arn:{partition}:iam::{account}:role/a"


def test_what_is_stated_comes_first():
    assert stated_or({"stack": ("mine",)}, "stack", "found") == "mine"
    assert stated_or({}, "stack", "found") == "found"
