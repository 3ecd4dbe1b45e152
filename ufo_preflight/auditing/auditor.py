"""Decides every principal of an account against the checks of one ship. Pure.

Each cell is what `check --principal-arn` says from the same export: the same checks, the same
contexts, the same judging of rows; only the decisions are taken for many principals at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ufo_preflight.api import CheckOptions, checks_for, offline_identity
from ufo_preflight.auditing.audit_report import AuditedPrincipal, CellReason
from ufo_preflight.auditing.cell_reasons import decision_of, granting, grouped, reason_of
from ufo_preflight.auditing.matrix import (
    PERSONAL_KEYS,
    Decided,
    HeldLayer,
    Questionnaire,
    is_personal,
)
from ufo_preflight.auditing.trust import trustees
from ufo_preflight.check import ALWAYS_ALLOWED, result_of
from ufo_preflight.context import Surroundings, context_for
from ufo_preflight.errors import PolicyDocumentError
from ufo_preflight.model import Layer, Method, Need, Overall, Reason, Result
from ufo_preflight.outcome import ActionResult, Check, CheckResult, Requirement
from ufo_preflight.policy.account import Account, AccountEntry, HeldDocument
from ufo_preflight.policy.policy_files import document_policy
from ufo_preflight.policy.request import Request, RequestContext, context_of_entries
from ufo_preflight.policy.statement import Document
from ufo_preflight.report import Report

_SERVICE_LINKED = ":role/aws-service-role/"


@dataclass(frozen=True, eq=False)
class Held:
    """The documents of a principal by layer, and what is lacking or cannot be read."""

    identity: tuple[Document, ...]
    boundary: tuple[Document, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Row:
    """What the checks say of a principal, and of all principals that hold the same."""

    verdict: Overall
    results: Mapping[str, Result]
    reasons: Mapping[str, tuple[CellReason, ...]]
    granted_by: tuple[str, ...]


class Auditor:
    """The checks of a ship, ready to be decided for the principals of one account."""

    def __init__(
        self,
        account: Account,
        options: CheckOptions,
        region: str,
        scp_levels: Iterable[Iterable[Document]] = (),
    ) -> None:
        self.account = account
        self.options = options
        self.region = region
        self.scp_levels = tuple(tuple(level) for level in scp_levels)
        self.warnings: list[str] = []
        given = {entry.key.lower() for entry in options.context}
        self.personal_keys = frozenset(PERSONAL_KEYS) - given
        self._documents: dict[object, Document | str] = {}
        self._personal: dict[Document, bool] = {}
        self._rows: dict[object, Row] = {}
        self._results: dict[tuple[int, int, int], Result] = {}
        self._kinds: dict[str, Questionnaire] = {}

    @cached_property
    def account_arn(self) -> str:
        """The ARN of the first principal: it tells the account and its partition."""
        return next((entry.arn for entry in self.account.entries.values()), "")

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """The checks of the ship, on the resources of this account and region."""
        identity = offline_identity(self.account_arn or None, self.region)
        return checks_for(self.options, identity, self.region)

    @cached_property
    def requirements(self) -> tuple[Requirement, ...]:
        """What is asked, each request once; two checks may need the same."""
        asked = (need for check in self.checks if _is_asked(check) for need in check.requirements)
        return tuple(dict.fromkeys(asked))

    @cached_property
    def _bits(self) -> Mapping[Requirement, int]:
        return {requirement: number for number, requirement in enumerate(self.requirements)}

    @cached_property
    def _masks(self) -> tuple[int, ...]:
        return tuple(
            sum(1 << number for number in {self._bits[need] for need in check.requirements})
            if _is_asked(check)
            else 0
            for check in self.checks
        )

    def questionnaire(self, kind: str) -> Questionnaire:
        """Return the requests that a user, role or group would make."""
        if kind not in self._kinds:
            arn = self.account_arn.split(":", 5)
            example = ":".join([*arn[:5], f"{kind}/x"])
            identity = offline_identity(example, self.region)
            surroundings = Surroundings.of(
                identity, self.region, extra=self.options.context, mfa=self.options.mfa
            )
            contexts: dict[object, RequestContext] = {}
            requests = []
            for one in self.requirements:
                entries = context_for(surroundings, one.question, is_forwarded=one.is_forwarded)
                known = contexts.setdefault(entries, context_of_entries(entries, action=""))
                action = one.question.action.lower()
                context = RequestContext(known.values, known.lists, action=action)
                pattern = one.question.pattern or ""
                requests.append(Request(action, one.question.resource or "*", context, pattern))
            self._kinds[kind] = Questionnaire(requests)
        return self._kinds[kind]

    def principal(self, entry: AccountEntry) -> AuditedPrincipal:
        """Return what the checks say of a principal; PolicyDocumentError for a damaged entry."""
        held = self._held(entry)
        levels = () if _SERVICE_LINKED in entry.arn else self.scp_levels
        row = self._row(entry, held, levels)
        is_role = entry.kind == "role"
        trusted = is_role and row.verdict is not Overall.BLOCKED
        document = entry.details.get("AssumeRolePolicyDocument")
        boundary = entry.details.get("PermissionsBoundary")
        return AuditedPrincipal(
            entry.arn,
            entry.kind,
            row.verdict,
            row.results,
            row.reasons,
            trustees(document, entry.arn.split(":")[4]) if trusted else (),
            _last_used(entry),
            tuple(self.account.group_names(entry)),
            str(boundary.get("PermissionsBoundaryArn", "")) if isinstance(boundary, dict) else "",
            row.granted_by,
        )

    def _held(self, entry: AccountEntry) -> Held:
        identity, boundary, problems = [], [], []
        for held in self.account.held(entry):
            found = self._document(held)
            if isinstance(found, str):
                problems.append(found)
            elif held.layer is Layer.IDENTITY:
                identity.append(found)
            else:
                boundary.append(found)
        return Held(tuple(identity), tuple(boundary), tuple(problems))

    def _document(self, held: HeldDocument) -> Document | str:
        """Return a document, each content prepared once; or why there is none."""
        if held.value is None:
            return held.lacking
        content = held.arn or (held.name, json.dumps(held.value, sort_keys=True))
        key = (content, held.layer)
        if key not in self._documents:
            try:
                self._documents[key] = document_policy(
                    held.value, held.source, with_lint=False
                ).document
            except PolicyDocumentError as error:
                self.warnings.append(f"{error.message}: its principals are unknown")
                self._documents[key] = error.problem
        return self._documents[key]

    def _row(
        self, entry: AccountEntry, held: Held, levels: tuple[tuple[Document, ...], ...]
    ) -> Row:
        personal = any(
            self._is_personal(document)
            for document in (*held.identity, *held.boundary, *(d for one in levels for d in one))
        )
        named = entry.arn if personal else ""
        key = (entry.kind, levels, held.identity, held.boundary, held.problems, named)
        if key in self._rows:
            return self._rows[key]
        kind = self.questionnaire(entry.kind)
        own = kind.of(self._personal_values(entry)) if personal else kind
        row = self._decided_row(held, levels, kind, own)
        if not personal:
            self._rows[key] = row
        return row

    def _is_personal(self, document: Document) -> bool:
        if document not in self._personal:
            self._personal[document] = is_personal(document, self.personal_keys)
        return self._personal[document]

    def _personal_values(self, entry: AccountEntry) -> dict[str, str]:
        values = dict(zip(PERSONAL_KEYS, (entry.arn, entry.name), strict=True))
        return {key: value for key, value in values.items() if key in self.personal_keys}

    def _decided_row(
        self,
        held: Held,
        levels: tuple[tuple[Document, ...], ...],
        kind: Questionnaire,
        own: Questionnaire,
    ) -> Row:
        def layer(which: Layer, documents: tuple[Document, ...]) -> HeldLayer:
            shared = [one for one in documents if not self._is_personal(one)]
            rest = [one for one in documents if self._is_personal(one)]
            return HeldLayer(which, documents, kind.bits_of(shared) | own.bits_of(rest))

        layers = [layer(Layer.SERVICE_CONTROL_POLICY, level) for level in levels]
        layers.append(layer(Layer.IDENTITY, held.identity))
        if held.boundary:
            layers.append(layer(Layer.PERMISSIONS_BOUNDARY, held.boundary))
        decided = Decided(layers, len(self.requirements))
        return self._judged(decided, own, held.problems)

    def _judged(self, decided: Decided, own: Questionnaire, problems: tuple[str, ...]) -> Row:
        denied, undecided = decided.denied, decided.open
        for number, requirement in enumerate(self.requirements):
            if requirement.question.action in ALWAYS_ALLOWED:
                denied, undecided = denied & ~(1 << number), undecided & ~(1 << number)
        if problems:
            # What is lacking may allow, and may deny: only a sure deny stays one.
            explicit = 0
            for layer in decided.layers:
                explicit |= layer.bits.denies
            undecided, denied = ~explicit, denied & explicit
        results, reasons = {}, {}
        for at, check in enumerate(self.checks):
            results[check.id] = self._result(at, check, denied, undecided)
            if results[check.id] not in (Result.PASS, Result.SKIPPED):
                found = grouped(
                    (
                        need.question.action,
                        self._reason(self._bits[need], denied, decided, own, problems),
                    )
                    for need in check.requirements
                    if (denied | undecided) >> self._bits[need] & 1
                )
                reasons[check.id] = found
        verdict = self._verdict(results)
        granted = granting(decided, own) if verdict is not Overall.BLOCKED else ()
        return Row(verdict, results, reasons, granted)

    def _reason(
        self,
        number: int,
        denied: int,
        decided: Decided,
        own: Questionnaire,
        problems: tuple[str, ...],
    ) -> CellReason:
        if problems and not denied >> number & 1:
            return CellReason((), "unknown", Reason.NO_RESULT.value, detail=problems[0])
        return reason_of(decided, own, number)

    def _result(self, at: int, check: Check, denied: int, undecided: int) -> Result:
        if not _is_asked(check):
            return Result.SKIPPED
        mask = self._masks[at]
        key = (at, denied & mask, undecided & mask)
        if key not in self._results:
            self._results[key] = result_of(
                check,
                [
                    ActionResult(need, decision_of(self._bits[need], denied, undecided))
                    for need in check.requirements
                ],
            )
        return self._results[key]

    def _verdict(self, results: Mapping[str, Result]) -> Overall:
        report = Report(
            offline_identity(None, self.region),
            self.region,
            Method("account-export"),
            tuple(CheckResult(check, results[check.id]) for check in self.checks),
            strictness=self.options.strictness,
        )
        return report.verdict


def _is_asked(check: Check) -> bool:
    return not check.skipped and check.need is not Need.NO


def _last_used(entry: AccountEntry) -> str:
    used = entry.details.get("RoleLastUsed")
    return str(used.get("LastUsedDate", ""))[:10] if isinstance(used, dict) else ""
