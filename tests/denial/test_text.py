import pytest
from hypothesis import given
from hypothesis import strategies as st

from ufo_preflight.denial.text import CompactText, is_masked, normalise, squeeze, trimmed


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("\x1b[1;31mError\x1b[0m: x", "Error: x"),
        ("\x1b]0;title\x07x", "x"),
        ("\\u001b[31mError\\u001b[0m", "Error"),
        ("[31mError[0m", "Error"),
        ("a\\nb\\r\\nc", "a\nb\nc"),
        ("a\\\\nb", "a\nb"),
        ('say \\"x\\" and \\\\\\"y\\\\\\"', 'say "x" and "y"'),
        ("\\u003cMessage\\u003e", "<Message>"),
        ("&lt;Message&gt;&quot;x&quot;&#39;y&#x27;&amp;quot;z", '<Message>"x"\'y\'"z'),
        ("a\r\nb\rc", "a\nb\nc"),
        ("“arn”\u00a0is\u200b here", '"arn" is here'),
        ("│ Error: x   \n│   on main.tf", "Error: x\non main.tf"),
        ("| cell |\n> quoted", "cell\nquoted"),
        ("    # in a comment\n    // of code\n * or here", "in a comment\nof code\nor here"),
        ("2026-03-02T09:14:05.765Z denied", "denied"),
        ("deploy\tShip\t2026-03-02T09:14:05Z denied", "denied"),
        ("web-1  | denied", "denied"),
        ("#12 0.345 denied", "denied"),
        ("\tstatus code: 403", "status code: 403"),
        ("null\x00bell\x07", "nullbell"),
    ],
)
def test_what_stands_around_a_message_is_taken_away(text, plain):
    assert normalise(text) == plain


@pytest.mark.parametrize("text", ["arn:aws:iam::***:role/a", "<acct>", "***", "a  b", "1 > 2\n3"])
def test_what_belongs_to_a_message_stays(text):
    assert normalise(text) == text


def test_a_piece_that_ends_in_a_space_keeps_it():
    assert normalise("first  \nsecond ") == "first\nsecond "


@given(st.text())
def test_every_letter_of_the_squeezed_text_has_its_place(text):
    compact = CompactText(text)
    assert len(compact.squeezed) == sum(not letter.isspace() for letter in text)
    for at, letter in enumerate(compact.squeezed):
        assert squeeze(text[compact.place(at)]) == letter
    assert compact.place(len(compact.squeezed)) == len(text)
    assert compact.end == len(text.rstrip())


def test_a_phrase_is_found_across_line_breaks_and_case():
    text = "User IS not\n  autho\nrized here"
    ((start, end),) = CompactText(text).find_all("isnotauthorized")
    assert text[start:end] == "IS not\n  autho\nrized"


def test_places_lead_there_and_back():
    compact = CompactText(" a b ")
    assert [compact.squeezed_at(place) for place in range(6)] == [0, 0, 1, 1, 2, 2]
    assert (compact.end_place(0), compact.end_place(1), compact.end_place(2)) == (0, 2, 4)


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
