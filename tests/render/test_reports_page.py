"""docs/reports.md says what the code does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import ufo_preflight.render
from ufo_preflight.model import Result
from ufo_preflight.render import RENDERERS
from ufo_preflight.render.style import Style

PAGE = (Path(__file__).parents[2] / "docs" / "reports.md").read_text(encoding="utf-8")
SCHEMA = json.loads(
    Path(ufo_preflight.render.__file__).with_name("report.schema.json").read_text(encoding="utf-8")
)


def first_cells(heading):
    section = PAGE.split(f"# {heading}\n", 1)[1].split("\n## ")[0]
    return re.findall(r"^\| `(\w+)` \|", section, re.M)


def test_every_format_is_described():
    assert first_cells("Reports") == list(RENDERERS)


def test_every_result_is_described_with_its_marks():
    assert first_cells("The table") == [result.value for result in Result]
    for result in Result:
        marks = f"{Style().glyph(result)} | {Style(use_unicode=False).glyph(result)}"
        assert f"| `{result.value}` | {marks} |" in PAGE


def test_every_key_of_the_schema_is_described():
    assert first_cells("JSON") == SCHEMA["$defs"]["report"]["required"]
    for name in ("check", "action"):
        for key in SCHEMA["$defs"][name]["required"]:
            assert f"`{key}`" in PAGE
