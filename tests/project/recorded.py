"""Real projects with what was built and the calls that were made, where ../shared has them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ufo_preflight.catalog.ship import ShipFacts
from ufo_preflight.project.naming import Layers
from ufo_preflight.project.reading import read_project
from ufo_preflight.project.snapshot import ProjectFiles

SHARED = Path(__file__).parents[3] / "shared" / "ufo-projects"
PROJECTS = sorted(path.parent for path in SHARED.glob("*/calls.jsonl"))
ABSENT = pytest.param(
    None, marks=pytest.mark.skip(reason="needs the recorded projects in ../shared")
)
recorded = pytest.mark.parametrize(
    "folder", PROJECTS or [ABSENT], ids=lambda path: path.name if path else "absent"
)


def read_shared(folder: Path, *, built: bool) -> ShipFacts:
    """Return what is read of a recorded project, with or without what was built."""
    root = folder / "project"
    found = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    if built:
        found |= {f".ufo/output/{path.name}": path for path in (folder / "output").iterdir()}
    contents = {name: path.read_bytes() for name, path in found.items()}
    project = ProjectFiles(contents, dict.fromkeys(contents, 1.0), {}, folder.name)
    return read_project(project, Layers(role="worker" if "worker" in folder.name else ""))


def calls_of(folder: Path) -> list[dict]:
    """Return the recorded calls of `ufo ship`."""
    return [json.loads(line) for line in (folder / "calls.jsonl").read_text().splitlines()]
