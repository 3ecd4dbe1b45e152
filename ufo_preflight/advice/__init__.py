"""What to do about every row that is not a pass, and whom to ask.

One line a cause, not one an action, and each begins with what to do. Only what could help is
proposed: a statement of one's own lifts no explicit deny, no permissions boundary and no service
control policy.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ufo_preflight.advice.group import groups_of
from ufo_preflight.advice.wording import to_paste, wording
from ufo_preflight.model import Identity, Result
from ufo_preflight.report import Cause, CheckResult

LEFT_OUT = "Run without --skip and --only to decide these rows: nothing is known of them."
NOT_NEEDED = "Nothing to do for what this ship does not need."
NOT_ASKED = "Run with --full to decide these rows: no action of theirs was asked."


def hints(findings: Iterable[CheckResult], identity: Identity) -> tuple[CheckResult, ...]:
    """Return the findings, each that is not a pass with a hint that begins with what to do."""
    return tuple(
        replace(found, hint=" ".join(cause.text for cause in causes([found], identity)))
        for found in findings
    )


def causes(findings: Iterable[CheckResult], identity: Identity) -> tuple[Cause, ...]:
    """Return what stands behind the rows that are not a pass, in their order; none for a pass."""
    rows = tuple(found for found in findings if found.result is not Result.PASS)
    decided = (
        Cause(wording(group, identity), group.checks, group.actions, to_paste(group, identity))
        for group in groups_of(rows)
    )
    return (*decided, *_without_actions(rows))


def _without_actions(rows: Iterable[CheckResult]) -> Iterator[Cause]:
    """Yield one cause for all rows that nobody was asked about for the same reason."""
    silent: dict[str, list[CheckResult]] = {}
    for found in rows:
        if found.result is Result.SKIPPED:
            text = LEFT_OUT if found.check.skipped else NOT_NEEDED
            silent.setdefault(text, []).append(found)
        elif not found.actions:
            silent.setdefault(NOT_ASKED, []).append(found)
    for text, members in silent.items():
        yield Cause(text, tuple(found.check.id for found in members), ())
