import pytest

from ufo_preflight.denial import Problem, explain
from ufo_preflight.denial.next_steps import PROBLEM_ADVICE
from ufo_preflight.denial.phrases import KNOWN_PROBLEMS, Form, needles, sightings
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


@pytest.mark.parametrize("known", KNOWN_PROBLEMS, ids=lambda known: known.phrase)
def test_every_phrase_is_told_as_its_problem_without_a_statement(known):
    (denial,) = explain(f"failed: {known.phrase} x {known.confirmed_by}")
    assert (denial.problem, denial.reason, denial.action) == (
        known.problem,
        known.reason,
        known.action,
    )
    assert denial.advice.todo.startswith(PROBLEM_ADVICE[known.problem].todo.split("{")[0])
    assert denial.advice.statement == ""


def test_every_problem_has_a_phrase_and_advice():
    told = {known.problem for known in KNOWN_PROBLEMS} | {Problem.IMAGE_NOT_USABLE}
    assert told == set(Problem) == set(PROBLEM_ADVICE)
