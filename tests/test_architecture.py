"""The folder tree is the architecture: who may import whom, and what a start may load."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "ufo_preflight"
VALUES = {"errors", "arn", "caller", "grant", "model", "outcome", "report"}
MAY_IMPORT = {
    "errors": {"DOCS"},
    "arn": set(),
    "caller": set(),
    "grant": set(),
    "model": {"errors"},
    "refusals": {"arn", "caller", "model"},
    "outcome": {"DOCS", "model"},
    "report": {"__version__", "caller", "errors", "grant", "model", "outcome"},
    "context": VALUES | {"policy"},
    "passrole": {"model"},
    "check": VALUES | {"context", "passrole"},
    "caveats": {"model", "outcome"},
    "probing": VALUES | {"check", "denial", "refusals"},
    "api": VALUES | {"aws", "catalog", "caveats", "check", "context", "probing", "remedy"},
    "auditing": VALUES | {"api", "catalog", "check", "context", "policy", "refusals", "remedy"},
    "hook": VALUES,
    "policy": VALUES,
    "catalog": VALUES,
    "project": VALUES | {"catalog"},
    "remedy": VALUES | {"catalog", "policy", "context", "check", "refusals"},
    "denial": VALUES | {"catalog", "context", "passrole", "policy", "refusals"},
    "render": VALUES | {"DOCS", "auditing", "__version__", "catalog", "denial", "policy"},
    "aws": VALUES | {"__version__", "context", "policy"},
}
SDK = {"boto3", "botocore"}


def modules():
    return sorted(PACKAGE.rglob("*.py"))


def part_of(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "ufo_preflight":
            yield from (f"ufo_preflight.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_what_its_part_may(path):
    part = part_of(path)
    if part in ("cli", "__main__", "__init__"):
        return
    for name in imports(ast.parse(path.read_text())):
        top, _, rest = name.partition(".")
        assert top, f"{path}: relative import"
        if top == "ufo_preflight":
            wanted = rest.partition(".")[0]
            assert wanted in ("", part) or wanted in MAY_IMPORT[part], f"{path} imports {name}"
        if top in SDK:
            assert part == "aws", f"{path} imports {name}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_is_longer_than_a_person_keeps_in_mind(path):
    assert len(path.read_text().splitlines()) <= 300


def loaded_after(code):
    program = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return {name.partition(".")[0] for name in done.stdout.split("\n")[-2].split()}


def test_importing_the_package_loads_no_sdk():
    assert not loaded_after("import ufo_preflight") & SDK
