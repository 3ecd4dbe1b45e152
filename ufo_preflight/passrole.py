"""iam:PassRole asked the way ECS asks it, and the controls that tell how wide the grant is.

PassRole is no API call: AWS checks it inside others, on the role, with iam:PassedToService.
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ufo_preflight.model import ContextEntry, Decision, Layer, Question, Reason, Verdict

ACTION = "iam:PassRole"
SERVICE_KEY = "iam:PassedToService"
# Named by no UFO deploy, and the service whose instances would hand a passed role to anybody on them.
OTHER_SERVICE = "ec2.amazonaws.com"
# What policies name by mistake where tasks are meant, in the order of how often it is seen.
WRONG_SERVICES = (
    "ecs.amazonaws.com",
    OTHER_SERVICE,
    "application-autoscaling.amazonaws.com",
    "cloudformation.amazonaws.com",
)
UNCONDITIONAL = "unconditional: wider than UFO's page recommends"


def is_passrole(question: Question) -> bool:
    """Return whether the question is iam:PassRole for a named service."""
    return question.action == ACTION and service_of(question) != ""


def refuse_foreign(question: Question) -> Decision | None:
    """Return the denial of passing a role of another account, None for a role of this one.

    No policy can allow it: a role is passed to a service of its own account alone.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
    """
    owner = question.foreign_account
    if not is_passrole(question) or not owner:
        return None
    return Decision(
        Verdict.DENIED,
        Reason.IMPLICIT_DENY,
        detail=f"{question.shown} is a role of account {owner}, and a role can only be passed within "
        "its own account: name a role of this account, or deploy with credentials of that one",
    )


def service_of(question: Question) -> str:
    """Return the service that the role is passed to, "" when none is named."""
    for entry in question.context:
        if entry.key.lower() == SERVICE_KEY.lower():
            return entry.values[0]
    return ""


def for_service(question: Question, service: str) -> Question:
    """Return the same question with the role passed to another service; "" leaves the key out."""
    rest = tuple(entry for entry in question.context if entry.key.lower() != SERVICE_KEY.lower())
    named = (ContextEntry(SERVICE_KEY, (service,)),) if service else ()
    return replace(question, context=rest + named)


def controls(question: Question) -> tuple[Question, ...]:
    """Return the spare questions that tell a limited grant from an unconditional one.

    The one without a service shares its context with other IAM requests, so it costs no call.
    """
    return tuple(
        replace(for_service(question, service), spare=True) for service in (OTHER_SERVICE, "")
    )


def width(question: Question, decisions: Mapping[Question, Decision]) -> str:
    """Return a note on how wide an allowed PassRole is, "" when the controls do not tell."""
    other, unnamed = (decisions.get(control) for control in controls(question))
    found = other if other and other.verdict is not Verdict.UNKNOWN else unnamed
    if found is None or (found.verdict is Verdict.UNKNOWN and not _hangs_on_service(found)):
        return ""
    if found.verdict is Verdict.ALLOWED:
        return UNCONDITIONAL
    if service_of(question) == "ecs-tasks.amazonaws.com":
        return "limited to ECS tasks"
    return f"limited to {service_of(question)}"


def _hangs_on_service(decision: Decision) -> bool:
    """Return whether it was the missing service that left the grant open, so that one is named."""
    return SERVICE_KEY.lower() in (key.lower() for key in decision.missing_context)


def wrong_service_questions(question: Question) -> tuple[Question, ...]:
    """Return the questions that find out whether the role may be passed to a wrong service."""
    return tuple(for_service(question, service) for service in WRONG_SERVICES)


def judge_wrong_service(
    question: Question, decision: Decision, decisions: Mapping[Question, Decision]
) -> Decision:
    """Return `decision`, or the same denial that names the wrong service it is granted for."""
    granted: Iterable[str] = [
        service_of(asked)
        for asked in wrong_service_questions(question)
        if asked in decisions and decisions[asked].verdict is Verdict.ALLOWED
    ]
    if not granted:
        return decision
    return Decision.denied(
        Reason.WRONG_SERVICE_PASSROLE,
        Layer.IDENTITY,
        near_misses=decision.near_misses,
        detail=f"granted for {', '.join(granted)}, not for {service_of(question)}",
    )
