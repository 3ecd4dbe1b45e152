"""docs/offline.md is about the cases, findings and operators that there are."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/offline.md").read_text(encoding="utf-8")


def test_every_file_of_cases_has_its_rules():
    linked = set(re.findall(r"\(\.\./tests/policy/cases/([\w-]+)\.json\)", PAGE))
    assert linked == {path.stem for path in (ROOT / "tests/policy/cases").glob("*.json")}


def test_every_finding_is_on_the_page():
    sources = (ROOT / "ufo_preflight/policy").glob("*.py")
    codes = {
        code
        for path in sources
        for code in re.findall(
            r'(?:self\.find|source\.finding(?:_within)?|Finding)\(\s*"([a-z-]+)"',
            path.read_text(encoding="utf-8"),
        )
    }
    named = {
        code
        for row in re.findall(r"^\| (`[a-z-]+`(?:, `[a-z-]+`)*) \|", PAGE, re.M)
        for code in re.findall(r"`([a-z-]+)`", row)
    }
    assert named == codes
