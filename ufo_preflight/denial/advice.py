"""What to do about a reading by what it is: a layer, a problem, a situation, or nothing known."""

from __future__ import annotations

import re

from ufo_preflight.arn import account_of
from ufo_preflight.denial.aws_commands import login_command, trail_command
from ufo_preflight.denial.denial import Advice, DenialReason, Problem, Situation, TextReading
from ufo_preflight.denial.next_steps import (
    PROBLEM_ADVICE,
    PULL_AT_RUN_TIME,
    SITUATION_ADVICE,
    WHOSE,
    check_of,
)
from ufo_preflight.denial.offer import Offer, is_pass_role
from ufo_preflight.denial.principal import Principal, RefusedKind, policy_principal
from ufo_preflight.model import Layer
from ufo_preflight.refusals import Fixer, Refused, refusal

ASSUME_WEB_IDENTITY = "sts:AssumeRoleWithWebIdentity"
ASSUME = ("sts:AssumeRole", "sts:TagSession", ASSUME_WEB_IDENTITY, "sts:AssumeRoleWithSAML")
# What a KMS key wants beside every identity policy.
KEY_POLICY = (
    "The policy of the KMS key has to allow it as well: it names the principal, or leaves it to IAM"
    " policies by naming the account's root."
)
_SERVICE_NAME = re.compile(r"(?<![\w.])[a-z][a-z-]{1,40}\.amazonaws\.com(?![\w/])")
_AT_RUN_TIME = (RefusedKind.EXECUTION_ROLE, RefusedKind.TASK_ROLE)
_KEYS_PAGE = (
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/security-creds-programmatic-access.html"
)


def made(
    reading: TextReading,
    who: Principal,
    todo: str,
    *,
    fixer: Fixer | None = None,
    offered: Offer | None = None,
    notes: tuple[str, ...] = (),
    commands: tuple[str, ...] = (),
    page: str = "",
    whose: str = "",
) -> Advice:
    """Return the advice on a reading: `todo`, and what its principal and its action add."""
    is_elsewhere = who.kind in _AT_RUN_TIME or reading.action in ASSUME
    return Advice(
        todo=todo,
        whose=whose or who.whose,
        fixer=fixer or who.fixer,
        statement=offered.statement if offered else "",
        commands=commands,
        notes=(*notes, *(offered.notes if offered else ())),
        check="" if is_elsewhere else check_of(reading.named_action or reading.action),
        page=page,
    )


def call_notes(reading: TextReading) -> tuple[str, ...]:
    """Return how the call and the missing action belong together."""
    action = reading.named_action or reading.action or ""
    notes = []
    if reading.named_action:
        notes.append(f"The call was {reading.action}; what it lacks is {reading.named_action}.")
    elif reading.called and not action:
        notes.append(f"The call was {reading.called}.")
    elif reading.called and action.partition(":")[2].lower() != reading.called.lower():
        notes.append(f"The call was {reading.called}; AWS checks {action} inside it.")
    if is_pass_role(action):
        notes.append("AWS names one role at a time: the task's other role may be next.")
    return tuple(notes)


def trail(reading: TextReading) -> tuple[str, ...]:
    """Return the command that finds the call in CloudTrail, as far as the text tells it."""
    command = trail_command(reading)
    return (command,) if command else ()


def of_layer(reading: TextReading, who: Principal) -> Advice:
    """Advise as the book of refusals says of the layer."""
    layer = reading.reason.layer
    is_named_there = layer in (Layer.RESOURCE_POLICY, Layer.TRUST_POLICY)
    refused = Refused(
        actions=reading.action or "the action",
        resource=reading.resource or "",
        principal=(is_named_there and policy_principal(reading.principal)) or who.name,
        place=reading.policy_arn or "",
        account=account_of(reading.principal),
    )
    rule = refusal(layer, refused, explicit=reading.reason.is_explicit)
    region = _region(reading.resource)
    notes = call_notes(reading)
    if rule.may_be_region and region:
        notes = (*notes, f"Such policies often limit Regions: check whether {region} is allowed.")
    if layer is Layer.RESOURCE_POLICY and (reading.action or "").startswith("kms:"):
        notes = (*notes, KEY_POLICY)
    if not reading.is_understood:
        notes = (*notes, "The text does not say what was refused: paste the whole message.")
    return made(
        reading,
        who,
        rule.sentence,
        fixer=rule.fixer,
        notes=(*rule.notes, *notes),
        commands=() if reading.resource or reading.principal else trail(reading),
        page=who.page if rule.fixer is None else "",
    )


def _region(resource: str | None) -> str:
    parts = (resource or "").split(":")
    return parts[3] if len(parts) > 3 else ""


def of_situation(reading: TextReading, who: Principal, situation: Situation) -> Advice:
    """Advise on a denial whose wording is known."""
    rule = SITUATION_ADVICE[situation]
    is_registry = situation is Situation.REGISTRY_PUSH
    sentence = rule.sentence
    if situation is Situation.PIPELINE_ROLE and reading.action:
        sentence = "Allow {action} in a policy of the role of the pipeline (or of its action)."
    if is_registry and reading.at_run_time:
        is_registry, sentence = False, PULL_AT_RUN_TIME
    return made(
        reading,
        who,
        sentence.format(
            resource=reading.resource or "the bucket",
            action=reading.action or "the action",
            registry=reading.host or "the registry",
        ),
        fixer=rule.fixer,
        notes=(*rule.notes, *call_notes(reading)),
        commands=(login_command(reading.host),) if is_registry else trail(reading),
        whose="" if reading.principal else WHOSE.get(situation, ""),
    )


def of_problem(reading: TextReading, problem: Problem) -> Advice:
    """Advise on what is no permission problem."""
    rule = PROBLEM_ADVICE[problem]
    return Advice(
        todo=rule.sentence.format(
            resource=reading.resource or "the role",
            registry=reading.host or "the registry",
            service=_service(reading),
        ),
        whose="Nobody's permission: this is not a permission problem.",
        fixer=rule.fixer or Fixer.YOU,
        commands=_commands(reading, problem),
        notes=rule.notes,
        check="iam" if problem is Problem.SERVICE_LINKED_ROLE else "",
    )


def _service(reading: TextReading) -> str:
    """Return the service that has to be able to assume the role, as far as the text tells it."""
    named = _SERVICE_NAME.search(reading.quote)
    if named:
        return named[0]
    if "Lambda" in reading.quote:
        return "lambda.amazonaws.com"
    if reading.reason is DenialReason.ECS_CANNOT_ASSUME_ROLE:
        return "ecs-tasks.amazonaws.com"
    return "the service that uses it (ecs-tasks.amazonaws.com for task and execution roles)"


def _commands(reading: TextReading, problem: Problem) -> tuple[str, ...]:
    if problem is Problem.SERVICE_LINKED_ROLE:
        return ("aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com",)
    if problem is Problem.CREDENTIALS_INVALID:
        return ("aws sts get-caller-identity",)
    if problem is not Problem.REGISTRY_LOGIN:
        return ()
    is_other = reading.reason is DenialReason.NOT_AN_IAM_DENIAL and reading.host is None
    return ("docker login",) if is_other else (login_command(reading.host),)


def of_leaked_key(reading: TextReading, who: Principal) -> Advice:
    """Advise where AWS attached its quarantine policy."""
    policy = (reading.policy_arn or "").rpartition("/")[2]
    todo = (
        f"Treat the access key of {who.name} as leaked: AWS attached {policy} because the key was"
        " found in public. Replace the key, look in CloudTrail what it was used for, and only then"
        " detach the policy."
    )
    notes = ("No statement changes this denial while the quarantine policy is attached.",)
    fixer = Fixer.SECURITY_TEAM
    return made(reading, who, todo, fixer=fixer, notes=notes, page=_KEYS_PAGE)


def of_encoded(reading: TextReading, who: Principal) -> Advice:
    """Advise where only STS can tell the reason."""
    todo = "Decode the message: `--decode` does, or run the command below."
    if not reading.encoded:
        todo = "Get the text with its encoded message: here nothing follows its label."
    notes = ("Decoding needs sts:DecodeAuthorizationMessage.", *call_notes(reading))
    return made(reading, who, todo, notes=notes, page=who.page)


def of_clause(reading: TextReading, who: Principal) -> Advice:
    """Advise on a "because" that is not understood: it may be no matter of policies at all."""
    todo = (
        f"Read why it was refused: {reading.clause}. This is none of the layers of policies that AWS"
        " documents, so no statement is offered."
    )
    return made(reading, who, todo, notes=call_notes(reading), commands=trail(reading))


def of_unread(reading: TextReading, who: Principal) -> Advice:
    """Advise where the text says no more than that something was refused."""
    todo = (
        "Look the refused call up in CloudTrail, or paste the whole message: this part says that"
        " something was refused, and not what."
    )
    notes = (f"The call was {reading.called}.",) if reading.called else ()
    return made(reading, who, todo, fixer=Fixer.YOU, notes=notes, commands=trail(reading))
