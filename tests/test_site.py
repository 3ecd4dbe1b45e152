"""The pages of the site: one for every command, check, reason and error, and links that lead there."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from ufo_preflight import DOCS, errors
from ufo_preflight.catalog import load_catalogue
from ufo_preflight.cli.commands import COMMANDS, command, command_first
from ufo_preflight.model import Reason

ROOT = Path(__file__).parent.parent
HAND_WRITTEN = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.fixture(scope="module")
def site():
    spec = importlib.util.spec_from_file_location("docs_pages", ROOT / "scripts/docs_pages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def codes(base=errors.PreflightError):
    yield from base.codes
    for child in base.__subclasses__():
        yield from codes(child)


def test_every_command_check_reason_and_error_has_a_page(site):
    made = set(site.pages())
    assert {f"commands/{name}.md" for name in COMMANDS} <= made
    assert {f"checks/{rule.id}.md" for rule in load_catalogue().checks} <= made
    assert {f"errors/{code}.md" for code in codes()} - {"errors/error.md"} <= made
    assert [name for name, _ in site.reasons()] == sorted(reason.value for reason in Reason)


def test_the_pages_that_the_program_names_are_pages_of_the_site(site):
    named = [errors.RegionError("x").page, f"{DOCS}/checks/ecs/"]
    assert all(f"{page.removeprefix(f'{DOCS}/').rstrip('/')}.md" in site.pages() for page in named)
    assert f"site_url: {DOCS}/\n" in (ROOT / "mkdocs.yml").read_text(encoding="utf-8")


def test_the_page_of_a_check_has_its_actions_and_its_statement(site):
    page = site.pages()["checks/ecr.md"]
    for entry in load_catalogue().entries:
        assert (entry.check != "ecr") or f"`{entry.action}`" in page
    assert '"Action": "ecr:GetAuthorizationToken"' in page


def test_the_readmes_links_to_the_site_lead_to_pages(site):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for path in re.findall(rf"{DOCS}/([^)#]*)", text):
        name = f"{path.rstrip('/') or 'index'}.md"
        assert (ROOT / "docs" / name).exists() or name in site.pages(), path


@pytest.mark.parametrize("page", HAND_WRITTEN, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page, site):
    for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            path = (page.parent / target).resolve()
            made = path.is_relative_to(ROOT / "docs") and str(path.relative_to(ROOT / "docs"))
            assert path.exists() or made in site.pages(), target


def commands_in(page):
    """Yield the words of every ufo-preflight command in the page's blocks of code."""
    for line in page.read_text(encoding="utf-8").splitlines():
        found = re.match(r"(?: {4}|\$ )?ufo-preflight( .*)?$", line.rstrip("\\ "))
        if found and line[:1] in " $u" and not re.search(r"[^-\w] (is|says|answers)\b|^ufo-", line):
            yield shlex.split(re.split(r"[<>|]", found[1] or "")[0], comments=True)


@pytest.mark.parametrize("page", HAND_WRITTEN, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_in_the_pages_can_be_given(page):
    for words in commands_in(page):
        name, rest = command_first(words)
        flags = [word.partition("=")[0] for word in rest if word.startswith("-") and word != "--"]
        own = flags[: rest.index("--")] if "--" in rest else flags
        assert name in COMMANDS, words
        assert set(own) <= set(command(name).flags), words


def test_the_site_builds_without_a_warning(tmp_path):
    if importlib.util.find_spec("mkdocs") is None:
        missing = "mkdocs-material is missing: pip install -e '.[dev]'"
        assert os.environ.get("CI") != "true", missing
        pytest.skip(missing)
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", tmp_path],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert (tmp_path / "checks/ecs/index.html").exists()
    assert (tmp_path / "errors/no-region/index.html").exists()
