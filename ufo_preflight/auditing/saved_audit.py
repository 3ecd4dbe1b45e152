"""Audits that were saved as JSON, read back and joined into one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ufo_preflight.auditing import expected
from ufo_preflight.auditing.audit_report import (
    AuditedPrincipal,
    AuditReport,
    CellReason,
    LeftOut,
    Trustee,
)
from ufo_preflight.model import Need, Overall, Result
from ufo_preflight.outcome import Check
from ufo_preflight.report import OnUnknown, ProjectSummary

Saved = Mapping[str, Any]


def merged(
    reports: Sequence[Saved], allowed: Iterable[str] | None, on_unknown: OnUnknown
) -> AuditReport:
    """Return the reports of several accounts as one; ValueError when one is no audit.

    KeyError or TypeError where one lacks what an audit has.
    """
    read = [read_saved(report) for report in reports]
    checks = {check.id: check for report in read for check in report.checks}
    principals = tuple(
        replace(one, results={name: one.results.get(name, Result.SKIPPED) for name in checks})
        for report in read
        for one in report.principals
    )
    accounts = dict.fromkeys(report.account for report in read)
    regions = dict.fromkeys(report.region for report in read)
    return AuditReport(
        account=", ".join(accounts),
        region=", ".join(regions),
        checks=tuple(checks.values()),
        principals=principals,
        left_out=tuple(one for report in read for one in report.left_out),
        project=read[0].project,
        allow_list=expected(principals, allowed) if allowed is not None else None,
        on_unknown=on_unknown,
        method="merged",
        calls=sum(report.calls for report in read),
        caveats=tuple(dict.fromkeys(text for report in read for text in report.caveats)),
        warnings=tuple(dict.fromkeys(text for report in read for text in report.warnings)),
    )


def read_saved(saved: Saved) -> AuditReport:
    """Return the report that was saved; ValueError, KeyError or TypeError when it is none."""
    if saved.get("kind") != "audit":
        raise ValueError("no report of audit")
    project = saved["project"]
    return AuditReport(
        account=saved["account"] or "",
        region=saved["region"] or "",
        checks=tuple(
            Check(one["id"], one["title"], Need(one["needed"]), "", ()) for one in saved["checks"]
        ),
        principals=tuple(map(_principal, saved["principals"])),
        left_out=tuple(LeftOut(one["arn"], one["why"]) for one in saved["left_out"]),
        project=ProjectSummary(**project) if project else None,
        method=saved["method"]["name"],
        calls=saved["method"]["calls"],
        caveats=tuple(saved["caveats"]),
        warnings=tuple(saved["warnings"]),
    )


def _principal(one: Saved) -> AuditedPrincipal:
    return AuditedPrincipal(
        arn=one["arn"],
        kind=one["kind"],
        verdict=Overall(one["verdict"]),
        results={check: Result(result) for check, result in one["results"].items()},
        reasons={check: tuple(map(_reason, found)) for check, found in one["reasons"].items()},
        assumable_by=tuple(map(_trustee, one["assumable_by"])),
        last_used=one["last_used"] or "",
        groups=tuple(one["via_groups"]),
        boundary=one["boundary"] or "",
        granted_by=tuple(one["granted_by"]),
    )


def _reason(one: Saved) -> CellReason:
    return CellReason(
        tuple(one["actions"]),
        one["decision"],
        one["reason"],
        one["layer"] or "",
        one["statement"] or "",
        one["text"] or "",
        tuple(one["missing_context"]),
        one["detail"],
    )


def _trustee(one: Saved) -> Trustee:
    return Trustee(
        one["type"],
        one["principal"],
        tuple(one["conditions"]),
        one["in_account"],
        one["certain"],
        one["warning"],
    )
