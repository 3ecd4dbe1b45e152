import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.worlds import Terminal, run
from tests.denial.messages import SERVICE, message, no_identity
from ufo_preflight.cli import main
from ufo_preflight.cli.world import World

DENIED = message("ecs:CreateService", SERVICE, no_identity("ecs:CreateService"))
ENCODED = (
    "API: ec2:RunInstances You are not authorized to perform this operation."
    " Encoded authorization failure message: ABCDEFGHIJKLMNOPQRST"
)


def denials(out):
    return json.loads(out)["denials"]


@pytest.mark.parametrize("argv", [("-",), ()])
def test_a_log_is_read_from_stdin(tmp_path, argv):
    code, out, err = run(tmp_path, "explain", *argv, stdin=f"before\n{DENIED}\nafter\n")
    assert (code, err) == (0, "")
    assert out.startswith("1. ecs:CreateService was refused (identity policy, implicit deny)\n")
    assert out.endswith("1 permission denial in 3 lines.\n")


def test_a_message_is_read_from_the_arguments_quoted_or_not(tmp_path):
    quoted = run(tmp_path, "explain", "-o", "json", DENIED)
    assert quoted == run(tmp_path, "explain", "-o", "json", *DENIED.split())
    assert [found["action"] for found in denials(quoted[1])] == ["ecs:CreateService"]


@pytest.mark.parametrize("argv", [("--file", "ship.log"), ("ship.log",)])
def test_a_log_is_read_from_a_file_whatever_its_bytes(tmp_path, argv):
    (tmp_path / "ship.log").write_bytes(b"\xff\xfe\n" + DENIED.encode() + b"\n")
    code, out, _err = run(tmp_path, "explain", "-o", "json", *argv)
    assert code == 0
    assert json.loads(out)["lines"] == 2
    assert [found["action"] for found in denials(out)] == ["ecs:CreateService"]


def test_a_text_without_a_denial_is_understood(tmp_path):
    assert run(tmp_path, "explain", stdin="all\nis\nwell\n") == (
        0,
        "No permission denial found in 3 lines.\n",
        "",
    )


def test_what_could_not_be_read_is_quoted_and_exits_3(tmp_path):
    code, out, _err = run(tmp_path, "explain", "AccessDeniedException: <nothing more>")
    assert code == 3
    assert "AccessDeniedException: <nothing more>" in out


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (("--file", "nowhere.log"), "nowhere.log cannot be read: No such file or directory"),
        (("--file", "x", "y"), "a text and --file were given"),
        (("-", "y"), "a text and `-` were given"),
        (("--nope",), "no such option: --nope"),
    ],
)
def test_usage_errors_exit_2(tmp_path, argv, message):
    code, out, err = run(tmp_path, "explain", *argv)
    assert (code, out) == (2, "")
    assert message in err


def test_a_terminal_without_a_text_is_told_what_to_do(tmp_path):
    world = World(Terminal(), io.StringIO(), io.StringIO(), {}, tmp_path)
    assert main(["explain"], world=world) == 2
    assert world.stderr.getvalue().startswith("ufo-preflight: there is no text to explain\n")


def test_a_message_too_long_for_a_path_is_still_a_message(tmp_path):
    code, out, _err = run(tmp_path, "explain", "x" * 5000 + "\x00 " + DENIED)
    assert (code, out.count("ecs:CreateService was refused")) == (0, 1)


def test_the_real_program_reads_bytes_from_a_pipe_without_loading_the_sdk():
    program = "import sys; from ufo_preflight.cli import main; code = main(['explain']); "
    program += "assert 'botocore' not in sys.modules; sys.exit(code)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=b"\xff " + DENIED.encode(),
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"1. ecs:CreateService was refused")


def test_without_decode_the_command_to_run_is_printed(tmp_path):
    _code, out, _err = run(tmp_path, "explain", ENCODED)
    assert "aws sts decode-authorization-message --encoded-message=ABCDEFGHIJKLMNOPQRST" in out


def test_inside_a_project_the_whole_check_is_pointed_to(tmp_path):
    assert "explain --check" not in run(tmp_path, "explain", DENIED)[1]
    (tmp_path / ".ufo").mkdir()
    assert "policy --missing` prints it" in run(tmp_path, "explain", "--width", "400", DENIED)[1]
    assert "explain --check" not in run(tmp_path, "explain", "Rate exceeded")[1]


def test_what_is_posted_names_nobody(tmp_path):
    _code, out, _err = run(tmp_path, "explain", "--redact", "-o", "markdown", DENIED)
    assert "111122223333" not in out
    assert "- **principal**: `arn:aws:iam::000000000001:user/name-1`" in out
