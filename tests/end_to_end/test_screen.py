"""What a person sees in a terminal of 80 columns."""

from __future__ import annotations

import shutil
import sys

import pytest

from tests.end_to_end.program import environment
from tests.end_to_end.screens import screen
from tests.sandbox.ufo_account import policy_without, walk_through

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
PROGRAM = (sys.executable, "-m", "ufo_preflight")
GREEN, RED, PLAIN = "\x1b[32m", "\x1b[31m", "\x1b[39m"


def test_progress_shows_while_calls_run_and_is_gone_after(box, tmp_path):
    keys = walk_through(box)
    box.faults(delay=700)
    with screen(tmp_path, PROGRAM, environment(box, keys, tmp_path)) as shown:
        assert shown.wait_for("asking AWS") == "asking AWS who is calling ..."
        assert shown.wait_for("simulator") == "asking AWS's simulator ..."
        after = shown.wait_for("[exit 0]")
    assert "asking" not in after
    assert after.startswith("arn:aws:iam::123456789012:user/ufo, account 123456789012, us-west-2")
    assert after.count("✓") == 11


def test_the_report_is_coloured_and_fits(box, tmp_path):
    keys = walk_through(box, policy_without("ecs"))
    with screen(tmp_path, PROGRAM, environment(box, keys, tmp_path)) as shown:
        plain = shown.wait_for("[exit 1]")
        coloured = shown.text(escapes=True)
    assert max(map(len, plain.splitlines())) <= 80
    assert f"{GREEN}✓" in coloured
    assert f"{RED}✗" in coloured


def test_a_narrow_window_wraps_the_last_column_only(box, tmp_path):
    keys = walk_through(box)
    with screen(tmp_path, PROGRAM, environment(box, keys, tmp_path), size=(64, 90)) as shown:
        plain = shown.wait_for("[exit 0]")
    rows = [line for line in plain.splitlines() if line.startswith("✓")]
    assert len(rows) == 11
    assert max(map(len, plain.splitlines())) <= 64


@pytest.mark.parametrize("variable", ["NO_COLOR", "TERM"])
def test_colours_can_be_declined(box, tmp_path, variable):
    declined = {"NO_COLOR": "1"} if variable == "NO_COLOR" else {"TERM": "dumb"}
    environ = environment(box, walk_through(box), tmp_path, **declined)
    with screen(tmp_path, PROGRAM, environ) as shown:
        shown.wait_for("[exit 0]")
        assert "\x1b[" not in shown.text(escapes=True)


def test_a_pipe_gets_no_progress_no_colour(box, tmp_path):
    keys = walk_through(box)
    box.faults(delay=50)
    environ = environment(box, keys, tmp_path)
    with screen(tmp_path, PROGRAM, environ, redirect="2>err | cat >out") as shown:
        assert shown.wait_for("[exit 0]") == "[exit 0]"
    assert (tmp_path / "err").read_text() == ""
    assert "\x1b" not in (tmp_path / "out").read_text()


def test_ascii_where_the_terminal_is_not_utf_8(box, tmp_path):
    environ = environment(
        box,
        walk_through(box),
        tmp_path,
        LANG="C",
        LC_ALL="POSIX",
        PYTHONUTF8="0",
        PYTHONCOERCECLOCALE="0",
    )
    with screen(tmp_path, PROGRAM, environ) as shown:
        plain = shown.wait_for("[exit 0]")
    assert plain.isascii()
    assert sum(line.startswith("+ ") for line in plain.splitlines()) == 11
