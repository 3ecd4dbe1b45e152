"""One line a check, the summary last."""

from __future__ import annotations

import json

from hypothesis import given

from tests.render.strategies import reports, some
from ufo_preflight.render import render
from ufo_preflight.render.style import Style


@some
@given(reports())
def test_json_lines_say_what_json_says(found):
    *checks, summary = map(json.loads, render(found, "jsonl", Style()).split("\n"))
    whole = json.loads(render(found, "json", Style()))
    assert [{"type": "check", **check} for check in whole.pop("checks")] == checks
    assert {"type": "summary", **whole} == summary
