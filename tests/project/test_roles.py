"""Role files: whether they declare a policy, so that the stack makes the role."""

from __future__ import annotations

import pytest

from ufo_preflight.project.files import ProjectFiles
from ufo_preflight.project.roles import read_role


def role(text, *paths):
    return read_role(ProjectFiles({"role.rb": text.encode()}), paths or ("role.rb",), {})


@pytest.mark.parametrize(
    ("text", "made", "managed"),
    [
        ('iam_policy("a", Action: ["b"])', True, False),
        ('managed_iam_policy("a", "b")', True, True),
        ("# iam_policy('a')", False, False),
        ('iam_policy("a") if foo', None, False),
        ("(", None, None),
    ],
)
def test_declarations(text, made, managed):
    found = role(text)
    assert (found.made.used, found.managed_policies.used) == (made, managed)


def test_the_first_file_that_is_there_counts():
    assert (
        role('iam_policy("a")', "app/role.rb", "role.rb").made.why == "role.rb declares a policy."
    )
    assert role("", "other.rb").made.why == "There is no other.rb."


def test_calls_are_handed_on():
    assert [use.name for use in role('iam_policy("a", Resource: ssm("/b"))').uses] == [
        "ssm",
        "iam_policy",
    ]
