"""The simulator's verdict on one action and one resource, by the offline evaluator."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.sandbox.action_table import takes
from tests.sandbox.controls import POLICY_EVALUATION, ApiError
from tests.sandbox.inputs import RefusedError
from tests.sandbox.principals import HeldPolicy
from ufo_preflight.model import Layer, Statement
from ufo_preflight.policy.evaluate import Evaluation, evaluate
from ufo_preflight.policy.layer_answer import Outcome
from ufo_preflight.policy.parse import ParsedPolicy, parse_policy

ALLOWED, EXPLICIT, IMPLICIT = "allowed", "explicitDeny", "implicitDeny"
TYPE_NAMES = {
    Layer.IDENTITY: "IAM Policy",
    Layer.PERMISSIONS_BOUNDARY: "Permissions Boundary Policy",
}


@dataclass(frozen=True)
class MatchedStatement:
    """One of MatchedStatements; the positions are (line, column)."""

    source_id: str
    source_type: str
    start: tuple[int, int]
    end: tuple[int, int]

    def as_answer(self) -> dict[str, object]:
        """Return it as the API spells it."""
        return {
            "SourcePolicyId": self.source_id,
            "SourcePolicyType": self.source_type,
            "StartPosition": {"Line": self.start[0], "Column": self.start[1]},
            "EndPosition": {"Line": self.end[0], "Column": self.end[1]},
        }


@dataclass(frozen=True)
class Verdict:
    """A decision and its evidence; None for a layer that is not there."""

    decision: str
    statements: tuple[MatchedStatement, ...] = ()
    missing: tuple[str, ...] = ()
    by_organization: bool | None = None
    by_boundary: bool | None = None


class Simulator:
    """The policies of one principal, ready to be asked about."""

    def __init__(
        self,
        policies: Sequence[HeldPolicy],
        boundary: HeldPolicy | None,
        scp_levels: Sequence[Sequence[Mapping[str, object]]] | None,
        *,
        shape: str,
    ) -> None:
        self._identity = [_parsed(policy, Layer.IDENTITY) for policy in policies]
        self._boundary = _parsed(boundary, Layer.PERMISSIONS_BOUNDARY) if boundary else None
        self._scp_levels = [list(level) for level in scp_levels or ()]
        self._texts = {
            (layer, policy.source_id): policy.text
            for layer, held in (
                (Layer.IDENTITY, policies),
                (Layer.PERMISSIONS_BOUNDARY, [boundary] if boundary else []),
            )
            for policy in held
        }
        self._shape = shape

    def verdict(self, action: str, resource: str, context: Mapping[str, object]) -> Verdict:
        """Return the verdict; RefusedError where the policies are beyond the evaluator."""
        found = self._evaluate(action, resource, context)
        scp = found.outcome_of(Layer.SERVICE_CONTROL_POLICY)
        if scp not in (None, Outcome.ALLOWED):
            explicit = scp is Outcome.EXPLICIT_DENY and self._shape == "new"
            return Verdict(EXPLICIT if explicit else IMPLICIT, by_organization=False)
        organization = True if self._scp_levels else None
        boundary = found.outcome_of(Layer.PERMISSIONS_BOUNDARY)
        by_boundary = None if boundary is None else boundary is Outcome.ALLOWED
        # Answers recorded before 2026-07-30 allow actions on resources of other kinds.
        if self._shape == "new" and not takes(action, resource):
            return Verdict(IMPLICIT, (), (), organization, by_boundary)
        return Verdict(
            found.result,
            self._matched(found, action, resource, context),
            found.missing_context,
            organization,
            by_boundary,
        )

    def _evaluate(
        self, action: str, resource: str, context: Mapping[str, object], *, limits: bool = True
    ) -> Evaluation:
        found = evaluate(
            action=action,
            resource=resource,
            context=context,
            identity_policies=self._identity,
            permissions_boundary=self._boundary if limits else None,
            service_control_policies=self._scp_levels if limits else (),
            strict=True,
        )
        if found.result == "unknown":
            text = f"{POLICY_EVALUATION.text} {found.unmodelled}"
            raise RefusedError(ApiError(POLICY_EVALUATION.code, text, POLICY_EVALUATION.status))
        return found

    def _matched(
        self, found: Evaluation, action: str, resource: str, context: Mapping[str, object]
    ) -> tuple[MatchedStatement, ...]:
        statements = found.matched
        if found.layer is Layer.PERMISSIONS_BOUNDARY and self._shape == "old" and statements:
            # The old answers listed the allowing statements beside the boundary's deny.
            inner = self._evaluate(action, resource, context, limits=False)
            statements = (*inner.matched, *statements)
        return tuple(self._placed(statement) for statement in statements)

    def _placed(self, statement: Statement) -> MatchedStatement:
        text = self._texts[statement.layer, statement.policy]
        start, end = (0, 0), (0, 0)
        if statement.start and statement.end:
            lines = text.split("\n")
            offset = sum(len(line) + 1 for line in lines[: statement.start.line - 1])
            before = text[: offset + statement.start.column - 1].rstrip()
            # AWS counts from behind the bracket or comma before the statement.
            start = (before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
            end = (statement.end.line, statement.end.column)
        return MatchedStatement(statement.policy, TYPE_NAMES[statement.layer], start, end)

    def condition_keys(self) -> list[str]:
        """Return every key that the identity policies speak of."""
        return sorted(
            {
                key
                for policy in self._identity
                for statement in policy.document.statements
                for key in statement.condition_keys()
            },
            key=str.lower,
        )


def _parsed(policy: HeldPolicy, layer: Layer) -> ParsedPolicy:
    return parse_policy(policy.text, name=policy.source_id, layer=layer)


def organization_keys(context: Mapping[str, object]) -> dict[str, object]:
    """Return the keys of an organization's account, but for those that are given."""
    given = {re.sub(r"\s", "", key).lower() for key in context}
    own: dict[str, object] = {
        "aws:PrincipalOrgID": "o-a1b2c3d4e5",
        "aws:PrincipalOrgMasterAccountId": "999999999999",
        "aws:PrincipalOrgPaths": ["o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/"],
    }
    return {key: value for key, value in own.items() if key.lower() not in given}
