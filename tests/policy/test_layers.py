"""One layer's answer: a sure deny decides, an open one leaves open, and only where it matters."""

from __future__ import annotations

import pytest

from tests.policy.prepared import document, request, statement
from ufo_preflight.policy.layers import Outcome, answer

ALLOW, DENY = statement(Sid="allow"), statement("Deny", Sid="deny")
OPEN = {"Condition": {"Bool": {"aws:x": "true"}}}
MAYBE, NEVER = statement(Sid="maybe", **OPEN), statement("Deny", Sid="never", **OPEN)


@pytest.mark.parametrize(
    ("statements", "outcome", "matched", "open_"),
    [
        ((), Outcome.IMPLICIT_DENY, [], []),
        ((ALLOW,), Outcome.ALLOWED, ["allow"], []),
        ((DENY,), Outcome.EXPLICIT_DENY, ["deny"], []),
        ((ALLOW, DENY), Outcome.EXPLICIT_DENY, ["deny"], []),
        ((MAYBE,), Outcome.UNKNOWN, [], ["maybe"]),
        ((NEVER,), Outcome.IMPLICIT_DENY, [], []),
        ((ALLOW, MAYBE), Outcome.ALLOWED, ["allow"], []),
        ((ALLOW, NEVER), Outcome.UNKNOWN, [], ["never"]),
        ((MAYBE, NEVER), Outcome.UNKNOWN, [], ["never", "maybe"]),
        ((ALLOW, MAYBE, NEVER), Outcome.UNKNOWN, [], ["never"]),
        ((DENY, MAYBE, NEVER), Outcome.EXPLICIT_DENY, ["deny"], []),
    ],
)
def test_what_a_layer_says(statements, outcome, matched, open_):
    found = answer([document(item) for item in statements], request())
    assert found.outcome is outcome
    assert [item.evidence.sid for item in found.matched] == matched
    assert [item.evidence.sid for item in found.open] == open_
