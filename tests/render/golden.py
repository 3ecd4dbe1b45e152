"""Whole outputs, kept as files. `python -m tests.render.golden` writes them anew, to be read in the diff."""

from __future__ import annotations

from pathlib import Path

from tests.render.reports import REPORTS
from ufo_preflight import __version__
from ufo_preflight.render import render
from ufo_preflight.render.look import Look

FOLDER = Path(__file__).parent / "golden"
NARROW, WIDE = Look(width=40), Look(width=120)
CASES = {
    **{f"{name}.table.txt": (name, "table", Look()) for name in REPORTS},
    "blocked.narrow.txt": ("blocked", "table", NARROW),
    "blocked.wide.txt": ("blocked", "table", WIDE),
    "blocked.color.txt": ("blocked", "table", Look(use_color=True)),
    "unicode.ascii.txt": ("unicode", "table", Look(use_unicode=False)),
    "blocked.verbose.txt": ("blocked", "table", Look(verbose=True)),
    "hostile.verbose.txt": ("hostile", "table", Look(verbose=True)),
    "blocked.quiet.txt": ("blocked", "table", Look(quiet=True)),
    "blocked.short.txt": ("blocked", "short", Look()),
    "skipped.short.txt": ("skipped", "short", Look()),
    "ready.short.txt": ("ready", "short", Look()),
    "blocked.json": ("blocked", "json", Look()),
    "undetermined.json": ("undetermined", "json", Look()),
    "offline.json": ("offline", "json", Look()),
    "skipped.jsonl": ("skipped", "jsonl", Look()),
    "blocked.md": ("blocked", "markdown", Look()),
    "hostile.md": ("hostile", "markdown", Look()),
    "blocked.github.txt": ("blocked", "github", Look()),
    "undetermined.github.txt": ("undetermined", "github", Look()),
    "ready.github.txt": ("ready", "github", Look()),
    "blocked.junit.xml": ("blocked", "junit", Look()),
    "skipped.junit.xml": ("skipped", "junit", Look()),
    "undetermined.junit.xml": ("undetermined", "junit", Look()),
    "blocked.sarif": ("blocked", "sarif", Look()),
    "offline.sarif": ("offline", "sarif", Look()),
    "blocked.html": ("blocked", "html", Look()),
    "hostile.html": ("hostile", "html", Look()),
}


def rendered(case: str) -> str:
    name, output, look = CASES[case]
    # The version is the only thing that changes by itself.
    return render(REPORTS[name], output, look).replace(__version__, "VERSION") + "\n"


if __name__ == "__main__":
    for case in CASES:
        (FOLDER / case).write_text(rendered(case), encoding="utf-8")
