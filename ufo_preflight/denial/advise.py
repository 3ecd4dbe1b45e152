"""A reading to its advice: what to do, whose job it is, and what to paste, where pasting helps.

An identity statement is offered for a refusal by identity policies and, as a guess that says so,
where the message names no layer. Nowhere else could one help.
"""

from __future__ import annotations

from ufo_preflight.denial.denial import Advice, DenialReason, Problem, Reading
from ufo_preflight.denial.next_steps import LAYER_ADVICE, PROBLEM_ADVICE, check_of
from ufo_preflight.denial.offer import account_of, is_complete, passed_to, statement_text
from ufo_preflight.denial.principal import Principal, PrincipalKind, principal_of
from ufo_preflight.passrole import ACTION as PASS_ROLE
from ufo_preflight.refusals import Fixer

_QUARANTINE = "AWSCompromisedKeyQuarantine"
_ASSUME = (
    "sts:AssumeRole",
    "sts:AssumeRoleWithWebIdentity",
    "sts:AssumeRoleWithSAML",
    "sts:TagSession",
)


def advise(reading: Reading) -> Advice:
    """Return what to do about the reading."""
    who = principal_of(reading)
    if not reading.is_understood:
        return _unread(who)
    if reading.problem is not None:
        return _problem(reading, reading.problem)
    if _QUARANTINE in (reading.policy_arn or ""):
        return _leaked(reading, who)
    if reading.reason is DenialReason.ENCODED:
        return _encoded(reading, who)
    if reading.reason is DenialReason.IDENTITY_IMPLICIT:
        return _identity(reading, who)
    if reading.reason is DenialReason.UNSPECIFIED:
        return _unspecified(reading, who)
    return _layer(reading, who)


def _row(reading: Reading, who: Principal) -> str:
    if (
        who.kind in (PrincipalKind.EXECUTION_ROLE, PrincipalKind.TASK_ROLE)
        or reading.action in _ASSUME
    ):
        return ""
    return check_of(reading.named_action or reading.action)


def _identity(reading: Reading, who: Principal) -> Advice:
    statement = statement_text(reading) if who.takes_statements else ""
    action = reading.named_action or reading.action or "the action"
    if statement:
        todo = f"Add this statement to the identity policies of {who.name}."
    elif who.kind is PrincipalKind.SERVICE_LINKED_ROLE:
        todo = f"Open a case with AWS: {who.name} lacks {action}, and only AWS edits its policy."
    else:
        todo = f"Allow {action} for {who.name} in an identity policy, on the resource it is for."
    return Advice(
        todo=todo,
        whose=who.whose,
        fixer=who.fixer,
        statement=statement,
        notes=(*_call_notes(reading), *_statement_notes(reading, statement), *_across(reading)),
        check=_row(reading, who),
        page=who.page,
    )


def _call_notes(reading: Reading) -> tuple[str, ...]:
    notes = []
    action = reading.named_action or reading.action or ""
    if reading.named_action:
        notes.append(
            f"The call was {reading.action}; what is missing for it is {reading.named_action}."
        )
    elif reading.called and action.partition(":")[2].lower() != reading.called.lower():
        notes.append(f"The call was {reading.called}; AWS checks {action} inside it.")
    if action == PASS_ROLE:
        notes.append("AWS names one role at a time: the task's other role may be next.")
    return tuple(notes)


def _statement_notes(reading: Reading, statement: str) -> tuple[str, ...]:
    if not statement:
        return ()
    notes = []
    if reading.action == PASS_ROLE:
        service = passed_to(reading)
        notes.append(
            f"If a policy allows iam:PassRole on this role already, its condition"
            f" iam:PassedToService does not list {service}."
        )
    if reading.resource is None:
        notes.append("The text names no resource: narrow `*` where the action can be limited.")
    elif not is_complete(reading.resource):
        notes.append("The text masks or cuts the resource: complete its ARN before pasting.")
    return tuple(notes)


def _across(reading: Reading) -> tuple[str, ...]:
    if not _is_cross_account(reading):
        return ()
    account = account_of(reading.resource)
    return (f"A resource-based policy in account {account} must allow the principal as well.",)


def _is_cross_account(reading: Reading) -> bool:
    own, other = account_of(reading.principal), account_of(reading.resource)
    return bool(own and other and own != other)


def _unspecified(reading: Reading, who: Principal) -> Advice:
    if reading.action in _ASSUME:
        return _assume(reading, who)
    if _is_cross_account(reading):
        return _cross_account(reading, who)
    if reading.action is None:
        return _no_details(reading, who)
    statement = statement_text(reading) if who.takes_statements else ""
    if who.kind is PrincipalKind.ROOT:
        todo = (
            "Look for a resource-based policy or a service control policy that refuses it:"
            " no identity policy limits the root user."
        )
    elif statement:
        todo = (
            f"Check whether the identity policies of {who.name} allow {reading.action};"
            " if they do not, add this statement."
        )
    else:
        todo = f"Check whether the policies of {who.name} allow {reading.action}."
    return Advice(
        todo=todo,
        whose=who.whose,
        fixer=who.fixer,
        statement=statement,
        notes=(
            "The message does not say which layer refused: `--verify` asks AWS's simulator.",
            *_call_notes(reading),
            *_statement_notes(reading, statement),
        ),
        check=_row(reading, who),
        page=who.page,
    )


def _assume(reading: Reading, who: Principal) -> Advice:
    is_web = reading.action != "sts:AssumeRole" and reading.action != "sts:TagSession"
    role = reading.resource or "the role"
    todo = f"Let the trust policy of {role} name who asks, with conditions that match the request."
    if not is_web:
        todo = f"Let the trust policy of {role} name {reading.principal or 'the caller'}."
    notes = (
        "An OIDC provider of that issuer must exist in the account, and `sub` and `aud` must match."
        if is_web
        else "Across accounts, an identity policy must allow sts:AssumeRole on the role as well.",
    )
    return Advice(todo=todo, whose=who.whose, fixer=Fixer.ROLE_OWNER, notes=notes)


def _cross_account(reading: Reading, who: Principal) -> Advice:
    account = account_of(reading.resource)
    todo = (
        f"Ask the owner of account {account} to allow {reading.action} for {reading.principal}"
        f" in the resource-based policy of {reading.resource}."
    )
    if who.kind is not PrincipalKind.ROOT:
        todo += f" The identity policies of {who.name} must allow it too."
    notes = (
        "The message does not say which layer refused.",
        f"If account {account} is not the one you meant, the credentials are those of another account.",
    )
    return Advice(
        todo=todo,
        whose=who.whose,
        fixer=Fixer.RESOURCE_OWNER,
        notes=notes,
        check=_row(reading, who),
        page=who.page,
    )


def _no_details(reading: Reading, who: Principal) -> Advice:
    notes = (f"The call was {reading.called}.",) if reading.called else ()
    todo = (
        "Look the refused call up in CloudTrail (errorCode AccessDenied or UnauthorizedOperation):"
        " this text says neither who nor what was refused."
    )
    return Advice(todo=todo, whose=who.whose, fixer=Fixer.YOU, notes=notes)


def _leaked(reading: Reading, who: Principal) -> Advice:
    policy = (reading.policy_arn or "").rpartition("/")[2]
    todo = (
        f"Treat the access key of {who.name} as leaked: AWS attached {policy} because the key"
        " was found in public. Replace the key, see in CloudTrail what it was used for, and only"
        " then detach the policy."
    )
    return Advice(
        todo=todo,
        whose=who.whose,
        fixer=Fixer.SECURITY_TEAM,
        notes=("No statement lifts this denial while the quarantine policy is attached.",),
        check=_row(reading, who),
        page="https://docs.aws.amazon.com/IAM/latest/UserGuide/security-creds-programmatic-access.html",
    )


def decode_command(encoded: str) -> str:
    """Return the command that opens an encoded authorization message."""
    return (
        f"aws sts decode-authorization-message --encoded-message {encoded}"
        " --query DecodedMessage --output text"
    )


def _encoded(reading: Reading, who: Principal) -> Advice:
    commands = (decode_command(reading.encoded),) if reading.encoded else ()
    todo = "Decode the message: `--decode` does, or run the command below."
    if not reading.encoded:
        todo = "Get the text with its encoded message: here nothing follows its label."
    return Advice(
        todo=todo,
        whose=who.whose,
        fixer=who.fixer,
        commands=commands,
        notes=("Decoding needs sts:DecodeAuthorizationMessage.", *_call_notes(reading)),
        check=_row(reading, who),
        page=who.page,
    )


def _layer(reading: Reading, who: Principal) -> Advice:
    rule = LAYER_ADVICE[reading.reason]
    values = {
        "action": reading.action or "the action",
        "resource": reading.resource or "the resource",
        "role": reading.resource or "the role",
        "principal": reading.principal or "the caller",
        "owner": who.name,
        "policy": f" {reading.policy_arn}" if reading.policy_arn else "",
    }
    notes = [note.format(**values) for note in rule.notes]
    region = _region(reading.resource)
    if rule.may_be_region and region:
        notes.append(
            f"Such policies often limit Regions: see whether {region} is one of those allowed."
        )
    return Advice(
        todo=rule.todo.format(**values),
        whose=who.whose,
        fixer=rule.fixer or who.fixer,
        notes=(*notes, *_call_notes(reading)),
        check=_row(reading, who),
        page=who.page if rule.fixer is None else "",
    )


def _region(resource: str | None) -> str:
    parts = (resource or "").split(":")
    return parts[3] if len(parts) > 3 else ""


def _problem(reading: Reading, problem: Problem) -> Advice:
    rule = PROBLEM_ADVICE[problem]
    todo = rule.todo.format(resource=reading.resource or "the role", policy="")
    check = "iam" if problem is Problem.SERVICE_LINKED_ROLE else ""
    return Advice(
        todo=todo,
        whose="It is no missing permission of the caller.",
        fixer=rule.fixer or Fixer.YOU,
        commands=rule.commands,
        notes=rule.notes,
        check=check,
    )


def _unread(who: Principal) -> Advice:
    return Advice(
        todo="Paste the whole message: this part looks like a denial and does not say of what.",
        whose=who.whose,
        fixer=Fixer.YOU,
    )
