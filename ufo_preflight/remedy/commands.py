"""A policy as a shell script of `aws iam` commands: those of UFO's page, with a private file.

The page writes to a guessable name in /tmp, where another user of the machine may have put a link
or a policy of their own; mktemp makes a file that only its owner can read and write.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence

from ufo_preflight.remedy.grant import Grant, document, size, spell, split
from ufo_preflight.remedy.placement import Placement

END = "POLICY"


def spell_commands(grants: Sequence[Grant], placement: Placement) -> str:
    """Return the script: one inline policy, or managed ones where it is too long for that."""
    lines = ["#!/bin/sh", "set -eu", "policy=$(mktemp)", "trap 'rm -f \"$policy\"' EXIT", ""]
    if placement.is_new:
        lines.append(_aws("create-group", group_name=placement.name))
    if size(grants) <= placement.inline_limit:
        lines += _inline(grants, placement)
    else:
        lines += _managed(split(grants), placement)
    if placement.is_new:
        lines.append(_aws("create-user", user_name=placement.name))
        lines.append(_aws("add-user-to-group", user_name=placement.name, group_name=placement.name))
    return "\n".join(lines)


def _inline(grants: Iterable[Grant], placement: Placement) -> Iterator[str]:
    yield _file(grants)
    holder = placement.holder.value
    put = _aws(f"put-{holder}-policy", **{f"{holder}_name": placement.name})
    yield f'{put} {_options(policy_name=placement.policy)} --policy-document "file://$policy"'


def _managed(documents: Sequence[Sequence[Grant]], placement: Placement) -> Iterator[str]:
    holder = placement.holder.value
    for number, grants in enumerate(documents, start=1):
        yield _file(grants)
        name = placement.policy if len(documents) == 1 else f"{placement.policy}-{number}"
        make = _aws("create-policy", policy_name=name)
        yield (f'arn=$({make} --policy-document "file://$policy" --query Policy.Arn --output text)')
        attach = _aws(f"attach-{holder}-policy", **{f"{holder}_name": placement.name})
        yield f'{attach} --policy-arn "$arn"'


def _file(grants: Iterable[Grant]) -> str:
    # A line of indented JSON begins with a brace or a blank, so none can end the here-document.
    return f"cat >\"$policy\" <<'{END}'\n{spell(document(grants))}\n{END}"


def _aws(command: str, **options: str) -> str:
    return f"aws iam {command} {_options(**options)}"


def _options(**options: str) -> str:
    return " ".join(
        f"--{name.replace('_', '-')} {shlex.quote(value)}" for name, value in options.items()
    )
