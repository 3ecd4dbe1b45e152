import pytest

from ufo_preflight.denial.tokens import (
    is_hard_wrap,
    is_incomplete_arn,
    is_incomplete_policy,
    lacks_sections,
    read_token,
    read_token_backward,
)

REPO = "arn:aws:ecr:us-west-2:111122223333:repository/demo"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (f"{REPO} next", REPO),
        (f"{REPO}\nThe next line", REPO),
        (f"{REPO}\n\ntail", REPO),
        (f"{REPO}\nbecause no identity", REPO),
        (f"{REPO}\n{REPO}", REPO),
        (f"{REPO}\n10:00:01 next", REPO),
        (f"{REPO}\nError: next", REPO),
        ("arn:aws:ecr:us-\nwest-2:111122223333:repository/demo x", REPO),
        ("arn:aws:ecr:us-west-2:111122223333:repo\nsitory/demo x", REPO),
        ("arn:aws:ecr:us-west-2:111122223333:repository/\ndemo x", REPO),
        ("arn:aws:ecr:us-west-2:111122223333:repository/de\nmo because no identity", REPO),
        ("arn:aws:ecr:us-west-2:111122223333:repository/de\nmo (Service: Ecr", REPO),
    ],
)
def test_a_word_is_joined_only_on_evidence(text, word):
    assert read_token(text, 0, len(text)).text == word


def test_what_the_limit_cuts_is_not_read():
    assert read_token(f"{REPO} next", 0, 10).text == REPO[:10]


@pytest.mark.parametrize(
    ("text", "is_wrap"),
    [
        ("a" * 40 + "\n" + "b" * 40 + "\nrest", True),
        ("a" * 40 + "\n" + "b" * 30 + "\nrest", False),
        ("a" * 10 + "\n" + "b" * 10 + "\nrest", False),
        ("aaaa " * 8 + "a" * 9 + "\n" + "b" * 48 + "\nrest", True),
        ("x is not authorized to perform: " + "a" * 9 + "\n" + "b" * 41 + "\nrest", True),
    ],
)
def test_equal_widths_tell_a_hard_wrap(text, is_wrap):
    second = text.index("\n", text.index("\n") + 1)
    newline = text.index("\n") if "authorized" in text else second
    assert is_hard_wrap(text, newline) is is_wrap


def test_two_whole_messages_of_one_width_are_no_wrap():
    line = "User: x is not authorized to perform: a:b"
    assert not is_hard_wrap(f"{line}\n{line}\n", len(line))


@pytest.mark.parametrize(
    ("word", "incomplete"),
    [
        ("arn:aws:iam::111122223333:ro", True),
        ("arn:aws:iam::111122223333:role/x", False),
        ("arn:aws:iam::111122223333:root", False),
        ("arn:aws:ecs:*:111122223333:*", False),
        ("arn:aws:ecs:us-west-2:…", False),
        ("arn:aws:s3:::bucket", False),
        ("arn:aws:logs:us-west-2:1", True),
        ("bucket", False),
    ],
)
def test_an_arn_that_must_go_on_is_known(word, incomplete):
    assert is_incomplete_arn(word) is incomplete


def test_sections_and_policies():
    assert lacks_sections("arn:aws:iam:")
    assert not lacks_sections("YYY")
    assert is_incomplete_policy("arn:aws:iam::1:pol")
    assert not is_incomplete_policy("arn:aws:iam::1:policy/x")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("User: arn:aws:iam::1:user/x", "arn:aws:iam::1:user/x"),
        ("text\narn:aws:sts::1:assumed-role/\nr/s", "arn:aws:sts::1:assumed-role/r/s"),
        ("one\ntwo", "two"),
        ("", ""),
    ],
)
def test_a_word_is_read_backward_up_to_its_arn(text, word):
    assert read_token_backward(text, len(text), 0).text == word
