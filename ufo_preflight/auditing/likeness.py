"""The smallest change that would make one principal like another, proved by deciding again. Pure.

Only statements are added: whatever the principal may do beyond the other one, it keeps.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ufo_preflight.grant import texts
from ufo_preflight.model import Verdict
from ufo_preflight.outcome import ActionResult, Json
from ufo_preflight.refusals import home_of
from ufo_preflight.remedy.causes import Member, groups_of, wording
from ufo_preflight.remedy.minimal import grants_for
from ufo_preflight.remedy.missing import (
    Extensible,
    decided_with,
    is_liftable,
    lifted,
    referrals,
)
from ufo_preflight.report import Remediation, Report


@dataclass(frozen=True)
class Likeness:
    """What would allow `principal` all that is asked and that `like` is allowed.

    `home` is where the statements belong, in words. `still_lacking` are the actions that no such
    statement allows; `remediation` says whom to ask. `beyond` are those that `like` is denied and
    `principal` is allowed.
    """

    principal: str
    like: str
    home: str
    remediation: Remediation
    still_lacking: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()

    def to_dict(self) -> Json:
        """Return it as the JSON of a comparison has it."""
        return {
            "principal": self.principal,
            "like": self.like,
            "policy": list(texts(self.remediation.grants)),
            "verified": self.remediation.verified,
            "still_lacking": list(self.still_lacking),
            "cannot_fix_here": list(self.remediation.cannot_fix_here),
            "beyond": list(self.beyond),
        }


def likeness(like: Report, changed: Report, decider: Extensible) -> Likeness:
    """Return what would make the principal of `changed` like that of `like`.

    Both reports ask the same of principals of one account, and `decider` decided the second.
    """
    lacking, beyond = [], []
    for wanted_row, row in zip(like.checks, changed.checks, strict=True):
        for wanted, found in zip(wanted_row.actions, row.actions, strict=True):
            verdicts = (wanted.decision.verdict, found.decision.verdict)
            if verdicts[0] is Verdict.ALLOWED and verdicts[1] is not Verdict.ALLOWED:
                lacking.append(Member(row, found))
            elif verdicts == (Verdict.DENIED, Verdict.ALLOWED):
                beyond.append(found)
    tried = [one for one in lacking if is_liftable(one.found) or not one.found.decision.is_denied]
    helped = lifted([one.found for one in tried], decider)
    again = decided_with([one.found for one in tried], decider)
    rest = [one for one in lacking if one not in tried]
    rest += [
        Member(one.row, after)
        for one, after in zip(tried, again, strict=True)
        if one.found not in helped
    ]
    identity = changed.identity
    denied = [one.found for one in rest if one.found.decision.is_denied]
    unknown = groups_of(
        replace(one.row, actions=(one.found,)) for one in rest if one.found not in denied
    )
    grants = grants_for(found.requirement for found in helped)
    others = (*referrals(denied, identity), *(wording(group, identity) for group in unknown))
    return Likeness(
        identity.policy_source_arn or "",
        like.identity.policy_source_arn or "",
        home_of(identity),
        Remediation(grants, bool(grants), others),
        _names(one.found for one in rest),
        _names(beyond),
    )


def _names(found: Iterable[ActionResult]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.requirement.question.action for one in found))
