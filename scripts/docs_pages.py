"""The pages of the site that repeat what the program knows: commands, checks, errors.

A hook of mkdocs (`hooks:` in mkdocs.yml): nothing it makes is written into docs/.
https://www.mkdocs.org/user-guide/configuration/#hooks
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from ufo_preflight.api import CheckOptions, checks_for, offline_identity
from ufo_preflight.catalog import CatalogueEntry, CheckRule, load_catalogue
from ufo_preflight.catalog.select import Selection
from ufo_preflight.cli.commands import COMMANDS, command
from ufo_preflight.grant import document, spell
from ufo_preflight.model import Need
from ufo_preflight.remedy.minimal import grants_for, required

DOCS = Path(__file__).parent.parent / "docs"
REGION = "us-west-2"
NEEDS = {
    Need.REQUIRED: "Required, unless the project says that it is not needed.",
    Need.OPTIONAL: "Optional, unless the project says that it is needed.",
}
ADVISORY = (
    "Only `--full` asks it; a denial warns and never fails, unless `--require` names the check."
)
GUIDES = {
    "Before a deploy": ["gate.md", "project.md", "audit.md"],
    "When something is missing": ["policy.md", "explain.md", "denials.md"],
    "Reports and codes": ["reports.md", "exit-codes.md", "changelog.md"],
    "How it decides": ["offline.md", "security.md", "design.md", "sandbox.md"],
}


@lru_cache(maxsize=1)
def pages() -> dict[str, str]:
    """Return the text of every page that is made, by its path in the site."""
    return {
        **{f"commands/{name}.md": _command(name) for name in COMMANDS},
        **{f"checks/{rule.id}.md": _check(rule) for rule in load_catalogue().checks},
        **{
            f"errors/{code}.md": _error(code, exit_code, when) for code, exit_code, when in errors()
        },
        "changelog.md": (DOCS.parent / "CHANGELOG.md").read_text(encoding="utf-8"),
        "commands/index.md": _index("Commands", ((n, e.summary) for n, e in COMMANDS.items())),
        "checks/index.md": _index("Checks", ((r.id, r.why) for r in load_catalogue().checks)),
        "errors/index.md": _index("Errors", ((code, when) for code, _, when in errors())),
        "reasons/index.md": _index("Reasons", reasons()),
    }


def errors() -> list[tuple[str, str, str]]:
    """Return every error code of docs/exit-codes.md with its exit code and when it is given."""
    text = (DOCS / "exit-codes.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ((?:`[\w-]+`,? )+)\| (\d) \| (.*) \|$", text, re.M)
    return [
        (code, exit_code, when)
        for codes, exit_code, when in rows
        for code in re.findall(r"[\w-]+", codes)
    ]


def reasons() -> list[tuple[str, str]]:
    """Return every reason that has a page, with the first sentence of the page."""
    found = []
    for path in sorted((DOCS / "reasons").glob("*.md")):
        first = path.read_text(encoding="utf-8").split("\n\n")[1]
        found.append((path.stem, " ".join(first.split("\n"))))
    return found


def _index(title: str, items: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> str:
    lines = (f"- [{name}]({name}.md): {told}" for name, told in items)
    return "\n".join([f"# {title}", "", *lines, ""])


def _command(name: str) -> str:
    printed = subprocess.run(
        [sys.executable, "-m", "ufo_preflight", name, "--help"],
        env={**os.environ, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    examples = "\n".join(command(name).examples)
    return (
        f"# ufo-preflight {name}\n\n{COMMANDS[name].summary.capitalize()}.\n\n"
        f"```\n{examples}\n```\n\n## Options\n\n```text\n{printed.stdout.rstrip()}\n```\n"
    )


def _check(rule: CheckRule) -> str:
    entries = [entry for entry in load_catalogue().entries if entry.check == rule.id]
    lines = [
        f"# {rule.title} (`{rule.id}`)",
        "",
        rule.why,
        "",
        ADVISORY if rule.advisory else NEEDS[rule.need],
        "",
        "## What a ship calls",
        "",
        *dict.fromkeys(map(_item, entries)),
        "",
        "## The smallest statement",
        "",
        "For a project of which nothing is known; in yours, `ufo-preflight policy --minimal` prints it",
        "with its names, and `ufo-preflight policy --missing` what the caller lacks of it.",
        "",
        "```json",
        _statement(rule),
        "```",
        "",
    ]
    return "\n".join(lines)


def _item(entry: CatalogueEntry) -> str:
    features = load_catalogue().features
    conditions = [_condition(name, features[name.removeprefix("!")].means) for name in entry.when]
    advisory = " Advisory: a ship may succeed without it." if entry.advisory else ""
    when = f" When: {' '.join(conditions)}" if conditions else ""
    return (
        f"- `{entry.action}` ({', '.join(entry.phases)}): {entry.why}{when}{advisory} "
        f"Source: {entry.source}"
    )


def _condition(name: str, means: str) -> str:
    return f"Not where: {means}" if name.startswith("!") else means


def _statement(rule: CheckRule) -> str:
    options = CheckOptions(
        selection=Selection(full=True, require=frozenset({rule.id}), only=frozenset({rule.id}))
    )
    checks = checks_for(options, offline_identity(None, REGION), REGION)
    wanted = [check for check in checks if check.id == rule.id]
    return spell(document(grants_for(required(wanted, with_optional=True))))


def _error(code: str, exit_code: str, when: str) -> str:
    return (
        f"# `{code}`\n\n{when[0].upper()}{when[1:]}.\n\nThe program ends with {exit_code}: "
        "[exit codes](../exit-codes.md). The message says what is wrong, and the line below it the\n"
        "next step; under `-o json` both are in `error`.\n"
    )


def on_config(config):
    """Put every page into the navigation."""
    made = [(path.partition("/")[0], path) for path in pages()]
    made += [("reasons", f"reasons/{name}.md") for name, _ in reasons()]
    config["nav"] = [
        {"Quick start": "index.md"},
        *({title: paths} for title, paths in GUIDES.items()),
        *(
            {kind.capitalize(): sorted(path for folder, path in made if folder == kind)}
            for kind in ("commands", "checks", "reasons", "errors")
        ),
    ]
    return config


def on_files(files, config):
    """Add the pages that are made."""
    from mkdocs.structure.files import File

    for path, text in pages().items():
        files.append(File.generated(config, path, content=text))
    return files


def on_page_markdown(markdown, **_more):
    """Leave out links to files of the repository that are no pages."""
    return re.sub(r"\[([^\]]+)\]\(\.\./(?:tests|scripts|ufo_preflight)/[^)]*\)", r"\1", markdown)
