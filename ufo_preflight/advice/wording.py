"""The sentences of advice. Each begins with what to do."""

from __future__ import annotations

import json
from collections.abc import Callable

from ufo_preflight.advice.group import Group
from ufo_preflight.advice.holder import holder_of, name_of
from ufo_preflight.model import Identity, Layer, NearMiss, Reason, Statement

SHOWN = 3
_ALSO = {
    Layer.IDENTITY: "the identity policies do not allow it",
    Layer.PERMISSIONS_BOUNDARY: "the permissions boundary refuses it as well",
    Layer.SERVICE_CONTROL_POLICY: "a service control policy refuses it as well",
}
SERVICE_LINKED = "iam:CreateServiceLinkedRole"
PASSED_KEY = "iam:passedtoservice"
SERVICE_NAME_KEY = "iam:awsservicename"
MFA_KEY = "aws:multifactorauthpresent"


def wording(group: Group, identity: Identity) -> str:
    """Return what to do about a group, why, and, for one that does not count, why not."""
    reason = group.decision.reason
    sentence = _SENTENCES[reason](group, identity).strip() if reason else ""
    return " ".join(part for part in (sentence, _also(group), group.exemption) if part)


def to_paste(group: Group, identity: Identity) -> tuple[str, ...]:
    """Return the lines that the sentence about a group ends with, none for most."""
    if group.decision.reason is not Reason.SIMULATE_DENIED:
        return ()
    source = group.principal or identity.policy_source_arn or "*"
    return (
        '{"Effect": "Allow",',
        ' "Action": "iam:SimulatePrincipalPolicy",',
        f' "Resource": {json.dumps(source)}}}',
    )


def _implicit(group: Group, identity: Identity) -> str:
    if group.actions == (SERVICE_LINKED,):
        return _service_linked(group)
    misses = group.decision.near_misses
    if misses:
        return _nearly(group, misses[0])
    what = f"{_actions(group)}{_on(group)}{_passed(group)}"
    return f"Allow {what}: add it to {holder_of(identity, group.principal)}."


def _passed(group: Group) -> str:
    """Return the service that a role is passed to: PassRole is never asked for without it."""
    services = dict.fromkeys(
        value
        for context in group.contexts
        for entry in context
        if entry.key.lower() == PASSED_KEY
        for value in entry.values
    )
    return f", passed to {' and '.join(services)} only" if services else ""


def _service_linked(group: Group) -> str:
    """Return the commands that make the roles, once for the account, by anybody who may."""
    made = dict.fromkeys(
        f"aws iam create-service-linked-role --aws-service-name {value}"
        for context in group.contexts
        for entry in context
        if entry.key.lower() == SERVICE_NAME_KEY
        for value in entry.values
    )
    details = dict.fromkeys(_sentence(member.found.decision.detail) for member in group.members)
    run = "; ".join(made) or "aws iam create-service-linked-role --aws-service-name SERVICE"
    return " ".join([f"Run once, where the role does not exist yet: {run}.", *details])


def _nearly(group: Group, miss: NearMiss) -> str:
    place = _places((miss.statement,))
    if miss.missed == "resource":
        return f"Widen the resources of {place} for {_actions(group)}. {_sentence(miss.detail)}"
    return (
        f"Meet the condition of {place} for {_actions(group)}, or change it. "
        f"{_sentence(miss.detail)}"
    )


def _explicit(group: Group, identity: Identity) -> str:
    place = _places(group.decision.matched)
    what = f"{_actions(group)}{_on(group)}"
    if place:
        return (
            f"Remove or narrow the Deny in {place}: it refuses {what}, and no Allow outweighs it."
        )
    return (
        f"Find the Deny that refuses {what} among the policies of "
        f"{name_of(identity, group.principal)}, and narrow it: no Allow outweighs it."
    )


def _organization(group: Group, identity: Identity) -> str:
    account = f" in account {identity.account}" if identity.account else ""
    return (
        f"Ask your organization's administrator to allow {_actions(group)}{account}: "
        f"a service control policy{_in(group)} refuses it, and no policy of the account lifts that."
    )


def _boundary(group: Group, identity: Identity) -> str:
    return (
        f"Ask whoever set the permissions boundary of {name_of(identity, group.principal)} to allow "
        f"{_actions(group)}{_on(group)} in it{_in(group)}: no other policy lifts that."
    )


def _wrong_service(group: Group, _identity: Identity) -> str:
    return (
        "Set the condition iam:PassedToService to ecs-tasks.amazonaws.com where "
        f"{_actions(group)} is allowed. {_sentence(group.decision.detail)}"
    )


def _missing_context(group: Group, _identity: Identity) -> str:
    flags = " ".join(_flag(key) for key in group.decision.missing_context)
    return (
        f"Say what the request will carry: {flags or '--context KEY=VALUE'}. "
        f"{_actions(group)} depends on it{_in(group)}."
    )


def _flag(key: str) -> str:
    return "--mfa" if key.lower() == MFA_KEY else f"--context {key}=VALUE"


def _scoped(group: Group, _identity: Identity) -> str:
    check = group.checks[0]
    flag = "--passrole-arn ARN" if check == "passrole" else f"--resource {check}=ARN"
    return f"Name the resource of {_actions(group)}: {flag}. {_sentence(group.decision.detail)}"


def _simulate_denied(_group: Group, _identity: Identity) -> str:
    return "Let the caller ask AWS's simulator, with this statement in one of its policies:"


def _throttled(_group: Group, _identity: Identity) -> str:
    return "Wait a few minutes and run again: AWS throttled the simulator, nothing was denied."


def _not_supported(group: Group, _identity: Identity) -> str:
    return (
        "Name the user or role that will deploy: --principal-arn ARN. "
        f"{_sentence(group.decision.detail)}"
    )


def _refused(group: Group, _identity: Identity) -> str:
    return f"Correct what AWS refused, and run again. {_sentence(group.decision.detail)}"


def _no_result(group: Group, _identity: Identity) -> str:
    return f"Run again, {_actions(group)} got no answer. {_sentence(group.decision.detail)}"


_SENTENCES: dict[Reason, Callable[[Group, Identity], str]] = {
    Reason.IMPLICIT_DENY: _implicit,
    Reason.EXPLICIT_DENY: _explicit,
    Reason.SCP: _organization,
    Reason.PERMISSIONS_BOUNDARY: _boundary,
    Reason.WRONG_SERVICE_PASSROLE: _wrong_service,
    Reason.MISSING_CONTEXT: _missing_context,
    Reason.SCOPED_ONLY: _scoped,
    Reason.SIMULATE_DENIED: _simulate_denied,
    Reason.THROTTLED: _throttled,
    Reason.NOT_SUPPORTED_PRINCIPAL: _not_supported,
    Reason.REFUSED_BY_API: _refused,
    Reason.NO_RESULT: _no_result,
}


def _also(group: Group) -> str:
    said = [_ALSO[layer] for layer in group.decision.also]
    return _sentence(f"That alone is not enough: {' and '.join(said)}") if said else ""


def _actions(group: Group) -> str:
    names = group.actions
    if len(names) <= SHOWN + 1:
        return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
    return f"{', '.join(names[:SHOWN])} and {len(names) - SHOWN} more"


def _on(group: Group) -> str:
    resources = group.resources
    return f" on {resources[0]}" if len(resources) == 1 else f" on {len(resources)} resources"


def _in(group: Group) -> str:
    place = _places(group.decision.matched)
    return f" ({place})" if place else ""


def _places(statements: tuple[Statement, ...]) -> str:
    from ufo_preflight.policy.decider import cited

    return ", ".join(dict.fromkeys(cited(statement) for statement in statements))


def _sentence(text: str) -> str:
    """Return a text as a sentence of its own."""
    text = text.strip()
    end = "" if text.endswith((".", "!", "?")) else "."
    return f"{text[0].upper()}{text[1:]}{end}" if text else ""
