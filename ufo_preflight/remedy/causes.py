"""What to do about every row that is not a pass, and whom to ask: one line a cause.

Only what could help is proposed. Denials are worded by the book of refusals, everything that could
not be decided here. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from ufo_preflight.caller import Identity
from ufo_preflight.context import flag_for, is_mfa_key
from ufo_preflight.model import ContextEntry, Decision, NearMiss, Need, Reason, Result, Verdict
from ufo_preflight.outcome import ActionResult, CheckResult
from ufo_preflight.refusals import Refused, denial_sentences, home_of, listed, name_of
from ufo_preflight.report import Cause

LEFT_OUT = "Run without --skip and --only to decide these rows: nothing is known of them."
NOT_NEEDED = "Not needed by this project."
NOT_ASKED = "Run with --full to decide these rows: none of their actions was asked."
SERVICE_LINKED = "iam:CreateServiceLinkedRole"
PASSED_KEY = "iam:passedtoservice"
SERVICE_NAME_KEY = "iam:awsservicename"

# Reasons caused by the query itself, not by a policy: they hold for all rows, so one line will do.
_OF_THE_QUERY = frozenset(
    {
        Reason.SIMULATE_DENIED,
        Reason.THROTTLED,
        Reason.NOT_SUPPORTED_PRINCIPAL,
        Reason.REFUSED_BY_API,
        Reason.NO_RESULT,
    }
)
# Reasons whose cause is a statement somebody wrote: one cause for all that it refuses.
_OF_A_STATEMENT = frozenset({Reason.EXPLICIT_DENY, Reason.SCP, Reason.PERMISSIONS_BOUNDARY})


@dataclass(frozen=True)
class Member:
    """An action that was not allowed, in its row."""

    row: CheckResult
    found: ActionResult

    @property
    def exemption(self) -> str:
        """Why a denial of this action does not count, "" when it does."""
        if self.found.decision.verdict is not Verdict.DENIED:
            return ""
        if self.found.requirement.advisory:
            return "Advisory: a ship may succeed without it."
        if self.row.check.need is Need.REQUIRED:
            return ""
        kind = "Advisory" if self.row.check.advisory else "Optional"
        return f"{kind}, does not count as required: {self.row.check.why}"


@dataclass(frozen=True)
class Group:
    """Members with one cause; never empty."""

    members: tuple[Member, ...]

    @property
    def decision(self) -> Decision:
        """A decision that stands for all of them."""
        return self.members[0].found.decision

    @property
    def principal(self) -> str | None:
        """Another principal than the one checked, when it is the one that lacks the permission."""
        return self.members[0].found.requirement.question.principal

    @property
    def exemption(self) -> str:
        """Why the group does not count, "" when it does."""
        return self.members[0].exemption

    @property
    def result(self) -> Result:
        """What this cause alone would make of a row."""
        if self.decision.verdict is Verdict.UNKNOWN:
            return Result.UNKNOWN
        return Result.WARN if self.exemption else Result.FAIL

    @property
    def checks(self) -> tuple[str, ...]:
        """The ids of the rows."""
        return tuple(dict.fromkeys(member.row.check.id for member in self.members))

    @property
    def actions(self) -> tuple[str, ...]:
        """The names of the actions."""
        names = (member.found.requirement.question.action for member in self.members)
        return tuple(dict.fromkeys(names))

    def values(self, key: str) -> tuple[str, ...]:
        """Return the values of a condition key (in lower case) in all requests of the group."""
        contexts = (member.found.requirement.question.context for member in self.members)
        entries: Iterable[ContextEntry] = (entry for context in contexts for entry in context)
        named = (value for entry in entries if entry.key.lower() == key for value in entry.values)
        return tuple(dict.fromkeys(named))

    @property
    def resources(self) -> tuple[str, ...]:
        """What was asked about: ARNs, patterns where names are not known, `*` for no resource."""
        return tuple(dict.fromkeys(member.found.requirement.resource for member in self.members))


def hints(findings: Iterable[CheckResult], identity: Identity) -> tuple[CheckResult, ...]:
    """Return the rows, each that is not a pass with a hint that says what to do."""
    return tuple(
        replace(found, hint=" ".join(cause.text for cause in causes([found], identity)))
        for found in findings
    )


def causes(findings: Iterable[CheckResult], identity: Identity) -> tuple[Cause, ...]:
    """Return what stands behind the rows that are not a pass, in their order; none for a pass."""
    rows = tuple(found for found in findings if found.result is not Result.PASS)
    decided = (
        Cause(
            wording(group, identity),
            group.checks,
            group.actions,
            to_paste(group, identity),
            group.result,
        )
        for group in groups_of(rows)
    )
    return (*decided, *_without_actions(rows))


def _without_actions(rows: Iterable[CheckResult]) -> Iterator[Cause]:
    """Yield one cause for all rows that were not asked about for the same reason."""
    silent: dict[str, list[CheckResult]] = {}
    for found in rows:
        if found.result is Result.SKIPPED:
            text = LEFT_OUT if found.check.skipped else NOT_NEEDED
            silent.setdefault(text, []).append(found)
        elif not found.actions:
            silent.setdefault(NOT_ASKED, []).append(found)
    for text, members in silent.items():
        ids = tuple(found.check.id for found in members)
        yield Cause(text, ids, (), result=members[0].result)


def groups_of(rows: Iterable[CheckResult]) -> tuple[Group, ...]:
    """Return the actions of `rows` that were not allowed, by cause, in the order of the rows."""
    found: dict[tuple[object, ...], list[Member]] = {}
    for row in rows:
        for action in row.actions:
            if action.decision.verdict is not Verdict.ALLOWED:
                decision, principal = action.decision, action.requirement.question.principal
                member = Member(row, action)
                same = (decision.reason, decision.also, principal, member.exemption)
                found.setdefault((*same, *_evidence(member)), []).append(member)
    return tuple(Group(tuple(members)) for members in found.values())


def _evidence(member: Member) -> tuple[object, ...]:
    """Return what must be the same, beside the reason, for the cause to be the same."""
    decision, row = member.found.decision, member.row.check.id
    if decision.reason in _OF_THE_QUERY:
        return (decision.detail,) if decision.reason is not Reason.THROTTLED else ()
    if decision.reason in _OF_A_STATEMENT:
        return decision.matched
    if decision.reason is Reason.MISSING_CONTEXT:
        return (decision.missing_context, decision.matched)
    if decision.reason is Reason.IMPLICIT_DENY:
        nearest = decision.near_misses[:1]
        return (row, *((miss.statement, miss.missed, miss.key) for miss in nearest))
    return (row, decision.detail)


def wording(group: Group, identity: Identity) -> str:
    """Return what to do about a group, why, and, for one that does not count, why not."""
    decision = group.decision
    if decision.verdict is Verdict.UNKNOWN and decision.reason is not None:
        return _UNDECIDED[decision.reason](group).strip()
    return " ".join(part for part in (_denied(group, identity), group.exemption) if part)


def to_paste(group: Group, identity: Identity) -> tuple[str, ...]:
    """Return the lines that the sentence about a group ends with, none for most."""
    if group.decision.reason is not Reason.SIMULATE_DENIED:
        return ()
    source = group.principal or identity.policy_source_arn or "*"
    return (
        '{"Effect": "Allow",',
        ' "Action": "iam:SimulatePrincipalPolicy",',
        f' "Resource": {json.dumps(source)}}}',
    )


def _denied(group: Group, identity: Identity) -> str:
    decision, actions = group.decision, listed(group.actions)
    if decision.reason is Reason.WRONG_SERVICE_PASSROLE:
        return (
            "Set the condition iam:PassedToService to ecs-tasks.amazonaws.com where "
            f"{actions} is allowed. {_sentence(decision.detail)}"
        )
    if decision.reason is Reason.IMPLICIT_DENY and not decision.also:
        if group.actions == (SERVICE_LINKED,):
            return _service_linked(group)
        if decision.near_misses:
            return _nearly(actions, decision.near_misses[0])
    resources, passed = group.resources, group.values(PASSED_KEY)
    refused = Refused(
        actions,
        resource=resources[0] if len(resources) == 1 else f"{len(resources)} resources",
        limit=f", passed to {' and '.join(passed)} only" if passed else "",
        principal=name_of(identity, group.principal),
        home=home_of(identity, group.principal),
        account=identity.account,
    )
    return denial_sentences(decision, refused)


def _service_linked(group: Group) -> str:
    """Return the commands that make the roles, once for the account, by anybody who may."""
    command = "aws iam create-service-linked-role --aws-service-name"
    run = "; ".join(f"{command} {value}" for value in group.values(SERVICE_NAME_KEY) or ["SERVICE"])
    details = dict.fromkeys(_sentence(member.found.decision.detail) for member in group.members)
    return " ".join([f"Run once, where the role does not exist yet: {run}.", *details])


def _nearly(actions: str, miss: NearMiss) -> str:
    place, detail = miss.statement.cited, _sentence(miss.detail)
    if miss.missed == "resource":
        return f"Widen the resources of {place} for {actions}. {detail}"
    return f"Meet the condition of {place} for {actions}, or change it. {detail}"


def _missing_context(group: Group) -> str:
    keys = group.decision.missing_context
    asked = [key for key in keys if not is_mfa_key(key)]
    flags = " ".join(flag_for(key) for key in asked)
    add = [f"add {flags}"] if asked else []
    if len(asked) < len(keys):
        add.insert(0, "if the deploy uses MFA, add --mfa, else --no-mfa")
    advice = "; ".join(add) or "add --context KEY=VALUE"
    cited = ", ".join(dict.fromkeys(found.cited for found in group.decision.matched))
    verb = "depend" if len(group.actions) > 1 else "depends"
    on = ", ".join(keys) or "a condition key"
    return (
        f"{listed(group.actions)} {verb} on {on}{f' ({cited})' if cited else ''}. "
        f"{_sentence(advice)}"
    )


def _scoped(group: Group) -> str:
    check = group.checks[0]
    flag = "--passrole-arn ARN" if check == "passrole" else f"--resource {check}=ARN"
    return f"Name the resource of {listed(group.actions)}: {flag}. {_detail(group)}"


def _no_result(group: Group) -> str:
    if group.members[0].found.requirement.question.foreign_account:
        return _detail(group)
    return f"Run again, {listed(group.actions)} got no answer. {_detail(group)}"


def _detail(group: Group) -> str:
    return _sentence(group.decision.detail)


_UNDECIDED: dict[Reason, Callable[[Group], str]] = {
    Reason.MISSING_CONTEXT: _missing_context,
    Reason.SCOPED_ONLY: _scoped,
    Reason.SIMULATE_DENIED: lambda _: (
        "Let the caller ask AWS's simulator, with this statement in one of its policies:"
    ),
    Reason.THROTTLED: lambda _: (
        "Wait a few minutes and run again: AWS throttled the simulator, nothing was denied."
    ),
    Reason.NOT_SUPPORTED_PRINCIPAL: lambda group: (
        f"Name the user or role that will deploy: --principal-arn ARN. {_detail(group)}"
    ),
    Reason.REFUSED_BY_API: lambda group: (
        f"Correct what AWS refused, and run again. {_detail(group)}"
    ),
    Reason.NO_RESULT: _no_result,
    Reason.PROBE_REFUSED: _detail,
}


def _sentence(text: str) -> str:
    """Return a text as a sentence of its own."""
    text = text.strip()
    end = "" if text.endswith((".", "!", "?")) else "."
    return f"{text[0].upper()}{text[1:]}{end}" if text else ""
