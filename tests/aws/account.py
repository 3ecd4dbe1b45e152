"""An account behind the stub: its policies in three layers, simulated as AWS does since 2026-07-30.

It decides with the offline evaluator, and answers in either of the two shapes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import quote
from xml.sax.saxutils import escape

from tests.aws.stub_aws import (
    IAM,
    USER,
    Answer,
    Parameters,
    StubAws,
    caller,
    context_of,
    error,
    listed,
    serving,
)
from ufo_preflight.model import Layer
from ufo_preflight.policy.document import ParsedPolicy, parse_policy
from ufo_preflight.policy.evaluate import Evaluation, evaluate

DENIED = ("explicitDeny", "implicitDeny")


@dataclass
class Account:
    """The principal's policies by the simulator's id, and what the account lets be read.

    `inline` maps (call, holder, policy) to a text, `managed` an ARN to its default version.
    """

    identity: dict[str, str]
    boundary: tuple[str, str] | None = None
    scps: tuple[str, ...] = ()
    is_new: bool = True
    excludes: bool = True
    readable: dict[tuple[str, ...], str] = field(default_factory=dict)
    refuses: bool = False

    def simulate(self, asked: Parameters) -> Answer:
        """Answer SimulatePrincipalPolicy."""
        resources = listed(asked, "ResourceArns")
        results = []
        for action in listed(asked, "ActionNames"):
            parts = {name: self._decide(action, name, asked) for name in resources or ["*"]}
            results += _results(action, parts, is_new=self.is_new, named=bool(resources))
        return 200, (
            f'<SimulatePrincipalPolicyResponse xmlns="{IAM}"><SimulatePrincipalPolicyResult>'
            f"<EvaluationResults>{''.join(results)}</EvaluationResults>"
            "<IsTruncated>false</IsTruncated>"
            "</SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>"
        )

    def _decide(self, action: str, resource: str, asked: Parameters) -> _Part:
        excluded = _excluded(asked) if self.excludes else set()
        scps = () if "scp" in excluded else self.scps
        boundary = None if "permission-boundary" in excluded else self.boundary
        added = {
            f"PolicyInputList.{number}": text
            for number, text in enumerate(listed(asked, "PolicyInputList"), 1)
        }
        policies = [parsed(text, name) for name, text in (self.identity | added).items()]
        limit = parsed(boundary[1], boundary[0], Layer.PERMISSIONS_BOUNDARY) if boundary else None

        def decided(levels: tuple[str, ...]) -> Evaluation:
            return evaluate(
                action=action,
                resource=resource,
                context=context_of(asked),
                identity_policies=policies,
                permissions_boundary=limit,
                service_control_policies=[
                    [parsed(text, "scp", Layer.SERVICE_CONTROL_POLICY)] for text in levels
                ],
                strict=True,
            )

        return _Part(decided(scps), decided(()), bool(scps), boundary is not None)

    def read(self, call: str, asked: Parameters) -> Answer:
        """Answer one of the four reads, with the document encoded as IAM has it."""
        if self.refuses:
            return error("AccessDenied", f"not authorized to perform: iam:{call}", 403)
        if call == "GetPolicyVersion":
            text = self.readable.get((asked["PolicyArn"],))
            fields = "<IsDefaultVersion>{}</IsDefaultVersion><Document>{}</Document>"
            is_default = "true" if asked["VersionId"] == "v2" else "false"
            body = f"<PolicyVersion>{fields.format(is_default, quote(text or ''))}</PolicyVersion>"
        else:
            holder = next(
                asked[key] for key in ("UserName", "GroupName", "RoleName") if key in asked
            )
            text = self.readable.get((call, holder, asked["PolicyName"]))
            body = f"<PolicyDocument>{quote(text or '')}</PolicyDocument>"
        if text is None:
            return error("NoSuchEntity", "The policy cannot be found.", 404)
        return (
            200,
            f'<{call}Response xmlns="{IAM}"><{call}Result>{body}</{call}Result></{call}Response>',
        )

    @contextmanager
    def serve(self, arn: str = USER) -> Iterator[StubAws]:
        """Serve the account on loopback."""
        calls = ("GetUserPolicy", "GetGroupPolicy", "GetRolePolicy", "GetPolicyVersion")
        others = {call: lambda asked, call=call: self.read(call, asked) for call in calls}
        with serving(
            simulate=self.simulate, others=others, get_caller_identity=lambda _asked: caller(arn)
        ) as aws:
            yield aws


@dataclass(frozen=True)
class _Part:
    """The answer on one resource: of all layers, and of those that the simulator shows."""

    whole: Evaluation
    own: Evaluation
    in_organization: bool
    has_boundary: bool

    @property
    def by_organization(self) -> bool:
        return self.whole.layers.scp in DENIED

    @property
    def decision(self) -> str:
        return (self.whole.layers.scp or "") if self.by_organization else self.own.result

    def details(self) -> str:
        if not self.has_boundary or self.by_organization:
            return ""
        allowed = "false" if self.own.layers.boundary in DENIED else "true"
        return (
            "<PermissionsBoundaryDecisionDetail><AllowedByPermissionsBoundary>"
            f"{allowed}</AllowedByPermissionsBoundary></PermissionsBoundaryDecisionDetail>"
        )

    def statements(self) -> str:
        if self.by_organization or self.decision == "implicitDeny":
            return ""
        return "".join(
            f"<member><SourcePolicyId>{escape(found.policy)}</SourcePolicyId><SourcePolicyType>"
            f"{'Permissions Boundary Policy' if found.layer is not Layer.IDENTITY else 'IAM Policy'}"
            f"</SourcePolicyType>{_place('Start', found.start)}{_place('End', found.end)}</member>"
            for found in self.own.matched
        )

    def evidence(self) -> str:
        missing = "" if self.by_organization else _members(self.own.missing_context)
        return (
            f"<MatchedStatements>{self.statements()}</MatchedStatements>"
            f"<MissingContextValues>{missing}</MissingContextValues>{self.details()}"
        )


def parsed(text: str, name: str, layer: Layer = Layer.IDENTITY) -> ParsedPolicy:
    """Return a document prepared under the simulator's id."""
    return parse_policy(text, name=name, layer=layer)


def _excluded(asked: Parameters) -> set[str]:
    prefix = "PolicyExclusionList.member"
    return {value for name, value in asked.items() if name.startswith(prefix)}


def _place(name: str, position) -> str:
    return (
        f"<{name}Position><Line>{position.line}</Line><Column>{position.column}</Column>"
        f"</{name}Position>"
    )


def _members(values) -> str:
    return "".join(f"<member>{escape(value)}</member>" for value in values)


def _results(action: str, parts: dict[str, _Part], *, is_new: bool, named: bool) -> Iterator[str]:
    if not is_new:
        for resource, part in parts.items():
            yield _result(action, resource, part, part.decision, "")
        return
    worst = min(parts.values(), key=lambda part: (*DENIED, "allowed").index(part.decision))
    specific = "".join(
        f"<member><EvalResourceName>{escape(resource)}</EvalResourceName>"
        f"<EvalResourceDecision>{part.decision}</EvalResourceDecision>{part.evidence()}</member>"
        for resource, part in parts.items()
    )
    name = "*" if not named else next(iter(parts)) if len(parts) == 1 else "arn:aws:x:::${Name}"
    more = f"<ResourceSpecificResults>{specific}</ResourceSpecificResults>" if named else ""
    yield _result(action, name, worst, worst.decision, more)


def _result(action: str, resource: str, part: _Part, decision: str, more: str) -> str:
    organization = ""
    if part.in_organization:
        allowed = "false" if part.by_organization else "true"
        organization = (
            "<OrganizationsDecisionDetail><AllowedByOrganizations>"
            f"{allowed}</AllowedByOrganizations></OrganizationsDecisionDetail>"
        )
    return (
        f"<member><EvalActionName>{action}</EvalActionName>"
        f"<EvalResourceName>{escape(resource)}</EvalResourceName>"
        f"<EvalDecision>{decision}</EvalDecision>{part.evidence()}{organization}{more}</member>"
    )
