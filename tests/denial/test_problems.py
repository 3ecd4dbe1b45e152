import pytest

from ufo_preflight.denial import Problem, explain
from ufo_preflight.denial.layers import PROBLEM_ADVICE
from ufo_preflight.denial.problems import KNOWN_PROBLEMS


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
