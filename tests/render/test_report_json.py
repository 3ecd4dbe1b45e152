"""The JSON document: the interface's keys in the interface's order, valid by our own schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

import ufo_preflight.render
from tests.render.reports import READY, REPORTS, UNDETERMINED
from tests.render.strategies import reports, some
from ufo_preflight import DOCS, __version__
from ufo_preflight.errors import CredentialsError, RegionError, UsageError
from ufo_preflight.render import render
from ufo_preflight.render.report_json import render_error
from ufo_preflight.render.style import Style

SCHEMA = Path(ufo_preflight.render.__file__).with_name("report.schema.json")
VALIDATOR = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def problems(document):
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(document)]


def test_the_schema_is_one():
    VALIDATOR.check_schema(VALIDATOR.schema)


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_valid(name):
    document = json.loads(json.dumps(REPORTS[name].to_dict()))
    assert problems(document) == []


@some
@given(reports())
def test_json_is_valid_and_safe_to_show(found):
    text = render(found, "json", Style())
    assert text.replace("\n", "").isprintable()
    assert text.isascii()
    assert problems(json.loads(text)) == []


@pytest.mark.parametrize(("error", "code"), [(UsageError("x"), 2), (CredentialsError("x"), 3)])
def test_an_error_is_the_same_envelope(error, code):
    document = json.loads(render_error(error))
    assert problems(document) == []
    assert document == {
        "format_version": "1.0",
        "tool": {"name": "ufo-preflight", "version": __version__},
        "verdict": "undetermined",
        "exit_code": code,
        "error": {"code": error.code, "message": "x", "hint": "", "page": error.page},
    }


def test_the_keys_stand_in_the_order_of_the_interface():
    assert list(READY.to_dict()) == [
        "format_version",
        "tool",
        "verdict",
        "exit_code",
        "identity",
        "region",
        "method",
        "project",
        "summary",
        "coverage",
        "checks",
        "remediation",
        "leniency",
        "probes",
        "caveats",
        "warnings",
    ]


def test_the_summary_names_every_result():
    assert UNDETERMINED.to_dict()["summary"] == {
        "pass": 0,
        "fail": 0,
        "warn": 0,
        "unknown": 11,
        "skipped": 0,
    }


@pytest.mark.parametrize(
    ("key", "value"),
    [("verdict", "fine"), ("format_version", "2.0"), ("checks", []), ("nonsense", 1)],
)
def test_the_schema_refuses_what_no_report_says(key, value):
    assert problems({**READY.to_dict(), key: value}) != []


@pytest.mark.parametrize("change", [{"decision": "denied"}, {"decision": "unknown"}])
def test_the_schema_refuses_a_denial_without_a_reason(change):
    document = json.loads(json.dumps(READY.to_dict()))
    document["checks"][0]["actions"][0].update(change)
    assert problems(document) != []


@some
@given(reports())
def test_json_lines_say_what_json_says(found):
    *checks, summary = map(json.loads, render(found, "jsonl", Style()).split("\n"))
    whole = json.loads(render(found, "json", Style()))
    assert [{"type": "check", **check} for check in whole.pop("checks")] == checks
    assert {"type": "summary", **whole} == summary


def test_the_text_is_the_document():
    error = RegionError("no region: ∅", hint="--region us-west-2")
    text = render_error(error)
    assert text.isascii()
    assert json.loads(text)["error"] == {
        "code": "no-region",
        "message": "no region: ∅",
        "hint": "--region us-west-2",
        "page": f"{DOCS}/errors/no-region/",
    }
