"""Which kinds of resource each action takes, from policy_sentry's offline database."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import lru_cache

_PLACEHOLDER = re.compile(r"\$\{[^}]+\}")


@lru_cache(maxsize=4096)
def arn_formats(action: str) -> tuple[str, ...] | None:
    """Return the ARN formats of the action's resources: none for an action that takes no resource.

    None when the action is not known.
    """
    from policy_sentry.querying.actions import get_action_data

    service, _, name = action.partition(":")
    if not service or not name or "*" in name:
        return None
    rows = (get_action_data(service.lower(), name) or {}).get(service.lower())
    if not rows:
        return None
    formats = (str(row["resource_arn_format"]) for row in rows)
    return tuple(dict.fromkeys(text for text in formats if text != "*"))


def takes(action: str, resource: str) -> bool:
    """Return whether a resource is of a kind that the action takes; unknown actions take any."""
    formats = arn_formats(action)
    if resource == "*" or formats is None:
        return True
    return any(_is_of(resource, text) for text in formats)


def _is_of(resource: str, arn_format: str) -> bool:
    kind = _PLACEHOLDER.sub("*", arn_format).split(":", 5)
    given = resource.split(":", 5)
    return len(given) == len(kind) and all(
        fnmatchcase(part, wanted) or fnmatchcase(wanted, part)
        for part, wanted in zip(given, kind, strict=True)
    )


def template_of(action: str) -> str | None:
    """Return the ARN template that stands for several resources; None where AWS names none."""
    formats = arn_formats(action)
    return formats[0] if formats and len(formats) == 1 else None
