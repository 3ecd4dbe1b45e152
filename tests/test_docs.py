"""Documents that repeat what the code knows may not drift from it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from ufo_preflight import __version__, errors
from ufo_preflight.cli.commands import COMMANDS

ROOT = Path(__file__).parent.parent


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_readme_and_the_design_can_be_read_in_one_sitting():
    assert len(read("README.md").splitlines()) < 150
    assert len(read("docs/design.md").splitlines()) <= 80


def test_the_readmes_session_is_what_the_program_prints(tmp_path):
    policy = ROOT / "docs/policies/ufo-baseline.json"
    done = subprocess.run(
        [sys.executable, "-m", "ufo_preflight", "--policy-file", policy],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    out = done.stdout
    (session,) = re.findall(r"^```\n(.*?)^```", read("README.md"), re.M | re.S)
    *blocks, verdict = session.split("\n\n")
    assert "\n\n".join(blocks) in out
    assert out.endswith(verdict)


def test_every_command_named_in_the_readme_exists():
    named = set(re.findall(r"^\s+ufo-preflight ([a-z][a-z-]*)", read("README.md"), re.M))
    assert named <= set(COMMANDS), named - set(COMMANDS)


def test_every_error_code_is_documented_with_its_exit_code():
    rows = re.findall(r"^\| (`[\w-]+`(?:, `[\w-]+`)*) \| (\d) \|", read("docs/exit-codes.md"), re.M)
    documented = {
        code: exit_code for codes, exit_code in rows for code in re.findall(r"[\w-]+", codes)
    }
    tree = [
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, Exception)
    ]
    raised = {
        code: str(error.exit_code)
        for error in tree
        if error is not errors.PreflightError
        for code in error.codes
    }
    assert documented == raised


def test_the_changelog_knows_this_version():
    assert "## Unreleased" in read("CHANGELOG.md") or f"## {__version__}" in read("CHANGELOG.md")


def test_the_files_that_contributing_names_exist():
    text = read("CONTRIBUTING.md").split("| to add or change |")[1].split("## Tests")[0]
    for name in re.findall(r"`([\w/]+\.(?:py|json|md))`", text):
        assert any((ROOT / folder / name).exists() for folder in ("", "ufo_preflight")), name
    for constant, module in (("RENDERERS", "render/__init__"), ("COMMANDS", "cli/commands")):
        assert constant in text
        assert f"\n{constant}" in read(f"ufo_preflight/{module}.py")


def test_no_test_patches_by_name():
    for path in (ROOT / "tests").rglob("*.py"):
        assert not re.search(r"mock\.patch|unittest\.mock", path.read_text(encoding="utf-8")) or (
            path == Path(__file__)
        )
