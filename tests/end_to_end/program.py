"""The program as a process of its own, with the sandbox for its AWS."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.sandbox import Keys, Sandbox

PATIENCE = 120


@dataclass(frozen=True)
class Finished:
    """How a run ended; `calls` are the operations that the sandbox saw."""

    code: int
    out: str
    err: str
    calls: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """Return the JSON that was printed."""
        parsed: dict[str, Any] = json.loads(self.out)
        return parsed

    def results(self) -> dict[str, str]:
        """Return the result of each row of the JSON report."""
        return {check["id"]: check["result"] for check in self.document()["checks"]}

    def actions(self) -> dict[str, dict[str, Any]]:
        """Return the first action of each row of the JSON report."""
        return {check["id"]: check["actions"][0] for check in self.document()["checks"]}


def environment(box: Sandbox, keys: Keys | None, folder: Path, **more: str) -> dict[str, str]:
    """Return a clean environment on the sandbox; one attempt a call, so that faults show at once."""
    return (
        {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "AWS_MAX_ATTEMPTS": "1",
        }
        | box.env(keys)
        | more
    )


def run(box: Sandbox, keys: Keys | None, folder: Path, *argv: str, **more: str) -> Finished:
    """Run the program in an empty folder; `more` are variables of its environment."""
    before = len(box.calls())
    done = subprocess.run(
        [sys.executable, "-m", "ufo_preflight", *argv],
        cwd=folder,
        env=environment(box, keys, folder, **more),
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    calls = tuple(call.operation for call in box.calls()[before:])
    return Finished(done.returncode, done.stdout, done.stderr, calls)
