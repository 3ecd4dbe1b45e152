"""Finding a program as a shell does, and becoming it."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

EXIT_NOT_EXECUTABLE = 126
EXIT_NOT_FOUND = 127
DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin"
# CPython ignores these at its start, and an ignored signal stays ignored over exec.
IGNORED_BY_PYTHON = (signal.SIGPIPE, signal.SIGXFSZ)


class CannotRunError(Exception):
    """A command that cannot be started, with the exit code that a shell gives for it."""

    def __init__(self, message: str, *, exit_code: int) -> None:
        super().__init__(message)
        self.message = message
        self.exit_code = exit_code


def find_program(name: str, environ: Mapping[str, str], cwd: Path) -> Path:
    """Return the file that a shell would run for `name`; CannotRunError when there is none."""
    if "/" in name:
        candidates = [cwd / name]
    else:
        folders = environ.get("PATH", DEFAULT_PATH).split(os.pathsep)
        candidates = [cwd / folder / name for folder in folders] if name else []
    there = [path for path in candidates if path.exists()]
    for path in there:
        if path.is_file() and os.access(path, os.X_OK):
            return path
    if there:
        raise CannotRunError(f"{there[0]} is not executable", exit_code=EXIT_NOT_EXECUTABLE)
    raise CannotRunError(f"{name}: command not found", exit_code=EXIT_NOT_FOUND)


def become(program: Path, command: Sequence[str], environ: Mapping[str, str]) -> NoReturn:
    """Replace this process with the program: same process id, terminal, folder and open streams.

    CannotRunError when the system refuses, for example for want of the program's interpreter.
    """
    for number in IGNORED_BY_PYTHON:
        signal.signal(number, signal.SIG_DFL)
    try:
        try:
            os.execve(program, list(command), dict(environ))  # noqa: S606
        except OSError as error:
            if error.errno != errno.ENOEXEC:
                raise
            # A script without #! line: a shell runs it by itself, as POSIX has it for execvp.
            os.execve("/bin/sh", ["sh", str(program), *command[1:]], dict(environ))  # noqa: S606
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        raise CannotRunError(
            f"{program} could not be started: {error.strerror}"
            + (": is the interpreter there that its first line names?" if missing else ""),
            exit_code=EXIT_NOT_FOUND if missing else EXIT_NOT_EXECUTABLE,
        ) from error
