"""The hand-over: a policy with what an administrator asks before signing it, as Markdown.

For each statement why, by whom it is called, how sure that is and from where; what its holder could
do besides; what is left out; what has to be there first; how to prove it and how to take it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ufo_preflight.errors import one_line
from ufo_preflight.grant import Grant, document, size, spell, split
from ufo_preflight.outcome import Requirement
from ufo_preflight.remedy.minimal import covers
from ufo_preflight.remedy.paths import PathResult, makes_administrator
from ufo_preflight.report import ProjectSummary

CALLERS = {"direct": "UFO", "cloudformation": "CloudFormation"}
_VERDICTS = {"allowed": "**open**", "denied": "closed", "unknown": "unknown"}
ADMINISTRATOR = (
    "**Its holder can become administrator of the account**: rights can be put on a role of the "
    "stack (see the open escalations), and that role can be used."
)
NO_ADMINISTRATOR = (
    "Its holder cannot become administrator of the account, by hand or through a template."
)


@dataclass(frozen=True)
class Handover:
    """What is handed over: policies by whom they are for, and what was decided about them."""

    policies: Mapping[str, Sequence[Grant]]
    requirements: Sequence[Requirement]
    paths: Sequence[PathResult]
    project: ProjectSummary | None = None
    principal: str = ""
    account: str = ""
    region: str = ""
    steps: Sequence[str] = ()
    left_out: Sequence[str] = ()


def reasons(grant: Grant, requirements: Iterable[Requirement]) -> tuple[Requirement, ...]:
    """Return the requirements that a statement is there for."""
    return tuple(
        each
        for each in requirements
        if each.question.action in grant.actions
        and any(covers(resource, each.resource) for resource in grant.resources)
    )


def whys(grants: Iterable[Grant], requirements: Sequence[Requirement]) -> dict[str, str]:
    """Return one sentence for each statement by its Sid: why it is there, and who calls."""
    found = {}
    for grant in grants:
        because = reasons(grant, requirements)
        callers = " and ".join(dict.fromkeys(CALLERS[each.stage] for each in because))
        told = " ".join(dict.fromkeys(each.why for each in because))
        found[grant.sid] = f"{callers}: {told}" if callers else told
    return found


def spell_handover(given: Handover) -> str:
    """Return the hand-over as Markdown."""
    blocks = [
        _head(given),
        *(_policy(name, grants, given) for name, grants in given.policies.items()),
        risks_markdown(given.paths),
        _listed("Left out", given.left_out),
        _listed("Before the first ship", given.steps),
        (
            "## Prove it\n\n"
            "Save the policy as `policy.json` and run `ufo-preflight check --full --policy-file "
            "policy.json`: it must say *ready*. `ufo-preflight policy --risks policy.json` decides the "
            "table above again."
        ),
        (
            "## Take it back\n\n"
            "Detach the policy: running services keep running, and no ship is possible. A project that "
            "changes its roles, names, VPC or DNS record needs a new policy; print it again and compare."
        ),
    ]
    return "\n\n".join(block for block in blocks if block)


def missing_markdown(grants: Sequence[Grant], notes: Sequence[str], others: str) -> str:
    """Return what is missing, and what other owners have to change, as Markdown."""
    parts = [f"```json\n{spell(document(part))}\n```" for part in split(grants)]
    blocks = ["# What is missing for `ufo ship`", *parts, _listed("To know", notes), others]
    return "\n\n".join(block for block in blocks if block)


def risks_markdown(paths: Sequence[PathResult]) -> str:
    """Return what the holder could do besides shipping, each way with what closes it."""
    verdict = ADMINISTRATOR if makes_administrator(paths) else NO_ADMINISTRATOR
    rows = [
        f"| {each.path.title} | {_VERDICTS[each.by_hand.verdict.value]} | "
        f"{_VERDICTS[each.by_template.verdict.value]} | "
        f"{code(each.closed_by) if not each.is_open else each.path.close} |"
        for each in paths
    ]
    return "\n".join(
        [
            "## What its holder could do besides shipping\n",
            f"{verdict} Each line was decided from the policy.\n",
            "| path | by hand | by template | closed by, or how to close it |",
            "|---|---|---|---|",
            *rows,
        ]
    )


def risks_text(paths: Sequence[PathResult]) -> str:
    """Return the same for a terminal: the open ways, then those that are closed and by what."""
    lines = [(ADMINISTRATOR if makes_administrator(paths) else NO_ADMINISTRATOR).replace("**", "")]
    for each in paths:
        if each.is_open:
            verdicts = (each.by_hand.verdict.value, each.by_template.verdict.value)
            state = "unknown" if "allowed" not in verdicts else "open"
            lines.append(f"{state:8}{each.path.title}. {each.path.close}")
    lines += [f"closed  {each.path.title}: {each.closed_by}" for each in paths if not each.is_open]
    return "\n".join(lines)


def code(text: str) -> str:
    """Return a text as Markdown shows it literally, in one cell of a table."""
    return f"`{one_line(text).replace('`', chr(39)).replace('|', chr(92) + '|')}`"


def _head(given: Handover) -> str:
    project = given.project
    facts = {
        "principal": given.principal,
        "account": given.account,
        "region": given.region,
        "stack": project.stack if project else "",
        "project": project.root if project else "",
        "UFO": str(project.version) if project and project.version else "",
        "made from": project.source if project else "",
    }
    lines = [f"- {name}: {code(value)}" for name, value in facts.items() if value]
    return "\n".join(["# Policy for `ufo ship`", "", *lines]).rstrip()


def _policy(name: str, grants: Sequence[Grant], given: Handover) -> str:
    parts = split(grants)
    sizes = ", ".join(str(size(part)) for part in parts)
    blocks = [f"## {name}", f"{len(parts)} managed policy document(s), {sizes} characters."]
    blocks += ["\n".join(_statement(grant, given.requirements)) for grant in grants]
    blocks += [f"```json\n{spell(document(part))}\n```" for part in parts]
    return "\n\n".join(blocks)


def _statement(grant: Grant, requirements: Sequence[Requirement]) -> Iterator[str]:
    yield f"### {grant.sid}\n"
    yield f"On {', '.join(code(resource) for resource in grant.resources)}."
    for test in grant.conditions:
        values = ", ".join(code(value) for value in test.values)
        yield f"Only where {code(test.key)} ({test.operator}) is {values}."
    yield "\n| action | why | called by | phase | confidence | source |"
    yield "|---|---|---|---|---|---|"
    for each in reasons(grant, requirements):
        yield (
            f"| {code(each.question.action)} | {each.why} | {CALLERS[each.stage]} | "
            f"{', '.join(each.phases)} | {each.confidence} | {each.source} |"
        )


def _listed(title: str, items: Sequence[str]) -> str:
    return "\n".join([f"## {title}\n", *(f"- {item}" for item in items)]) if items else ""
