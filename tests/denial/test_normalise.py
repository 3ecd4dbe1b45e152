import pytest

from ufo_preflight.denial.normalise import normalise


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
