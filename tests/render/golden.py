"""Whole outputs, kept as files. `python -m tests.render.golden` writes them anew, to be read in the diff."""

from __future__ import annotations

from pathlib import Path

from tests.render.reports import REPORTS
from ufo_preflight import __version__
from ufo_preflight.render import render
from ufo_preflight.render.style import Style

FOLDER = Path(__file__).parent / "golden"
NARROW, WIDE = Style(width=40), Style(width=120)
CASES = {
    **{f"{name}.table.txt": (name, "table", Style()) for name in REPORTS},
    "blocked.narrow.txt": ("blocked", "table", NARROW),
    "blocked.wide.txt": ("blocked", "table", WIDE),
    "blocked.color.txt": ("blocked", "table", Style(use_color=True)),
    "unicode.ascii.txt": ("unicode", "table", Style(use_unicode=False)),
    "blocked.verbose.txt": ("blocked", "table", Style(verbose=True)),
    "hostile.verbose.txt": ("hostile", "table", Style(verbose=True)),
    "blocked.quiet.txt": ("blocked", "table", Style(quiet=True)),
    "blocked.short.txt": ("blocked", "short", Style()),
    "skipped.short.txt": ("skipped", "short", Style()),
    "ready.short.txt": ("ready", "short", Style()),
    "blocked.json": ("blocked", "json", Style()),
    "undetermined.json": ("undetermined", "json", Style()),
    "offline.json": ("offline", "json", Style()),
    "skipped.jsonl": ("skipped", "jsonl", Style()),
    "blocked.md": ("blocked", "markdown", Style()),
    "hostile.md": ("hostile", "markdown", Style()),
    "blocked.github.txt": ("blocked", "github", Style()),
    "undetermined.github.txt": ("undetermined", "github", Style()),
    "ready.github.txt": ("ready", "github", Style()),
    "blocked.junit.xml": ("blocked", "junit", Style()),
    "skipped.junit.xml": ("skipped", "junit", Style()),
    "undetermined.junit.xml": ("undetermined", "junit", Style()),
    "blocked.sarif": ("blocked", "sarif", Style()),
    "offline.sarif": ("offline", "sarif", Style()),
    "blocked.html": ("blocked", "html", Style()),
    "hostile.html": ("hostile", "html", Style()),
}


def rendered(case: str) -> str:
    name, output, style = CASES[case]
    # The version is the only thing that changes by itself.
    return render(REPORTS[name], output, style).replace(__version__, "VERSION") + "\n"


if __name__ == "__main__":
    for case in CASES:
        (FOLDER / case).write_text(rendered(case), encoding="utf-8")
