"""What a call of the simulator that failed means for its questions. Pure.

A failure is an undecided row with its reason, never a denial. Some only concern how the questions
were put together, and are asked again in smaller calls.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html#API_SimulatePrincipalPolicy_Errors
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ufo_preflight.aws.codes import ACCESS_DENIED, THROTTLING, error_code, error_text
from ufo_preflight.aws.grouping import Batch, by_action, by_named_actions, halves
from ufo_preflight.aws.sign_in import SignIn
from ufo_preflight.aws.translate import translate
from ufo_preflight.model import Decision, Reason

DIFFERENT_AUTHORIZATION = "require different authorization information"
_BRACKETS = re.compile(r"\[([^\]]*)\]")
# An InvalidInput about one of these is the same for every question of the call.
SHARED_INPUT = ("context", "entity arn", "policy source arn", "arn provided in the request")


@dataclass(frozen=True)
class Failure:
    """A failed call: ask `again` in smaller calls, or every question of it is `decision`.

    `lasting` failures would meet every further call, so none is made.
    """

    decision: Decision
    again: tuple[Batch, ...] = ()
    lasting: bool = False


def failure_of(batch: Batch, error: Exception, sign_in: SignIn) -> Failure:
    """Return what follows from the error that the call of `batch` ended with."""
    code, text = error_code(error), error_text(error)
    if code in ACCESS_DENIED:
        return Failure(Decision.unknown(Reason.SIMULATE_DENIED, detail=text), lasting=True)
    if code in THROTTLING:
        return Failure(
            Decision.unknown(Reason.THROTTLED, detail=_sentences(error, sign_in)), lasting=True
        )
    if code == "NoSuchEntity":
        detail = f"IAM does not know {batch.principal}: {text}"
        return Failure(Decision.unknown(Reason.REFUSED_BY_API, detail=detail), lasting=True)
    if code == "InvalidInput":
        return _invalid(batch, text)
    if code in ("PolicyEvaluation", "ValidationError"):
        return Failure(_refused(f"{code}: {text}"))
    return Failure(
        Decision.unknown(Reason.NO_RESULT, detail=_sentences(error, sign_in)), lasting=True
    )


def _sentences(error: Exception, sign_in: SignIn) -> str:
    """Return what is wrong and what to do, as sentences."""
    translated = translate(error, sign_in)
    message = translated.message
    return f"{message[0].upper()}{message[1:]}. {translated.hint}".rstrip()


def _refused(text: str) -> Decision:
    return Decision.unknown(Reason.REFUSED_BY_API, detail=f"The simulator refused it: {text}")


def _invalid(batch: Batch, text: str) -> Failure:
    refused = Failure(_refused(text))
    if DIFFERENT_AUTHORIZATION in text:
        parts = by_named_actions(batch, _named_groups(text))
        parts = parts if len(parts) > 1 else by_action(batch)
        return Failure(refused.decision, parts if len(parts) > 1 else ())
    if len(batch.questions) == 1 or any(word in text.lower() for word in SHARED_INPUT):
        return refused
    return Failure(refused.decision, halves(batch))


def _named_groups(text: str) -> tuple[frozenset[str], ...]:
    return tuple(
        frozenset(action.strip().lower() for action in group.split(","))
        for group in _BRACKETS.findall(text)
    )
