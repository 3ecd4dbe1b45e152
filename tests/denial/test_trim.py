import pytest

from ufo_preflight.denial.trim import is_masked, trimmed


@pytest.mark.parametrize(
    ("word", "plain"),
    [
        ("arn:aws:iam::1:role/x:", "arn:aws:iam::1:role/x"),
        ("arn:aws:iam::1:role/x.", "arn:aws:iam::1:role/x"),
        ("arn:aws:iam::1:role/x),", "arn:aws:iam::1:role/x"),
        ("arn:aws:iam::1:role/x</Message>", "arn:aws:iam::1:role/x"),
        ('arn:aws:iam::1:role/x"}', "arn:aws:iam::1:role/x"),
        ("arn:aws:logs:us-west-2:1:log-group:x:log-stream:", None),
        ("arn:aws:iam::<acct>:role/x-...", None),
        ("arn:aws:iam::[REDACTED]:role/{name}", None),
        ("arn:aws:iam::1:role/x**", "arn:aws:iam::1:role/x"),
        ("arn:aws:iam::1:role/x***", None),
        ("*", None),
    ],
)
def test_punctuation_of_the_sentence_is_no_part_of_a_word(word, plain):
    assert trimmed(word) == (plain or word)


def test_masks_are_known_in_either_case():
    for word in ("arn:aws:iam::***:x", "arn:aws:iam::XXXX:x", "arn:aws:iam::xxx:x", "<name>"):
        assert is_masked(word)
    assert not is_masked("arn:aws:iam::111122223333:role/x*")
