"""A terminal as a person has it: a window of tmux, and what it shows."""

from __future__ import annotations

import os
import shlex
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 60


class Screen:
    """One window; `text` is what it shows, without trailing blanks."""

    def __init__(self, socket: str) -> None:
        self._tmux = ("tmux", "-f", os.devnull, "-S", socket)

    def run(self, *command: str) -> str:
        """Run a command of tmux and return what it prints."""
        done = subprocess.run([*self._tmux, *command], capture_output=True, text=True, check=True)
        return done.stdout

    def text(self, *, escapes: bool = False) -> str:
        """Return the screen as it is now, with the colours' escape sequences if asked for."""
        shown = self.run("capture-pane", "-p", *(["-e"] if escapes else []), "-t", "0")
        return "\n".join(line.rstrip() for line in shown.splitlines()).rstrip()

    def wait_for(self, words: str) -> str:
        """Wait until the screen shows `words`, and return it."""
        end = time.monotonic() + PATIENCE
        while words not in (shown := self.text()):
            assert time.monotonic() < end, shown
            time.sleep(0.03)
        return shown


@contextmanager
def screen(
    folder: Path,
    command: Sequence[str],
    environ: Mapping[str, str],
    *,
    size: tuple[int, int] = (80, 50),
    redirect: str = "",
) -> Iterator[Screen]:
    """Run a command in a window of `size` columns and rows; `[exit N]` follows its end."""
    script = folder / "command.sh"
    variables = " ".join(f"{name}={shlex.quote(value)}" for name, value in environ.items())
    script.write_text(
        f"cd {shlex.quote(str(folder))}\n"
        f'env -i TERM="$TERM" {variables} {shlex.join(command)} {redirect}\n'
        'echo "[exit $?]"\nsleep 600\n',
        encoding="utf-8",
    )
    opened = Screen(str(folder / "tmux"))
    columns, rows = map(str, size)
    opened.run("-u", "new-session", "-d", "-x", columns, "-y", rows, "sh", str(script))
    try:
        yield opened
    finally:
        opened.run("kill-server")
