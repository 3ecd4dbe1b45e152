"""Who may assume a role: its trust policy, read with the language of the other policies. Pure.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
What a condition or a Deny may keep out is told as not certain: nothing is known here of the request
that would assume the role.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from urllib.parse import unquote

from ufo_preflight.auditing.audit_report import Trustee
from ufo_preflight.errors import PolicyDocumentError
from ufo_preflight.model import Layer
from ufo_preflight.policy.conditions import Condition
from ufo_preflight.policy.elements import Element, condition_list
from ufo_preflight.policy.positions import Source, items_of

ACTIONS = ("sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity")
UNREADABLE = Trustee("unknown", "the trust policy could not be read", is_certain=False)


def trustees(document: object, account: str) -> tuple[Trustee, ...]:
    """Return who a trust policy lets in; where it cannot be read, one that says so."""
    try:
        return tuple(dict.fromkeys(_trustees(_decoded(document), account)))
    except (KeyError, TypeError, ValueError, PolicyDocumentError):
        return (UNREADABLE,)


def _decoded(document: object) -> Mapping[str, object]:
    value = document
    if isinstance(document, str):
        value = json.loads(unquote(document) if document.lstrip()[:1] == "%" else document)
    if not isinstance(value, Mapping):
        raise TypeError
    return value


def _trustees(document: Mapping[str, object], account: str) -> Iterator[Trustee]:
    statements = [one for one in items_of(document["Statement"]) if isinstance(one, Mapping)]
    if len(statements) != len(items_of(document["Statement"])):
        raise TypeError
    denies = [one for one in statements if one.get("Effect") == "Deny" and _is_about(one)]
    barred = [one for one in denies if "Condition" not in one and "NotPrincipal" not in one]
    closed = {pair for one in barred for pair in _principals(one.get("Principal"))}
    for statement in statements:
        if statement.get("Effect") != "Allow" or not _is_about(statement):
            continue
        conditions = _conditions(statement.get("Condition"))
        if "NotPrincipal" in statement:
            yield Trustee("*", "everybody but those that NotPrincipal names", is_certain=False)
        for kind, name in _principals(statement.get("Principal")):
            if (kind, name) in closed or ("*", "*") in closed:
                continue
            yield Trustee(
                kind,
                name,
                tuple(f"{one.written} {one.key} {', '.join(one.texts)}" for one in conditions),
                in_account=kind == "AWS" and _account_of(name) == account,
                is_certain=not conditions and len(barred) == len(denies),
                warning=_warning(kind, name, conditions),
            )


def _is_about(statement: Mapping[str, object]) -> bool:
    """Return whether a statement speaks of assuming the role."""
    negated = "NotAction" in statement
    named = items_of(statement.get("NotAction" if negated else "Action", ()))
    matched = [
        action
        for action in ACTIONS
        if any(fnmatchcase(action.lower(), str(one).lower().replace("[", "[[]")) for one in named)
    ]
    return bool(matched) is not negated or (negated and len(matched) < len(ACTIONS))


def _principals(value: object) -> Iterator[tuple[str, str]]:
    if value == "*":
        yield "*", "*"
        return
    if not isinstance(value, Mapping):
        raise TypeError
    for kind, names in value.items():
        for name in items_of(names):
            yield ("*", "*") if (kind, name) == ("AWS", "*") else (str(kind), str(name))


def _conditions(value: object) -> tuple[Condition, ...]:
    if value is None:
        return ()
    element = Element("Condition", value, Source("trust policy", Layer.IDENTITY), ("Condition",))
    return condition_list(element, [], variables=True, allows=True)


def _account_of(name: str) -> str:
    return name if name.isdigit() else (name.split(":") + [""] * 5)[4]


def _warning(kind: str, name: str, conditions: tuple[Condition, ...]) -> str:
    """Return what is wide about a principal of a trust policy, "" for nothing."""
    if kind == "*" and not conditions:
        return "every principal of every account"
    if kind != "Federated" or ":oidc-provider/" not in name:
        return ""
    subjects = [one for one in conditions if one.name.endswith(":sub")]
    if not subjects:
        return "every subject of this identity provider"
    wide = [text for one in subjects for text in one.texts if text.endswith("*")]
    return f"every subject that begins so: {', '.join(wide)}" if wide else ""
