"""Policy files that open and close the gate, and the program as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

OPEN = {"Effect": "Allow", "Action": "*", "Resource": "*"}
CLOSED = {"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}
# Whether the condition holds is nowhere told, so nothing is decided.
UNDECIDED = {**OPEN, "Condition": {"StringEquals": {"aws:PrincipalTag/team": "web"}}}


def policy(folder: Path, statement: Mapping[str, object]) -> str:
    """Write a policy of one statement into `folder` and return the option that names it."""
    path = folder / "policy.json"
    path.write_text(json.dumps({"Version": "2012-10-17", "Statement": statement}))
    return f"--policy-file={path}"


def start(
    folder: Path, *argv: str, environ: Mapping[str, str] | None = None, **more
) -> subprocess.CompletedProcess[str]:
    """Run the program in `folder` as a process of its own and return what came of it."""
    return subprocess.run(
        [sys.executable, "-m", "ufo_preflight", *argv],
        cwd=folder,
        env={**os.environ, **(environ or {})},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        **more,
    )
