"""What is published: complete metadata, and files that say whose they are."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from ufo_preflight import DOCS

ROOT = Path(__file__).parent.parent
if sys.version_info >= (3, 11):
    import tomllib
else:
    tomllib = pytest.importorskip("tomli", reason="Python 3.10 has no reader of TOML")

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_an_index_shows_what_a_stranger_looks_for():
    assert {"authors", "classifiers", "keywords", "license", "readme", "urls"} <= set(PROJECT)
    assert all(url.startswith(f"{DOCS}/") for url in PROJECT["urls"].values())


def test_every_python_that_the_tests_run_under_is_classified():
    tested = re.search(r"for version in ([\d. ]+);", (ROOT / "scripts/test").read_text())[1].split()
    prefix = "Programming Language :: Python :: 3."
    classified = [
        f"3.{name.removeprefix(prefix)}"
        for name in PROJECT["classifiers"]
        if name.startswith(prefix)
    ]
    assert classified == tested


def test_every_licence_file_is_shipped():
    assert all((ROOT / name).is_file() for name in PROJECT["license-files"])
    assert "policy_sentry" in (ROOT / "NOTICE").read_text(encoding="utf-8")
