from ufo_preflight.denial.phrases import Form, needles, sightings
from ufo_preflight.denial.text import CompactText


def seen(text):
    return [(one.form, text[one.start : one.end]) for one in sightings(CompactText(text)).all]


def test_the_longest_phrase_at_a_place_wins():
    assert seen("You are not authorized to perform this operation.") == [
        (Form.OPERATION, "not authorized to perform this operation")
    ]
    assert seen("is not authorized to perform: x") == [(Form.PERFORM, "not authorized to perform")]


def test_an_identifier_counts_only_as_it_is_written():
    assert seen("AccessDeniedException: x") == [(Form.CODE, "AccessDeniedException")]
    assert seen("expired token, no credentials error") == []
    assert seen("access denied") == [(Form.WORDS, "access denied")]
    assert seen("Access\nDenied") == [(Form.CODE, "Access\nDenied")]


def test_codes_tell_nothing_by_themselves():
    found = sightings(CompactText("(AccessDenied) Rate exceeded"))
    assert [one.form for one in found.telling] == [Form.PROBLEM]


def test_no_phrase_is_there_twice():
    twice = [needle for needle in needles() if needles().count(needle) > 1]
    assert twice == ["accessdenied", "accessdenied"]


def test_a_telling_phrase_wins_over_a_weak_one_that_begins_before_it():
    text = "access denied: requested access to the resource is denied"
    assert [form for form, _words in seen(text)] == [Form.PROBLEM]
