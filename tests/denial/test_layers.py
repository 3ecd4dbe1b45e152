import pytest

from ufo_preflight.denial.denial import DenialReason
from ufo_preflight.denial.layers import LAYER_ADVICE, PROBLEM_ADVICE

ELSEWHERE = {
    DenialReason.IDENTITY_IMPLICIT,
    DenialReason.UNSPECIFIED,
    DenialReason.ENCODED,
    DenialReason.ECS_CANNOT_ASSUME_ROLE,
    DenialReason.SERVICE_LINKED_ROLE_MISSING,
    DenialReason.INVALID_ROLE,
    DenialReason.NOT_AN_IAM_DENIAL,
    DenialReason.NOT_AN_ACCESS_DENIED,
}
VALUES = dict.fromkeys(("action", "resource", "role", "principal", "holder", "policy"), "x")


def test_every_reason_that_no_statement_helps_has_its_advice():
    assert set(LAYER_ADVICE) == set(DenialReason) - ELSEWHERE


@pytest.mark.parametrize("rule", [*LAYER_ADVICE.values(), *PROBLEM_ADVICE.values()])
def test_every_rule_can_be_filled_in_and_ends_a_sentence(rule):
    for text in (rule.todo, *rule.notes):
        filled = text.format(**VALUES)
        assert filled[0].isupper()
        assert filled.endswith(".")
        assert "{" not in filled
