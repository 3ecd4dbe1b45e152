"""The report as SARIF 2.1.0, for GitHub code scanning and its like.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
from urllib.parse import quote

from ufo_preflight import __version__
from ufo_preflight.model import Overall, Position, PrincipalKind
from ufo_preflight.render.document import Json
from ufo_preflight.render.style import visible
from ufo_preflight.render.words import counted, counts, limits, open_rows, reasons, who
from ufo_preflight.report import CheckResult, Report

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
# Code scanning wants a file for every result; the project's settings are what asked for it.
PROJECT = ".ufo"


def render_sarif(report: Report) -> str:
    """Return a log with one run: a rule for every check, a result for every one to look at."""
    run = {
        "tool": {"driver": _driver(report)},
        "invocations": [_invocation(report)],
        "results": [_result(found, report) for found in open_rows(report.checks)],
        "columnKind": "unicodeCodePoints",
        "properties": {"verdict": report.verdict.value, "principal": who(report)},
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _driver(report: Report) -> Json:
    return {
        "name": "ufo-preflight",
        "version": __version__,
        "rules": [
            {
                "id": found.check.id,
                "name": found.check.title,
                "shortDescription": _message(f"AWS lets this ship use {found.check.title}"),
                "fullDescription": _message(found.check.why or found.check.title),
            }
            for found in report.checks
        ],
    }


def _invocation(report: Report) -> Json:
    said = (*report.warnings, f"{counts(report)}. {limits(report)}")
    return {
        "executionSuccessful": report.verdict is not Overall.UNDETERMINED,
        "exitCode": report.exit_code,
        "toolExecutionNotifications": [
            {"level": "note", "message": _message(text)} for text in said
        ],
    }


def _result(found: CheckResult, report: Report) -> Json:
    # An unknown is of kind `open` in SARIF, but must then have no level, and readers drop it: an
    # unknown that looks like a pass.
    return {
        "ruleId": found.check.id,
        "ruleIndex": report.checks.index(found),
        "kind": "fail",
        "level": "error" if counted(found, report.strictness) else "warning",
        "message": _message(f"{found.check.title}: {found.result.value}. {found.hint}"),
        "locations": [_location(found, report)],
        "partialFingerprints": {"ufoPreflightCheck/v1": found.check.id},
        "properties": {
            "result": found.result.value,
            "needed": found.check.need.value,
            "reasons": list(reasons(found)),
        },
    }


def _location(found: CheckResult, report: Report) -> Json:
    file, start = _place(found, report)
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(file.encode("utf-8", "surrogatepass"))},
            "region": {"startLine": start.line, "startColumn": start.column},
        },
        "logicalLocations": [
            {"fullyQualifiedName": visible(_principal(report)), "kind": "resource"}
        ],
    }


def _place(found: CheckResult, report: Report) -> tuple[str, Position]:
    """Return the statement of the policy file that decided, else the project's settings."""
    offline = report.identity.kind is PrincipalKind.POLICY_FILES
    for one in found.actions if offline else ():
        near = (miss.statement for miss in one.decision.near_misses)
        for statement in (*one.decision.matched, *near):
            if statement.start is not None:
                return statement.policy, statement.start
    return PROJECT, Position(1, 1)


def _principal(report: Report) -> str:
    return report.identity.policy_source_arn or report.identity.arn or "principal"


def _message(text: str) -> Json:
    return {"text": visible(text)}
