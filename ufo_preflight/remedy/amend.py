"""The change that another owner has to make: a boundary or a service control policy that refuses.

The document is returned whole with what was refused let through, proved by deciding it again, and
shown as a difference, so that its owner sees the change and nothing else.
"""

from __future__ import annotations

import copy
import difflib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ufo_preflight.grant import spell, statement
from ufo_preflight.model import Decision, Layer, Question, Reason
from ufo_preflight.outcome import ActionResult, CheckResult, Requirement
from ufo_preflight.policy.decider import PolicyDecider
from ufo_preflight.remedy.minimal import grants_for

SID = "UfoShip"
_ALL: Mapping[str, object] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}
Document = dict[str, Any]


def refused_by(checks: Sequence[CheckResult], layer: Layer) -> tuple[Requirement, ...]:
    """Return what a layer refuses, alone or with others, of all that was asked."""
    return tuple(
        found.requirement
        for check in checks
        for found in check.actions
        if found.decision.is_denied and layer in _layers(found)
    )


def amended(
    document: Mapping[str, Any], refused: Sequence[Requirement], principal: str
) -> Document | None:
    """Return a policy document that lets `refused` through for `principal`, None for no change.

    A Deny is narrowed by an exception for the principal, a missing Allow is added. None when the
    document refuses nothing of it, or when nobody is named for whom to make the exception.
    """
    changed: Document = copy.deepcopy(dict(document))
    given = changed.get("Statement")
    changed["Statement"] = statements = [given] if isinstance(given, dict) else list(given or ())
    questions = [each.question for each in refused]
    for _ in range(len(statements)):
        denied = [found for found in _decided([_ALL, changed], questions) if _is_explicit(found)]
        places = {each.index for found in denied for each in found.matched if each.effect == "Deny"}
        if not places:
            break
        if not principal:
            return None
        for place in places:
            if place <= len(statements):
                _except(statements[place - 1], principal)
    lacking = [
        each
        for each, found in zip(refused, _decided([changed], questions), strict=True)
        if found.is_denied and not _is_explicit(found)
    ]
    plain = [replace(each, guards=(), known=()) for each in lacking]
    for number, grant in enumerate(grants_for(plain), start=1):
        statements.append(statement(replace(grant, sid=f"{SID}{number}")))
    proved = not any(found.is_denied for found in _decided([changed], questions))
    return changed if proved and changed["Statement"] != _listed(document) else None


def difference(before: Mapping[str, Any], after: Mapping[str, Any], name: str) -> str:
    """Return the change of a document as a unified difference of its JSON."""
    lines = difflib.unified_diff(
        spell(before).splitlines(),
        spell({**after, "Statement": after["Statement"]}).splitlines(),
        name,
        f"{name} (changed)",
        lineterm="",
        n=2,
    )
    return "\n".join(lines)


def amendments(
    checks: Sequence[CheckResult],
    documents: Mapping[Layer, Sequence[tuple[str, str]]],
    principal: str,
) -> str:
    """Return the changes for the owners of boundaries and service control policies, as Markdown.

    `documents` are the texts of each layer with their names; without one, or where it is no plain
    policy document, the statements to add are shown alone.
    """
    blocks = []
    for layer in (Layer.PERMISSIONS_BOUNDARY, Layer.SERVICE_CONTROL_POLICY):
        refused = refused_by(checks, layer)
        if not refused:
            continue
        blocks.append(f"## For the owner of the {layer.words}")
        shown = [
            difference(before, after, name)
            for name, before in _plain(documents.get(layer, ()))
            if (after := amended(before, refused, principal)) is not None
        ]
        plain = [replace(each, guards=(), known=()) for each in refused]
        grants = [statement(replace(grant, sid=SID)) for grant in grants_for(plain)]
        blocks += [f"```diff\n{text}\n```" for text in shown] or [
            f"It has to allow:\n\n```json\n{spell(grants)}\n```"
        ]
    return "\n\n".join(blocks)


def _plain(documents: Sequence[tuple[str, str]]) -> list[tuple[str, Document]]:
    found = []
    for name, text in documents:
        try:
            document = json.loads(text)
        except ValueError:
            continue
        if isinstance(document, dict) and "Statement" in document:
            document["Statement"] = _listed(document)
            found.append((name, document))
    return found


def _layers(found: ActionResult) -> tuple[Layer, ...]:
    return (found.decision.layer or Layer.IDENTITY, *found.decision.also)


def _listed(document: Mapping[str, Any]) -> list[Any]:
    given = document["Statement"]
    return [given] if isinstance(given, dict) else list(given)


def _decided(policies: Sequence[Mapping[str, Any]], asked: Sequence[Question]) -> list[Decision]:
    answers = dict(PolicyDecider(policies).decide(asked))
    return [answers.get(each, Decision.unknown(Reason.NO_RESULT)) for each in asked]


def _is_explicit(decision: Decision) -> bool:
    return decision.is_denied and decision.reason is Reason.EXPLICIT_DENY


def _except(denied: Document, principal: str) -> None:
    condition = denied.setdefault("Condition", {})
    given = condition.setdefault("ArnNotLike", {}).get("aws:PrincipalArn", [])
    listed = [given] if isinstance(given, str) else list(given)
    condition["ArnNotLike"]["aws:PrincipalArn"] = [*listed, principal]
