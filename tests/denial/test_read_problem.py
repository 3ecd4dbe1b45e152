import pytest

from ufo_preflight.denial import explain

ROLE = "arn:aws:iam::111122223333:role/task"


@pytest.mark.parametrize(
    ("text", "resource"),
    [
        (f"ECS was unable to assume the role '{ROLE}' that was", ROLE),
        (f"Role {ROLE} is invalid or cannot be assumed", ROLE),
        ("ECS was unable to assume the role that was provided", None),
        ("Not authorized for images: [ami-0abc]", "ami-0abc"),
        ("Not authorized for images", None),
    ],
)
def test_the_thing_that_cannot_be_used_is_named(text, resource):
    (denial,) = explain(text)
    assert denial.resource == resource


def test_a_phrase_that_needs_confirming_is_not_told_without():
    ref = "failed to resolve ref 111122223333.dkr.ecr.us-west-2.amazonaws.com/demo:1"
    assert [denial.problem for denial in explain(f"{ref}: demo: not found")] == ["image-not-found"]
    assert explain(f"{ref}: timeout") == []


def test_the_clearer_of_two_problems_in_one_message_is_told():
    text = "An error occurred (SignatureDoesNotMatch): Signature expired: 2026 is now earlier"
    assert [denial.problem for denial in explain(text)] == ["clock-wrong"]
