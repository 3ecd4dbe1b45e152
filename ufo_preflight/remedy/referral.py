"""Whom to ask for what no statement in an identity policy can lift, and what to ask for."""

from __future__ import annotations

from collections.abc import Iterable

from ufo_preflight.model import Decision, Identity, Layer, Reason, Statement
from ufo_preflight.report import ActionResult


def referrals(denied: Iterable[ActionResult], identity: Identity) -> tuple[str, ...]:
    """Return one sentence for each cause, with the actions that it holds up, in their order."""
    actions: dict[str, list[str]] = {}
    for found in denied:
        actions.setdefault(_request(found, identity), []).append(found.requirement.question.action)
    return tuple(
        request.format(actions=", ".join(sorted({*named}))) for request, named in actions.items()
    )


def _request(found: ActionResult, identity: Identity) -> str:
    """Return the sentence, with `{actions}` where the actions go."""
    decision, principal = found.decision, found.requirement.question.principal
    asks = [_ask(layer, decision, identity) for layer in _layers(decision)]
    sentence = "; and ".join([*asks[:1], *map(_lowered, asks[1:])]) if asks else _untold(identity)
    if principal is not None:
        sentence = f"Allow {{actions}} in a policy of {_safe(principal)}, which makes these calls"
    return f"{sentence}."


def _layers(decision: Decision) -> tuple[Layer, ...]:
    """Return the layers to speak to, an identity policy that merely lacks a statement last."""
    layers = ((decision.layer,) if decision.layer else ()) + decision.also
    ordered = sorted(layers, key=lambda layer: layer is Layer.IDENTITY)
    is_lone = ordered == [Layer.IDENTITY] and decision.reason is not Reason.EXPLICIT_DENY
    return () if is_lone else tuple(ordered)


def _ask(layer: Layer, decision: Decision, identity: Identity) -> str:
    if layer is Layer.SERVICE_CONTROL_POLICY:
        account = f" for account {identity.account}" if identity.account else ""
        return (
            f"Ask the organization's administrator to allow {{actions}}{account} "
            "in the service control policies: no policy of the account can"
        )
    if layer is Layer.PERMISSIONS_BOUNDARY:
        return (
            f"Ask whoever set the permissions boundary of {_who(identity)} to allow "
            f"{{actions}} in it{_cited(decision, layer)}"
        )
    if decision.reason is Reason.EXPLICIT_DENY or _cited(decision, layer):
        return (
            f"Ask the account's administrator to lift the deny of {{actions}}"
            f"{_cited(decision, layer)}: no other statement outweighs it"
        )
    return f"allow {{actions}} in a policy of {_who(identity)}"


def _untold(identity: Identity) -> str:
    return (
        f"Ask the account's administrator why {{actions}} stays denied for {_who(identity)}: "
        "a statement that allows it was tried, and the decision did not change"
    )


def _cited(decision: Decision, layer: Layer) -> str:
    named = [_place(statement) for statement in decision.matched if statement.layer is layer]
    return f" ({_safe('; '.join(dict.fromkeys(named)))})" if named else ""


def _place(statement: Statement) -> str:
    name = statement.policy_arn or statement.policy
    if statement.sid:
        return f"{name}, statement {statement.sid}"
    return f"{name}, statement {statement.index}" if statement.index else name


def _who(identity: Identity) -> str:
    return _safe(identity.policy_source_arn or "the principal")


def _safe(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _lowered(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
