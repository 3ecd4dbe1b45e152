"""An audit for programs: what a reader of each format may take for something else."""

from __future__ import annotations

import csv
import io
import json

import pytest

from ufo_preflight.auditing.audit_report import AllowList, AuditedPrincipal, AuditReport
from ufo_preflight.model import Overall
from ufo_preflight.render.audit_data import render_audit_csv, render_audit_sarif
from ufo_preflight.render.style import Style

ARN = "arn:aws:iam::111122223333:role/"


def report(*principals, **more):
    return AuditReport("111122223333", "us-west-2", (), principals, **more)


def principal(arn, verdict=Overall.READY):
    return AuditedPrincipal(arn, "role", verdict, {}, granted_by=("p.json, statement 1",))


@pytest.mark.parametrize("name", ['=HYPERLINK("x")', "+1", "-1", "@x"])
def test_a_spreadsheet_takes_no_cell_for_a_formula(name):
    rows = list(csv.reader(io.StringIO(render_audit_csv(report(principal(name)), Style()))))
    assert rows[1][0] == f"'{name}"


def test_control_characters_are_spelled_out():
    assert "\x1b" not in render_audit_csv(report(principal("a\x1b[2J")), Style())


def test_sarif_has_everybody_who_can_ship_or_those_that_nobody_expected():
    can, cannot, other = (principal(f"{ARN}{name}") for name in "abc")
    cannot = principal(cannot.arn, Overall.BLOCKED)
    (run,) = json.loads(render_audit_sarif(report(can, cannot, other), Style()))["runs"]
    assert [(one["level"], one["message"]["text"]) for one in run["results"]] == [
        ("note", f"{one.arn} can ship, granted by p.json, statement 1") for one in (can, other)
    ]
    listed = report(can, other, allow_list=AllowList(unexpected=(other.arn,)))
    (run,) = json.loads(render_audit_sarif(listed, Style()))["runs"]
    assert [one["level"] for one in run["results"]] == ["error"]
