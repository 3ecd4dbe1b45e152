"""The report as JUnit XML, in the form that Jenkins publishes a schema for.

https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from ufo_preflight.model import Result
from ufo_preflight.render.style import visible
from ufo_preflight.render.words import counted, counts, limits, reasons, who, why
from ufo_preflight.report import CheckResult, Report

NAME = "ufo-preflight"


def render_junit(report: Report) -> str:
    """Return one suite with a test case for every check.

    A denial that counts is a failure and an unknown that counts an error: never a pass. What does
    not count is a skipped case with its reason.
    """
    outcomes = [_outcome(found, report) for found in report.checks]
    totals = {
        "tests": len(outcomes),
        "failures": outcomes.count("failure"),
        "errors": outcomes.count("error"),
    }
    cases = (_case(found, tag) for found, tag in zip(report.checks, outcomes, strict=True))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<testsuites{_attributes({'name': NAME, **totals})}>",
        f"  <testsuite{_attributes({'name': NAME, **totals, 'skipped': outcomes.count('skipped')})}>",
        *_properties(report),
        *(line for case in cases for line in case),
        "  </testsuite>",
        "</testsuites>",
    ]
    return "\n".join(lines)


def _outcome(found: CheckResult, report: Report) -> str:
    if found.result is Result.PASS:
        return ""
    if not counted(found, report.strictness):
        return "skipped"
    return "error" if found.result is Result.UNKNOWN else "failure"


def _properties(report: Report) -> list[str]:
    values = {
        "verdict": report.verdict.value,
        "counts": counts(report),
        "principal": who(report),
        "not-covered": limits(report),
        **{f"warning-{at}": text for at, text in enumerate(report.warnings, start=1)},
    }
    lines = (f"      <property{_attributes({'name': k, 'value': v})}/>" for k, v in values.items())
    return ["    <properties>", *lines, "    </properties>"]


def _case(found: CheckResult, outcome: str) -> list[str]:
    opening = f"    <testcase{_attributes({'classname': NAME, 'name': found.check.title})}"
    if not outcome:
        return [f"{opening}/>"]
    told = {"type": ", ".join(reasons(found)) or found.result.value, "message": found.hint}
    text = escape(visible(f"{found.result.value}: {why(found)}"))
    return [
        f"{opening}>",
        f"      <{outcome}{_attributes(told)}>{text}</{outcome}>",
        "    </testcase>",
    ]


def _attributes(values: Mapping[str, str | int]) -> str:
    return "".join(f" {name}={quoteattr(visible(str(value)))}" for name, value in values.items())
