"""Service-linked roles: the right to make one is missed only where the role does not exist yet.

https://docs.aws.amazon.com/IAM/latest/UserGuide/create-service-linked-role.html
"""

from __future__ import annotations

from dataclasses import replace

from ufo_preflight.aws.codes import error_code
from ufo_preflight.aws.session import AwsSession
from ufo_preflight.aws.translate import SDK_ERRORS
from ufo_preflight.check import result_of
from ufo_preflight.model import Need, Result, Verdict
from ufo_preflight.report import ActionResult, CheckResult

CREATE = "iam:CreateServiceLinkedRole"
EXISTS = "The service-linked roles exist: nothing has to create them."


def look_up(checks: tuple[CheckResult, ...], session: AwsSession) -> tuple[CheckResult, ...]:
    """Return the rows without denials to make roles that exist; those that do not are named.

    One iam:GetRole a denied role; where it is refused the denial stays as it is.
    """
    return tuple(_looked_up(row, session) for row in checks)


def _looked_up(row: CheckResult, session: AwsSession) -> CheckResult:
    found = tuple(_answer(action, session) for action in row.actions)
    kept = tuple(action for action in found if action is not None)
    if kept == row.actions:
        return row
    if not kept:
        return CheckResult(replace(row.check, need=Need.NO, why=EXISTS), Result.SKIPPED)
    return replace(row, actions=kept, result=result_of(row.check, kept))


def _answer(found: ActionResult, session: AwsSession) -> ActionResult | None:
    """Return the finding, with what is known of its role; None when the role exists."""
    question, decision = found.requirement.question, found.decision
    if question.action != CREATE or decision.verdict is not Verdict.DENIED or not question.resource:
        return found
    name = question.resource.rpartition("/")[2]
    try:
        session.iam.get_role(RoleName=name)
    except SDK_ERRORS as error:
        if error_code(error) != "NoSuchEntity":
            return found
        missing = f"{name} does not exist. {decision.detail}".strip()
        return replace(found, decision=replace(decision, detail=missing))
    return None
