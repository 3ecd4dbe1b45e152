"""The report for pipelines: GitHub annotations, JUnit XML, and SARIF for code scanning."""

from __future__ import annotations

import json
from urllib.parse import quote
from xml.etree import ElementTree as ET

from ufo_preflight import DOCS, __version__
from ufo_preflight.caller import PrincipalKind
from ufo_preflight.catalog import load_catalogue
from ufo_preflight.errors import EXIT_READY
from ufo_preflight.model import Overall, Position, Result
from ufo_preflight.outcome import CheckResult, Json
from ufo_preflight.render.style import Style, visible
from ufo_preflight.render.words import (
    counted,
    counts,
    limits,
    open_rows,
    outcome,
    probed,
    reasons,
    who,
    why,
)
from ufo_preflight.report import Cause, FailOn, Report

NAME = "ufo-preflight"
SARIF_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
# Code scanning wants a file for every result; the project's settings are what asked for it.
PROJECT = ".ufo"


def render_github(report: Report, _style: Style) -> str:
    """Return one workflow command a cause, then the warnings and the verdict.

    Every line is a command: the runner looks for commands in what is printed, so nothing of a
    policy may stand at the start of a line.
    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    """
    rows = {found.check.id: found for found in report.checks}
    lines = [
        _command(
            "error" if _closes(cause, rows, report) else "warning",
            f"{NAME}: {', '.join(rows[check].check.title for check in cause.checks)}",
            cause.text,
        )
        for cause in report.causes
        if cause.result is not Result.SKIPPED
    ]
    lines.extend(_command("warning", NAME, text) for text in report.warnings)
    lines.extend(_command("notice", f"{NAME}: probe", text) for text in probed(report))
    level = "notice" if report.exit_code == EXIT_READY else "error"
    said = f"{who(report)}: {counts(report)}. {limits(report)}"
    return "\n".join([*lines, _command(level, f"{NAME}: {report.verdict.value}", said)])


def _closes(cause: Cause, rows: dict[str, CheckResult], report: Report) -> bool:
    if cause.result is Result.WARN and report.strictness.fail_on is not FailOn.ANY:
        return False
    return any(counted(rows[check], report.strictness) for check in cause.checks)


def _command(name: str, title: str, message: str) -> str:
    heading = _data(title).replace(":", "%3A").replace(",", "%2C")
    return f"::{name} title={heading}::{_data(message)}"


def _data(text: str) -> str:
    # There is no line break to escape: `visible` returns one line.
    return visible(text).replace("%", "%25")


def render_junit(report: Report, _style: Style) -> str:
    """Return one suite with a test case for every check.

    A denial that counts is a failure and an unknown that counts an error: never a pass. What does
    not count is a skipped case with its reason. The form is the one Jenkins publishes a schema for:
    https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
    """
    outcomes = [_tag(found, report) for found in report.checks]
    totals = {
        "name": NAME,
        "tests": str(len(outcomes)),
        "failures": str(outcomes.count("failure")),
        "errors": str(outcomes.count("error")),
    }
    root = ET.Element("testsuites", totals)
    suite = ET.SubElement(root, "testsuite", {**totals, "skipped": str(outcomes.count("skipped"))})
    properties = ET.SubElement(suite, "properties")
    for name, value in _properties(report).items():
        ET.SubElement(properties, "property", {"name": name, "value": visible(value)})
    for found, tag in zip(report.checks, outcomes, strict=True):
        title = visible(found.check.title)
        case = ET.SubElement(suite, "testcase", {"classname": NAME, "name": title})
        if tag:
            kinds = ", ".join(reason.value for reason in reasons(found)) or found.result.value
            told = ET.SubElement(case, tag, {"type": kinds, "message": visible(found.hint)})
            said = (f"{found.result.value}: {outcome(found)}".rstrip(": "), why(found))
            told.text = visible(". ".join(part for part in said if part))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode")


def _tag(found: CheckResult, report: Report) -> str:
    if found.result is Result.PASS:
        return ""
    if not counted(found, report.strictness):
        return "skipped"
    return "error" if found.result is Result.UNKNOWN else "failure"


def _properties(report: Report) -> dict[str, str]:
    return {
        "verdict": report.verdict.value,
        "counts": counts(report),
        "principal": who(report),
        "not-covered": limits(report),
        **{f"warning-{at}": text for at, text in enumerate(report.warnings, start=1)},
        **{f"probe-{at}": text for at, text in enumerate(probed(report), start=1)},
    }


def render_sarif(report: Report, _style: Style) -> str:
    """Return a SARIF 2.1.0 log: a rule for every check, a result for every row to look at.

    https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
    """
    run = {
        "tool": {"driver": _driver()},
        "invocations": [_invocation(report)],
        "results": [_result(found, report) for found in open_rows(report.checks)],
        "columnKind": "unicodeCodePoints",
        "properties": {"verdict": report.verdict.value, "principal": who(report)},
    }
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _driver() -> Json:
    """Return the rules: all checks there are, so that they are the same from run to run."""
    rules = [
        {
            "id": rule.id,
            "name": rule.title,
            "shortDescription": _message(f"AWS lets this ship use {rule.title}"),
            "fullDescription": _message(rule.why),
            "help": _message(
                f"{rule.why} Actions, reasons and statements: {DOCS}/checks/{rule.id}/"
            ),
            "helpUri": f"{DOCS}/checks/{rule.id}/",
        }
        for rule in load_catalogue().checks
    ]
    return {"name": NAME, "version": __version__, "informationUri": f"{DOCS}/", "rules": rules}


def _invocation(report: Report) -> Json:
    said = (*report.warnings, *probed(report), f"{counts(report)}. {limits(report)}")
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
        "ruleIndex": [rule.id for rule in load_catalogue().checks].index(found.check.id),
        "kind": "fail",
        "level": "error" if counted(found, report.strictness) else "warning",
        "message": _message(f"{found.check.title}: {found.result.value}. {found.hint}"),
        "locations": [_location(found, report)],
        "partialFingerprints": {"ufoPreflightCheck/v1": found.check.id},
        "properties": {
            "result": found.result.value,
            "needed": found.check.need.value,
            "reasons": [reason.value for reason in reasons(found)],
        },
    }


def _location(found: CheckResult, report: Report) -> Json:
    file, start = _place(found, report)
    identity = report.identity
    principal = identity.policy_source_arn or identity.arn or "principal"
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(file.encode("utf-8", "surrogatepass"))},
            "region": {"startLine": start.line, "startColumn": start.column},
        },
        "logicalLocations": [{"fullyQualifiedName": visible(principal), "kind": "resource"}],
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


def _message(text: str) -> Json:
    return {"text": visible(text)}
