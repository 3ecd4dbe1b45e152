"""A program is found as a shell finds it."""

from __future__ import annotations

import subprocess

import pytest

from ufo_preflight.cli.program import CannotRunError, find_program


def make(path, mode=0o755):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\nexit 0\n")
    path.chmod(mode)
    return path


def shell(name, folder, path):
    """Return the exit code that a shell gives for `name`."""
    done = subprocess.run(
        ["/bin/sh", "-c", f"exec {name}"],
        cwd=folder,
        env={"PATH": path},
        capture_output=True,
        check=False,
    )
    return done.returncode


def test_the_first_executable_file_of_the_path_is_taken(tmp_path):
    make(tmp_path / "a" / "ship", 0o644)
    (tmp_path / "b" / "ship").mkdir(parents=True)
    wanted = make(tmp_path / "c" / "ship")
    make(tmp_path / "d" / "ship")
    assert find_program("ship", {"PATH": "nowhere:a:b:c:d"}, tmp_path) == wanted
    assert find_program("./c/ship", {}, tmp_path) == wanted


@pytest.mark.parametrize(
    ("name", "code"),
    [("nowhere", 127), ("./nowhere", 127), ("plain", 126), ("./bin/plain", 126), ("./bin", 126)],
)
def test_what_cannot_be_run_has_a_shells_code(tmp_path, name, code):
    make(tmp_path / "bin" / "plain", 0o644)
    path = str(tmp_path / "bin")
    with pytest.raises(CannotRunError) as caught:
        find_program(name, {"PATH": path}, tmp_path)
    assert caught.value.exit_code == code == shell(name, tmp_path, path)


def test_an_empty_name_is_not_found(tmp_path):
    with pytest.raises(CannotRunError) as caught:
        find_program("", {"PATH": str(tmp_path)}, tmp_path)
    assert caught.value.exit_code == 127


def test_without_a_path_the_systems_is_taken(tmp_path):
    assert find_program("sh", {}, tmp_path).name == "sh"
