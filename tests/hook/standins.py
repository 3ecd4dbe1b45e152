"""A UFO project, the stand-in of UFO that ships it, and the check that its hook starts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

STANDIN = Path(__file__).parent / "standin.rb"
SHIPPED = "DOCKER build\nDOCKER push\nBUILT template\nSHIPPED demo\n"


def ruby() -> str:
    """Return the Ruby that the tests run hooks with; they are skipped where there is none."""
    found = shutil.which("ruby")
    if found is None:
        assert os.environ.get("CI") != "true", "ruby is missing: scripts/test-tools installs it"
        pytest.skip("no ruby to run the hook with; scripts/test-tools installs it")
    thor = subprocess.run([found, "-rthor", "-e", ""], capture_output=True, check=False)
    if thor.returncode:
        assert os.environ.get("CI") != "true", "thor is missing: scripts/test-tools installs it"
        pytest.skip("no thor, which finds UFO's commands; scripts/test-tools installs it")
    return found


class Project:
    """A UFO v6 project in a folder, and what stands on the PATH when it is shipped."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.bin = root / "bin"
        (root / ".ufo" / "config").mkdir(parents=True)
        (root / ".ufo" / "config.rb").write_text('Ufo.configure { |c| c.app = "demo" }\n')
        self.bin.mkdir()

    def on_path(self, name: str, script: str) -> None:
        """Put a shell script on the PATH."""
        (self.bin / name).write_text(f"#!/bin/sh\n{script}\n")
        (self.bin / name).chmod(0o755)

    def with_program(self) -> None:
        """Put ufo-preflight itself on the PATH."""
        self.on_path("ufo-preflight", f'exec "{sys.executable}" -m ufo_preflight "$@"')

    def ufo(self, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run the stand-in of UFO in the project."""
        path = f"{self.bin}:/usr/bin:/bin"
        return subprocess.run(
            [ruby(), "-w", str(STANDIN), *words],
            cwd=self.root,
            env={**os.environ, "PATH": path, **environ},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
