"""The program in a real terminal: a pty that is its controlling terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

# Takes the terminal on stdin for its own, as a shell does for a session, and becomes the program.
LAUNCH = (
    "import fcntl, os, sys, termios;"
    "fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    "os.execv(sys.executable, [sys.executable, '-m', 'ufo_preflight', *sys.argv[1:]])"
)
PATIENCE = 60


class Terminal:
    """A running program and the terminal that it runs in."""

    def __init__(self, process: subprocess.Popen[bytes], controller: int) -> None:
        self.process = process
        self.screen = ""
        self._controller = controller

    def press(self, keys: str) -> None:
        """Type `keys`."""
        os.write(self._controller, keys.encode())

    def wait_for(self, text: str) -> None:
        """Read until the screen shows `text`."""
        end = time.monotonic() + PATIENCE
        while text not in self.screen:
            assert time.monotonic() < end, self.screen
            assert self._read(end - time.monotonic()), f"ended without {text!r}: {self.screen}"

    def finish(self) -> int:
        """Read until the program has ended and return its exit code, negative for a signal."""
        while self._read(PATIENCE):
            pass
        return self.process.wait(PATIENCE)

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._controller], [], [], seconds)
        try:
            data = os.read(self._controller, 4096) if ready else b""
        except OSError:  # Linux: everybody has closed the terminal
            data = b""
        self.screen += data.decode(errors="replace").replace("\r\n", "\n")
        return bool(data)


@contextmanager
def terminal(
    folder: Path,
    argv: Sequence[str],
    environ: Mapping[str, str],
    *,
    stdout: int | None = None,
    size: tuple[int, int] = (24, 80),
) -> Iterator[Terminal]:
    """Run the program in a terminal of `size` rows and columns; `stdout` may be something else."""
    controller, own = pty.openpty()
    fcntl.ioctl(own, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
    with subprocess.Popen(
        [sys.executable, "-c", LAUNCH, *argv],
        cwd=folder,
        env=dict(environ),
        stdin=own,
        stdout=own if stdout is None else stdout,
        stderr=own,
        start_new_session=True,
    ) as process:
        os.close(own)
        try:
            yield Terminal(process, controller)
        finally:
            if process.poll() is None:
                process.kill()
            os.close(controller)
