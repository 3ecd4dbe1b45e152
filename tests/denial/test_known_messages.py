import pytest

from ufo_preflight.denial import Problem, explain
from ufo_preflight.denial.denial import Situation
from ufo_preflight.denial.known_messages import KNOWN_MESSAGES


@pytest.mark.parametrize("known", KNOWN_MESSAGES, ids=lambda known: known.phrase)
def test_every_phrase_is_told_as_what_it_is_without_a_statement(known):
    confirmed = " ".join((*known.confirmed_by[:1], *known.near[:1]))
    (denial,) = explain(f"failed: {known.phrase} x {confirmed}")
    assert (denial.problem, denial.situation, denial.reason, denial.action) == (
        known.problem,
        known.situation,
        known.reason,
        known.action,
    )
    assert denial.advice.statement == ""


def test_every_problem_has_a_phrase():
    told = {known.problem for known in KNOWN_MESSAGES} | {Problem.IMAGE_NOT_USABLE}
    assert told == set(Problem) | {None}


def test_every_situation_has_a_phrase_or_is_found_by_what_it_lists():
    told = {known.situation for known in KNOWN_MESSAGES} - {None}
    assert set(Situation) - told == {
        Situation.TEMPLATE,
        Situation.EXECUTION_ROLE,
        Situation.BLOCK_PUBLIC_ACCESS,
    }
