"""The report as the JSON object that other programs read, and as JSON lines; errors likewise."""

from __future__ import annotations

import json
from collections import Counter

from ufo_preflight import __version__
from ufo_preflight.errors import PreflightError
from ufo_preflight.model import Identity, NearMiss, Overall, Result, Statement
from ufo_preflight.render.style import Style
from ufo_preflight.report import ActionResult, CheckResult, ProjectSummary, Report

FORMAT_VERSION = "1.0"

Json = dict[str, object]


def render_json(report: Report, _style: Style) -> str:
    """Return the report as JSON text, ASCII only: a terminal may show it."""
    return json.dumps(report_to_dict(report), indent=2)


def render_jsonl(report: Report, _style: Style) -> str:
    """Return a line `{"type": "check", …}` for every row, and `{"type": "summary", …}` last."""
    rest = {key: value for key, value in report_to_dict(report).items() if key != "checks"}
    lines: list[Json] = [{"type": "check", **check_to_dict(found)} for found in report.checks]
    return "\n".join(map(json.dumps, [*lines, {"type": "summary", **rest}]))


def render_error(error: PreflightError) -> str:
    """Return an error as the same envelope, as JSON text: nothing was determined."""
    told = {"code": error.code, "message": error.message, "hint": error.hint}
    head = _head(Overall.UNDETERMINED.value, error.exit_code)
    return json.dumps({**head, "error": told}, indent=2)


def report_to_dict(report: Report) -> Json:
    """Return the report as the object of docs/reports.md, `format_version` first."""
    counted = Counter(found.result for found in report.checks)
    return {
        **_head(report.verdict.value, report.exit_code),
        "identity": _identity(report.identity),
        "region": report.region or None,
        "method": {"name": report.method.name, "calls": report.method.calls},
        "project": project_to_dict(report.project),
        "summary": {result.value: counted[result] for result in Result},
        "checks": [check_to_dict(found) for found in report.checks],
        "remediation": {
            "policy": list(report.remediation.policies),
            "verified": report.remediation.verified,
            "cannot_fix_here": list(report.remediation.cannot_fix_here),
        },
        "caveats": list(report.caveats),
        "warnings": list(report.warnings),
    }


def tool() -> Json:
    """Return the name and version of this program."""
    return {"name": "ufo-preflight", "version": __version__}


def _head(verdict: str, exit_code: int) -> Json:
    return {
        "format_version": FORMAT_VERSION,
        "tool": tool(),
        "verdict": verdict,
        "exit_code": exit_code,
    }


def _identity(identity: Identity) -> Json:
    return {
        "arn": identity.arn or None,
        "account": identity.account or None,
        "partition": identity.partition,
        "kind": identity.kind.value,
        "policy_source_arn": identity.policy_source_arn,
        "policy_source_from": identity.policy_source_from,
    }


def project_to_dict(project: ProjectSummary | None) -> Json | None:
    """Return the project that was read, None for none."""
    if project is None:
        return None
    return {
        "root": project.root,
        "version": project.version,
        "app": project.app,
        "env": project.env,
        "role": project.role,
        "extra": project.extra,
        "stack": project.stack,
        "cluster": project.cluster,
        "source": project.source,
    }


def check_to_dict(found: CheckResult) -> Json:
    """Return one row of the report."""
    return {
        "id": found.check.id,
        "title": found.check.title,
        "needed": found.check.need.value,
        "why": found.check.why,
        "result": found.result.value,
        "note": found.note,
        "actions": [_action(action) for action in found.actions],
        "hint": found.hint,
    }


def _action(found: ActionResult) -> Json:
    question, decision = found.requirement.question, found.decision
    return {
        "action": question.action,
        "resource": found.requirement.resource,
        "context": {entry.key: list(entry.values) for entry in question.context},
        "decision": decision.verdict.value,
        "reason": decision.reason.value if decision.reason else None,
        "layer": decision.layer.value if decision.layer else None,
        "matched": [_statement(statement) for statement in decision.matched],
        "also": [layer.value for layer in decision.also],
        "missing_context": list(decision.missing_context),
        "near_misses": [_near_miss(miss) for miss in decision.near_misses],
        "detail": decision.detail,
    }


def _near_miss(miss: NearMiss) -> Json:
    return {
        "statement": _statement(miss.statement),
        "missed": miss.missed,
        "detail": miss.detail,
        "key": miss.key or None,
        "wanted": list(miss.wanted),
    }


def _statement(statement: Statement) -> Json:
    return {
        "policy": statement.policy,
        "policy_arn": statement.policy_arn or None,
        "layer": statement.layer.value,
        "effect": statement.effect or None,
        "sid": statement.sid or None,
        "index": statement.index or None,
        "line": statement.start.line if statement.start else None,
        "column": statement.start.column if statement.start else None,
        "text": statement.text or None,
    }
