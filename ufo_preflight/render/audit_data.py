"""An audit, and a comparison, for programs: JSON, JSON lines, CSV and SARIF."""

from __future__ import annotations

import csv
import io
import json

from ufo_preflight import DOCS
from ufo_preflight.auditing.audit_report import AuditedPrincipal, AuditReport
from ufo_preflight.model import Overall
from ufo_preflight.outcome import Json
from ufo_preflight.render.audit_text import first_reason, ordered
from ufo_preflight.render.ci import NAME, PROJECT, SARIF_SCHEMA
from ufo_preflight.render.style import Style, visible
from ufo_preflight.report import tool

# What a spreadsheet takes for the start of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
PAGE = f"{DOCS}/audit/"


def render_audit_json(report: AuditReport, _style: Style) -> str:
    """Return the audit as JSON text, ASCII only."""
    return json.dumps(report.to_dict(), indent=1)


def render_audit_jsonl(report: AuditReport, _style: Style) -> str:
    """Return a line a principal, its account in it, and the summary last."""
    lines: list[Json] = [
        {"type": "principal", "account": report.account or None, **one.to_dict()}
        for one in report.principals
    ]
    return "\n".join(map(json.dumps, [*lines, {"type": "summary", **report.head()}]))


def render_audit_csv(report: AuditReport, _style: Style) -> str:
    """Return a table for spreadsheets; a cell that would be a formula there is quoted.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    checks = [check.id for check in report.checks]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["arn", "kind", "verdict", *checks, "why", "last_used"])
    for one in ordered(report.principals):
        results = [one.results[check].value for check in checks]
        cells = [one.arn, one.kind, one.verdict.value, *results, first_reason(one), one.last_used]
        writer.writerow([_cell(visible(cell)) for cell in cells])
    return text.getvalue()


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def render_audit_sarif(report: AuditReport, _style: Style) -> str:
    """Return a result for everybody who can ship, or with an allow-list, for those outside it."""
    unexpected = set(report.allow_list.unexpected) if report.allow_list else None
    found = [
        one
        for one in report.principals
        if one.verdict is Overall.READY and (unexpected is None or one.arn in unexpected)
    ]
    level = "note" if unexpected is None else "error"
    rule = {
        "id": "can-ship",
        "name": "PrincipalCanShip",
        "shortDescription": {"text": "A principal of the account can ship this project."},
        "helpUri": PAGE,
        "defaultConfiguration": {"level": level},
    }
    run = {
        "tool": {
            "driver": {
                "name": NAME,
                "version": str(tool()["version"]),
                "informationUri": PAGE,
                "rules": [rule],
            }
        },
        "results": [_sarif_result(one, level) for one in found],
    }
    log = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2)


def _sarif_result(principal: AuditedPrincipal, level: str) -> Json:
    granted = f", granted by {', '.join(principal.granted_by)}" if principal.granted_by else ""
    return {
        "ruleId": "can-ship",
        "level": level,
        "message": {"text": visible(f"{principal.arn} can ship{granted}")},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"uri": PROJECT}},
                "logicalLocations": [
                    {"fullyQualifiedName": visible(principal.arn), "kind": "resource"}
                ],
            }
        ],
        "partialFingerprints": {"principal/v1": principal.arn},
    }
