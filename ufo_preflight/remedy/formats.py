"""The forms that a policy is printed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ufo_preflight.remedy.commands import spell_commands
from ufo_preflight.remedy.grant import Grant, document, spell, split
from ufo_preflight.remedy.placement import Placement
from ufo_preflight.remedy.templates import spell_cloudformation, spell_terraform


def spell_json(grants: Sequence[Grant], _placement: Placement) -> str:
    """Return the policy document; a list of documents when one would be too long for AWS."""
    documents = [document(part) for part in split(grants)]
    return spell(documents[0] if len(documents) == 1 else documents)


FORMATS: Mapping[str, Callable[[Sequence[Grant], Placement], str]] = {
    "json": spell_json,
    "commands": spell_commands,
    "cloudformation": spell_cloudformation,
    "terraform": spell_terraform,
}
