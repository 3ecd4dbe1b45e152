"""A simulation request out of the call's parameters, refused in AWS's own words where it is wrong."""

from __future__ import annotations

import base64
import ipaddress
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.sandbox.action_table import arn_formats
from tests.sandbox.controls import ApiError
from tests.sandbox.principals import Exclusion, HeldPolicy

Parameters = Mapping[str, Any]
TYPES = ("string", "numeric", "boolean", "ip", "binary", "date")
MOST_ITEMS = 1000


class RefusedError(Exception):
    """A request that is answered with an error."""

    def __init__(self, error: ApiError) -> None:
        super().__init__(error.text)
        self.error = error


def invalid(text: str) -> RefusedError:
    """Return the error for a request that AWS does not take."""
    return RefusedError(ApiError("InvalidInput", text))


def not_valid(text: str) -> RefusedError:
    """Return the error for a request that is not of the API's grammar."""
    return RefusedError(ApiError("ValidationError", text))


@dataclass(frozen=True)
class SimulationRequest:
    """What is asked of the simulator, apart from whom it is about."""

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    context: Mapping[str, object]
    policies: tuple[HeldPolicy, ...]
    boundary: HeldPolicy | None
    exclusions: Sequence[Exclusion]
    max_items: int
    marker: str


def read(parameters: Parameters, *, strict_mixing: bool = False) -> SimulationRequest:
    """Return the request of a Simulate call; RefusedError as AWS refuses it."""
    actions = tuple(parameters.get("ActionNames") or ())
    resources = tuple(parameters.get("ResourceArns") or ())
    _check_actions(actions)
    _check_resources(resources)
    _check_mixing(actions, resources, strict=strict_mixing)
    boundaries = _documents(parameters, "PermissionsBoundaryPolicyInputList")
    if len(boundaries) > 1:
        raise invalid("The list of Permissions Boundary policies cannot exceed 1 items.")
    return SimulationRequest(
        actions,
        resources,
        _context(parameters.get("ContextEntries") or ()),
        _documents(parameters, "PolicyInputList"),
        boundaries[0] if boundaries else None,
        tuple(parameters.get("PolicyExclusionList") or ()),
        _max_items(parameters.get("MaxItems")),
        str(parameters.get("Marker") or ""),
    )


def _check_actions(actions: Sequence[str]) -> None:
    if not actions:
        raise not_valid(
            "1 validation error detected: Value null at 'actionNames' failed to satisfy constraint: "
            "Member must not be null"
        )
    if any(":" not in action for action in actions):
        raise invalid("The action is invalid since it is missing names")


def _check_resources(resources: Sequence[str]) -> None:
    for resource in resources:
        if resource != "*" and not re.match(r"arn:[^:]*:[^:]*:[^:]*:[^:]*:.", resource):
            raise invalid(f"ResourceNames are not in a valid ARN format: {resource}.")


def _check_mixing(actions: Sequence[str], resources: Sequence[str], *, strict: bool) -> None:
    """Refuse actions that cannot be judged on the same resources.

    Known beside unknown names always are; `strict` also keeps apart actions whose kinds of
    resources differ: where AWS draws that line is not documented.
    """
    if not resources or resources == ("*",):
        return
    groups: dict[object, list[str]] = {}
    for action in actions:
        formats = arn_formats(action)
        groups.setdefault(formats if strict else formats is None, []).append(action)
    if len(groups) > 1:
        first, second = list(groups.values())[:2]
        raise invalid(
            f"Invalid Input Actions: [{','.join(first)}] and [{','.join(second)}] require different "
            "authorization information. Please refer to the documentation for more details."
        )


def _max_items(given: object) -> int:
    count = int(str(given)) if given else 100
    if not 1 <= count <= MOST_ITEMS:
        raise not_valid(
            f"1 validation error detected: Value '{count}' at 'maxItems' failed to satisfy "
            "constraint: Member must have value less than or equal to 1000"
        )
    return count


def _documents(parameters: Parameters, name: str) -> tuple[HeldPolicy, ...]:
    texts = parameters.get(name) or ()
    for number, text in enumerate(texts, 1):
        if not _is_policy(text):
            raise invalid(f"Policy input list item {number} has invalid content")
    return tuple(
        HeldPolicy(f"{name}.{number}", text, "input", "") for number, text in enumerate(texts, 1)
    )


def _is_policy(text: str) -> bool:
    from ufo_preflight.errors import PolicyDocumentError
    from ufo_preflight.policy.parse import parse_policy

    try:
        parse_policy(text, name="input")
    except PolicyDocumentError:
        return False
    return True


def organization_levels(parameters: Parameters) -> list[list[Mapping[str, object]]] | None:
    """Return the service control policies that a custom simulation gives, root first."""
    levels = parameters.get("OrderedOrganizationPolicyInputList")
    if levels is None:
        return None
    found = []
    for number, level in enumerate(levels, 1):
        texts = next((value for value in level.values() if isinstance(value, list)), [])
        if not texts:
            raise invalid(
                f"Organization policy at index {number} must contain at least one "
                "service control policy"
            )
        found.append([json.loads(text) for text in texts])
    return found


def _context(entries: Sequence[Mapping[str, Any]]) -> dict[str, object]:
    found: dict[str, object] = {}
    seen: set[str] = set()
    for entry in entries:
        key = str(entry.get("ContextKeyName") or "")
        if key.lower() in seen:
            raise invalid(f"Duplicate context key: {key.upper()}.")
        seen.add(key.lower())
        found[key] = _values(key, str(entry.get("ContextKeyType") or "string"), entry)
    return found


def _values(key: str, kind: str, entry: Mapping[str, Any]) -> object:
    values = list(entry.get("ContextKeyValues") or ())
    plain = kind.removesuffix("List")
    if plain not in TYPES:
        raise not_valid(
            f"1 validation error detected: Value '{kind}' at 'contextEntries.1.member.contextKeyType'"
            " failed to satisfy constraint: Member must satisfy enum value set"
        )
    if plain == kind and len(values) > 1:
        raise invalid(f"Context key {kind} expected a single value, but received {len(values)}.")
    words, is_valid = _FORMATS.get(plain, ("", lambda _text: True))
    if not all(is_valid(value) for value in values):
        raise invalid(f"Invalid context value for key {key}: expected {words}.")
    return values if plain != kind else (values[0] if values else None)


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", text))


def _is_date(text: str) -> bool:
    if text.isdigit():
        return True
    try:
        datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return False
    return True


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def _is_binary(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except ValueError:
        return False
    return True


_FORMATS: dict[str, tuple[str, Callable[[str], bool]]] = {
    "numeric": ("numeric format", _is_number),
    "date": ("DateTime format", _is_date),
    "ip": ("IP address", _is_address),
    "binary": ("base-64 encoded binary format", _is_binary),
}
