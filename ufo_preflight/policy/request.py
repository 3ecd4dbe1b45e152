"""One request: its action, its resource, its context. Pure.

Condition keys have no case, and their values are texts.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ufo_preflight.model import ContextEntry
from ufo_preflight.policy.condition_keys import BY_ACTION, GLOBAL_KEYS, may_carry

ABSENT: tuple[str, ...] = ()
# Keys that AWS holds as a list even when the request has one value.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
MULTIVALUED = frozenset(
    key.lower() for key, kind in (*GLOBAL_KEYS.items(), *BY_ACTION.items()) if kind == "stringList"
)


@dataclass(frozen=True, eq=False)
class RequestContext:
    """What is known of a request's context.

    `values` has lower-case keys; a key with no values is known to be absent. `lists` are the keys
    with several values, or that hold a list by nature. With `strict` a key that nobody gave is
    absent, as AWS has it; without, it is unknown, unless requests of `action` never carry it.
    """

    values: Mapping[str, tuple[str, ...]]
    lists: frozenset[str] = frozenset()
    strict: bool = False
    action: str = ""

    def get(self, key: str) -> tuple[str, ...] | None:
        """Return the values of a lower-case key: `()` when it is absent, None when unknown."""
        found = self.values.get(key)
        if found is None and (self.strict or (self.action and not may_carry(self.action, key))):
            return ABSENT
        return found

    def single(self, key: str) -> tuple[str, ...] | None:
        """Return the one value that a policy variable stands for, likewise.

        A key with several values is no value for a variable.
        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
        """
        found = self.get(key)
        return found if found is None or (len(found) == 1 and key not in self.lists) else ABSENT


@dataclass(frozen=True, eq=False)
class Request:
    """One action, in lower case, on one resource (`*` when it has none), in one context.

    `pattern` is what is known of the resource where its name is not known in full: `resource` is then
    an example, and other resources that the pattern stands for may be the one. "" otherwise.
    """

    action: str
    resource: str
    context: RequestContext
    pattern: str = ""


def context_of_entries(entries: Iterable[ContextEntry], *, action: str) -> RequestContext:
    """Return the context that typed entries spell, of a request of `action`."""
    values: dict[str, tuple[str, ...]] = {}
    lists = set()
    for entry in entries:
        key = entry.key.lower()
        values[key] = entry.values
        lists.discard(key)
        if len(entry.values) > 1 or (entry.type.endswith("List") and key in MULTIVALUED):
            lists.add(key)
    return RequestContext(values, frozenset(lists), action=action.lower())


def context_of_mapping(mapping: Mapping[str, object], *, strict: bool = False) -> RequestContext:
    """Return the context that a mapping spells: text, bool, number, datetime, or a list of them.

    None, and an empty list, say that the key is absent. TypeError for any other value.
    """
    values: dict[str, tuple[str, ...]] = {}
    lists = set()
    for key, value in mapping.items():
        if isinstance(value, (list, tuple, set, frozenset)):
            values[key.lower()] = tuple(text_of(item) for item in value)
            if len(value) > 1 or key.lower() in MULTIVALUED:
                lists.add(key.lower())
        else:
            values[key.lower()] = ABSENT if value is None else (text_of(value),)
    return RequestContext(values, frozenset(lists), strict)


def text_of(value: object) -> str:
    """Return a context value as the text that AWS compares; TypeError when it is none."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, bytes):
        from base64 import b64encode

        return b64encode(value).decode("ascii")
    return _moment_text(value)


def _moment_text(value: object) -> str:
    from datetime import date, datetime, timezone

    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=timezone.utc)
        return moment.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a context value cannot be {type(value).__name__}")
