"""Who in an account can ship: `audit` decides every principal of an export against every check.

    account export → its principals → each document's answers, once → one row a principal

Nothing here asks AWS; `aws/account_export.py` fetches the export.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from ufo_preflight.api import CheckOptions
from ufo_preflight.auditing.audit_report import AllowList, AuditedPrincipal, AuditReport, LeftOut
from ufo_preflight.auditing.auditor import Auditor
from ufo_preflight.model import Layer, Overall
from ufo_preflight.policy.account import Account, AccountEntry
from ufo_preflight.policy.parse import ParsedPolicy, prepare_value
from ufo_preflight.policy.positions import Source
from ufo_preflight.policy.statement import Document

__all__ = ["AuditReport", "Principals", "audit", "expected"]

NOT_SEEN = (
    "An account's export does not show session policies, resource-based policies, RCPs or VPC "
    "endpoint policies."
)
NO_SCPS = "Service control policies were not given: a principal may be refused by one."
# The paths of roles that services make and use, and of those that IAM Identity Center makes.
SERVICE_ROLES = {
    "/aws-service-role/": "service-linked role",
    "/service-role/": "role of a service",
    "/aws-reserved/": "role reserved by AWS",
}


@dataclass(frozen=True)
class Principals:
    """Which principals are audited, by globs on their ARN or name without regard to case."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    with_service_roles: bool = False

    def left_out(self, entry: AccountEntry) -> str:
        """Return why a principal is left out, "" when it is audited."""
        if self.include and not _matches(entry, self.include):
            return "not named by --principal"
        if _matches(entry, self.exclude):
            return "named by --exclude"
        if self.with_service_roles or entry.kind != "role":
            return ""
        path = "/" + entry.arn.partition(":role/")[2]
        return next((why for start, why in SERVICE_ROLES.items() if path.startswith(start)), "")


def audit(
    account: Mapping[str, object],
    *,
    options: CheckOptions | None = None,
    region: str = "",
    service_control_policies: Iterable[Sequence[ParsedPolicy | Mapping[str, object]]] = (),
    principals: Principals | None = None,
    allow_list: Iterable[str] | None = None,
    source: Source | None = None,
    each: Callable[[Auditor, Sequence[AccountEntry]], Iterable[AuditedPrincipal]] | None = None,
) -> AuditReport:
    """Return what the checks say of every principal of an account.

    `account` is the parsed output of `aws iam get-account-authorization-details`, `options` what is
    asked (every action when None), `principals` who is audited, and `allow_list` the ARNs or globs of
    those who may ship. `source` is where the account's text came from, for the places of errors;
    `each` decides the entries, one by one when None. PolicyDocumentError when the export is damaged,
    or one page of it.
    """
    from ufo_preflight.catalog.select import Selection

    options = options or CheckOptions(selection=Selection(full=True))
    export = Account(account, source or Source("account", Layer.IDENTITY))
    levels = tuple(
        tuple(_scp(policy, depth) for policy in level)
        for depth, level in enumerate(service_control_policies, 1)
    )
    auditor = Auditor(export, options, region, levels)
    wanted = principals or Principals()
    entries, left_out = [], []
    for entry in export.entries.values():
        why = wanted.left_out(entry)
        if why:
            left_out.append(LeftOut(entry.arn, why))
        else:
            entries.append(entry)
    decided = tuple((each or _one_by_one)(auditor, entries))
    found = expected(decided, allow_list) if allow_list is not None else None
    return AuditReport(
        account=(auditor.account_arn.split(":") + [""] * 5)[4],
        region=region,
        checks=auditor.checks,
        principals=decided,
        left_out=tuple(left_out),
        project=options.facts.summary,
        allow_list=found,
        on_unknown=options.strictness.on_unknown,
        caveats=(NOT_SEEN, *(() if levels else (NO_SCPS,)), *options.caveats),
        warnings=(*options.facts.warnings, *dict.fromkeys(auditor.warnings)),
    )


def _one_by_one(auditor: Auditor, entries: Sequence[AccountEntry]) -> Iterable[AuditedPrincipal]:
    return map(auditor.principal, entries)


def _scp(policy: ParsedPolicy | Mapping[str, object], depth: int) -> Document:
    if isinstance(policy, ParsedPolicy):
        return policy.document
    name = f"service control policy of level {depth}"
    return prepare_value(policy, name=name, layer=Layer.SERVICE_CONTROL_POLICY).document


def expected(principals: Iterable[AuditedPrincipal], allowed: Iterable[str]) -> AllowList:
    """Return what differs from a list of those who may ship: ARNs or globs."""
    globs = tuple(allowed)
    seen: set[str] = set()
    unexpected, undecided, cannot = [], [], []
    for principal in principals:
        arn = principal.arn.lower()
        matching = [glob for glob in globs if fnmatchcase(arn, glob.lower())]
        seen.update(matching)
        if matching:
            if principal.verdict is Overall.BLOCKED:
                cannot.append(principal.arn)
        elif principal.verdict is Overall.READY:
            unexpected.append(principal.arn)
        elif principal.verdict is Overall.UNDETERMINED:
            undecided.append(principal.arn)
    missing = tuple(glob for glob in globs if glob not in seen)
    return AllowList(tuple(unexpected), tuple(undecided), tuple(cannot), missing)


def shown(report: AuditReport, *, can_ship: bool = False, cannot_ship: bool = False) -> AuditReport:
    """Return the report with the principals that can ship alone, or with those that cannot."""
    if not (can_ship or cannot_ship):
        return report
    wanted = {Overall.READY} if can_ship else {Overall.BLOCKED}
    kept = tuple(one for one in report.principals if one.verdict in wanted)
    return replace(report, principals=kept)


def _matches(entry: AccountEntry, globs: Iterable[str]) -> bool:
    texts = (entry.arn.lower(), entry.name.lower(), entry.arn.split(":", 5)[-1].lower())
    return any(fnmatchcase(text, glob.lower()) for glob in globs for text in texts)
