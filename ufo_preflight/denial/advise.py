"""A reading to its advice: what to do, whose job it is, and what to paste, where pasting helps."""

from __future__ import annotations

from dataclasses import replace

from ufo_preflight.arn import account_of
from ufo_preflight.denial.advice import (
    ASSUME,
    ASSUME_WEB_IDENTITY,
    KEY_POLICY,
    call_notes,
    made,
    of_clause,
    of_encoded,
    of_layer,
    of_leaked_key,
    of_problem,
    of_situation,
    of_unread,
    trail,
)
from ufo_preflight.denial.aws_commands import decode_command
from ufo_preflight.denial.denial import Advice, DenialReason, TextReading
from ufo_preflight.denial.next_steps import OIDC_NOTES
from ufo_preflight.denial.offer import Offer, offer
from ufo_preflight.denial.principal import (
    Principal,
    RefusedKind,
    policy_principal,
    principal_of,
)
from ufo_preflight.policy.condition_keys import action_entry
from ufo_preflight.refusals import Fixer

_QUARANTINE = "AWSCompromisedKeyQuarantine"
_NAMES_NO_LAYER = "The message does not say which layer refused: `--verify` asks AWS's simulator."


def advise(reading: TextReading) -> Advice:
    """Return what to do about the reading."""
    who = principal_of(reading)
    advice = _advised(reading, who)
    decode = (decode_command(reading.encoded),) if reading.encoded else ()
    matched = tuple(f"The decoded message names the {one}." for one in reading.matched)
    return replace(
        advice,
        commands=(*advice.commands, *decode),
        notes=(*advice.notes, *matched),
        docs=f"denials/#{reading.reason.value}",
    )


def _advised(reading: TextReading, who: Principal) -> Advice:
    if reading.problem is not None:
        return of_problem(reading, reading.problem)
    if _QUARANTINE in (reading.policy_arn or ""):
        return of_leaked_key(reading, who)
    if reading.situation is not None:
        return of_situation(reading, who, reading.situation)
    is_denied = reading.reason is DenialReason.EXPLICIT_UNSPECIFIED or reading.reason.layer
    if is_denied and not _lacks_allow(reading):
        return of_layer(reading, who)
    if not reading.is_understood:
        return of_unread(reading, who)
    return _where_an_allow_may_help(reading, who)


def _where_an_allow_may_help(reading: TextReading, who: Principal) -> Advice:
    if reading.clause is not None:
        return of_clause(reading, who)
    if reading.reason is DenialReason.ENCODED:
        return of_encoded(reading, who)
    if reading.action in ASSUME:
        return _assume(reading, who)
    if _is_cross_account(reading) and not _lacks_allow(reading):
        return _cross_account(reading, who)
    if reading.action is None:
        return of_unread(reading, who)
    return _identity(reading, who)


def _lacks_allow(reading: TextReading) -> bool:
    return reading.reason is DenialReason.IDENTITY_IMPLICIT


def _identity(reading: TextReading, who: Principal) -> Advice:
    """Advise where an identity policy lacks an Allow, or where it may."""
    offered = offer(reading) if who.takes_statements else Offer()
    action = reading.named_action or reading.action or "the action"
    is_sure = _lacks_allow(reading)
    if who.kind is RefusedKind.SERVICE_LINKED_ROLE:
        todo = f"Open a case with AWS: {who.name} lacks {action}, and only AWS edits its policy."
    elif who.kind is RefusedKind.ROOT:
        todo = (
            "Look for a resource-based policy or a service control policy that refuses it:"
            " no identity policy limits the root user."
        )
    elif action_entry(action) is None:
        todo = (
            f"Find out in CloudTrail which action was refused: {action} is not one action that IAM"
            " knows, so no statement is offered."
        )
    elif is_sure and offered.statement:
        todo = f"Add this statement to the identity policies of {who.name}."
    elif is_sure:
        todo = f"Allow {action} in an identity policy of {who.name}, on the resource it is for."
    elif offered.statement:
        todo = (
            f"Check whether the identity policies of {who.name} allow {action}; if they do not, add"
            " this statement."
        )
    else:
        todo = f"Check whether the policies of {who.name} allow {action} on the resource it is for."
    return made(
        reading,
        who,
        todo,
        offered=offered,
        notes=(
            *(() if is_sure else (_NAMES_NO_LAYER,)),
            *call_notes(reading),
            *_elsewhere(reading),
        ),
        commands=() if reading.resource or reading.principal else trail(reading),
        page=who.page,
    )


def _elsewhere(reading: TextReading) -> tuple[str, ...]:
    """Return which other policies have to allow it too."""
    notes = []
    if (reading.action or "").startswith("kms:"):
        notes.append(KEY_POLICY)
    if _is_cross_account(reading):
        account = account_of(reading.resource)
        notes.append(f"A resource-based policy in account {account} must allow it as well.")
    return tuple(notes)


def _is_cross_account(reading: TextReading) -> bool:
    own, other = account_of(reading.principal), account_of(reading.resource)
    return bool(own and other and own != other)


def _assume(reading: TextReading, who: Principal) -> Advice:
    """Advise on assuming a role: its trust policy decides, and for a role the caller's own policy."""
    role = reading.resource or "the role"
    asks = policy_principal(reading.principal) or "the caller"
    if reading.action not in ("sts:AssumeRole", "sts:TagSession"):
        todo = (
            f"Let the trust policy of {role} name the identity provider, with conditions that match"
            " the token."
        )
        notes = OIDC_NOTES if reading.action == ASSUME_WEB_IDENTITY else ()
        return made(reading, who, todo, fixer=Fixer.ROLE_OWNER, notes=notes)
    trusts = f"the trust policy of {role} names {asks}"
    allows = f"an identity policy of {who.name} allows {reading.action} on it"
    if who.kind is RefusedKind.SERVICE:
        todo = f"Let the trust policy of {role} name the service {who.name}."
        return made(reading, who, todo, fixer=Fixer.ROLE_OWNER)
    if _is_cross_account(reading):
        todo = f"Make sure of both, because the role is another account's: {trusts}, and {allows}."
        return made(reading, who, todo, fixer=Fixer.ROLE_OWNER)
    offered = offer(reading) if who.takes_statements else Offer()
    if account_of(reading.principal) and account_of(reading.resource):
        todo = (
            f"Make sure of one of the two: {allows} (and the trust policy names the account), or"
            f" {trusts}."
        )
    else:
        todo = f"Make sure of both, or within one account of the first: {trusts}, and {allows}."
    return made(reading, who, todo, fixer=Fixer.ROLE_OWNER, offered=offered)


def _cross_account(reading: TextReading, who: Principal) -> Advice:
    account = account_of(reading.resource)
    asks = policy_principal(reading.principal)
    todo = (
        f"Ask the owner of account {account} to allow {reading.action} for {asks} in the"
        f" resource-based policy of {reading.resource}."
    )
    if who.kind is not RefusedKind.ROOT:
        todo += f" The identity policies of {who.name} must allow it too."
    notes = (
        "The message does not say which layer refused.",
        f"If account {account} is not the one you meant, the credentials are those of another account.",
    )
    fixer = Fixer.RESOURCE_OWNER
    return made(reading, who, todo, fixer=fixer, notes=notes, page=who.page)
