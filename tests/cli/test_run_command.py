"""The gate: what closes it starts nothing, and what passes it is the command itself."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest

from tests.cli.gates import CLOSED, OPEN, UNDECIDED, policy, start
from tests.cli.parsing import parsed
from tests.cli.terminals import terminal
from tests.cli.worlds import run
from tests.end_to_end.program import environment
from tests.sandbox.answers import answering, caller

PYTHON = sys.executable
LEAVE_A_TRACE = ["sh", "-c", "touch trace; echo started"]


@pytest.fixture(autouse=True)
def what_is_checked(monkeypatch):
    """Say what is checked, for the commands of these tests that are not ufo's."""
    monkeypatch.setenv("UFO_PREFLIGHT_ENV", "dev")


@pytest.fixture
def gate(tmp_path):
    """Return a function that makes the option of a policy file that opens or closes the gate."""
    return lambda statement=OPEN: policy(tmp_path, statement)


@pytest.mark.parametrize(
    ("statement", "options", "code"),
    [
        (CLOSED, [], 1),
        (CLOSED, ["--no-full"], 1),
        (OPEN, ["--only", "nonsense"], 2),
        (OPEN, ["--policy-file", "missing.json"], 2),
        (OPEN, ["--report", "nonsense=x"], 2),
        (UNDECIDED, [], 3),
        (OPEN, ["--timeout", "0.000001"], 3),
    ],
)
def test_a_closed_gate_starts_nothing(tmp_path, gate, statement, options, code):
    done = start(tmp_path, "run", gate(statement), *options, "--", *LEAVE_A_TRACE)
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    assert done.stderr
    assert not (tmp_path / "trace").exists()


def test_an_open_gate_starts_the_command(tmp_path, gate):
    done = start(tmp_path, "run", gate(), "--", *LEAVE_A_TRACE)
    assert (done.returncode, done.stdout) == (0, "started\n")
    assert (tmp_path / "trace").exists()


def test_a_denial_is_reported_on_stderr_and_says_what_was_not_started(tmp_path, gate):
    done = start(tmp_path, "run", gate(CLOSED), "--", "sh", "-c", "ufo ship")
    assert "cloudformation:CreateStack" in done.stderr
    assert "blocked: " in done.stderr
    assert done.stderr.endswith("ufo-preflight: check failed, not running: sh -c 'ufo ship'\n")


def test_without_the_credentials_nobody_can_tell_and_nothing_starts(tmp_path):
    done = start(tmp_path, "run", "--region", "eu-west-1", "--", *LEAVE_A_TRACE)
    assert (done.returncode, done.stdout) == (3, "")
    assert not (tmp_path / "trace").exists()


@pytest.mark.parametrize(
    ("statement", "options", "said"),
    [
        (CLOSED, ["--fail-on", "never"], "blocked, but --fail-on never and --on-unknown fail"),
        (UNDECIDED, ["--on-unknown", "warn"],
         "undetermined, but --fail-on required and --on-unknown warn"),
    ],
)  # fmt: skip
def test_a_lenient_gate_says_what_it_lets_through(tmp_path, gate, statement, options, said):
    done = start(tmp_path, "run", gate(statement), *options, "--", *LEAVE_A_TRACE)
    assert (done.returncode, done.stdout) == (0, "started\n")
    assert f"ufo-preflight: {said} open the gate: starting sh -c" in done.stderr


def test_skipping_is_one_loud_line(tmp_path, gate):
    environ = {"UFO_PREFLIGHT_SKIP": "1"}
    done = start(tmp_path, "run", gate(CLOSED), "--", "echo", "hi", environ=environ)
    assert (done.returncode, done.stdout) == (0, "hi\n")
    assert done.stderr == (
        "ufo-preflight: UFO_PREFLIGHT_SKIP is set: NOT CHECKED, starting echo hi\n"
    )


def test_skipping_with_ids_skips_only_these_checks(tmp_path, gate):
    environ = {"UFO_PREFLIGHT_SKIP": "ecr,route53"}
    done = start(tmp_path, "run", gate(CLOSED), "--", *LEAVE_A_TRACE, environ=environ)
    assert done.returncode == 1
    assert "2 skipped" in done.stderr


@pytest.mark.parametrize(
    ("argv", "environ", "full"),
    [
        ([], {}, True),
        (["--no-full"], {}, False),
        (["--no-full"], {"UFO_PREFLIGHT_FULL": "1"}, False),
        ([], {"UFO_PREFLIGHT_FULL": "0"}, False),
        ([], {"UFO_PREFLIGHT_NO_FULL": "1"}, False),
        (["--full"], {"UFO_PREFLIGHT_FULL": "0"}, True),
    ],
)
def test_the_full_check_is_the_default_and_can_be_turned_off(argv, environ, full):
    found = parsed("run", *argv, "--", "ufo", "ship", "--no-full", **environ)
    assert (found["full"], found["words"]) == (full, ("ufo", "ship", "--no-full"))


def test_json_goes_to_stderr_too_and_so_does_an_error(tmp_path, gate):
    done = start(tmp_path, "run", gate(CLOSED), "-o", "json", "--", "true")
    assert done.stdout == ""
    report, _, rest = done.stderr.rpartition("}\n")
    assert json.loads(report[report.index("{") :] + "}")["verdict"] == "blocked"
    assert rest == (
        f"ufo-preflight: checked by the files {tmp_path}/policy.json, not by AWS\n"
        "ufo-preflight: check failed, not running: true\n"
    )
    code, out, err = run(tmp_path, "run", "-o", "json", "--only", "nope", gate(), "--", "true")
    assert (code, out) == (2, "")
    assert '"verdict": "undetermined"' in err


def test_reports_are_written_before_the_command_starts(tmp_path, gate):
    argv = ["run", gate(), "--report", "json=report.json", "--", "cat", "report.json"]
    assert json.loads(start(tmp_path, *argv).stdout)["verdict"] == "ready"


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["run"], "no command to start"),
        (["run", "--full"], "no command to start"),
        (["run", "--"], "no command to start"),
        (["run", "ufo", "ship", "--role", "worker"], "`--` is missing before 'ufo'"),
        (["run", "--full", "ufo", "ship"], "`--` is missing before 'ufo'"),
        (["run", "--nonsense", "--", "ufo"], "no such option: --nonsense"),
        (["run", "--timeout", "0", "--", "ufo"],
         "--timeout: 0 is not a positive number of seconds"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_a_usage_error(tmp_path, argv, message):
    code, out, err = run(tmp_path, *argv)
    assert (code, out, err.splitlines()[0]) == (2, "", f"ufo-preflight: {message}")


def test_options_of_the_command_are_its_own(tmp_path, gate):
    command = [PYTHON, "-c", "import sys; print(sys.argv[1:])", "--help", "--", "-h", "--env=x"]
    done = start(tmp_path, "run", gate(), "--", *command)
    assert (done.returncode, done.stdout) == (0, "['--help', '--', '-h', '--env=x']\n")


@pytest.mark.parametrize(("name", "code"), [("no-such-program", 127), ("./policy.json", 126)])
def test_a_command_that_cannot_run_is_told_before_the_check(tmp_path, gate, name, code):
    done = start(tmp_path, "run", gate(CLOSED), "--", name)
    assert (done.returncode, done.stdout) == (code, "")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("first_line", "code", "out"),
    [("#!/no/such/interpreter\n", 127, ""), ("", 0, "from a shell x\n")],
)
def test_scripts_start_as_in_a_shell(tmp_path, gate, first_line, code, out):
    script = tmp_path / "ship"
    script.write_text(f'{first_line}echo from a shell "$1"\n')
    script.chmod(0o755)
    done = start(tmp_path, "run", gate(), "--", "./ship", "x")
    assert (done.returncode, done.stdout) == (code, out)


def test_a_file_that_is_no_program_is_126(tmp_path, gate):
    (tmp_path / "ship").write_bytes(b"\x7fELF" + b"\0" * 60)
    (tmp_path / "ship").chmod(0o755)
    done = start(tmp_path, "run", gate(), "--", "./ship")
    assert done.returncode in (126, 127)
    assert done.stdout == ""


# The command itself


@pytest.mark.parametrize("code", [0, 1, 2, 3, 64, 126, 127, 128, 130, 137, 254, 255])
def test_the_exit_code_is_the_commands_own(tmp_path, gate, code):
    command = ["sh", "-c", f"exit {code}"]
    assert start(tmp_path, "run", gate(), "--", *command).returncode == code


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT, signal.SIGPIPE])
def test_a_signal_ends_the_command_as_if_it_had_been_started_alone(tmp_path, gate, number):
    kill = f"kill -{int(number)} $$"
    assert start(tmp_path, "run", gate(), "--", "sh", "-c", kill).returncode == -number
    through_a_shell = f"\"{PYTHON}\" -m ufo_preflight run {gate()} -- sh -c '{kill}'; exit $?"
    done = subprocess.run(["sh", "-c", through_a_shell], capture_output=True, check=False)
    assert done.returncode == 128 + number


def test_the_command_has_the_process_id_that_was_started(tmp_path, gate):
    argv = [PYTHON, "-m", "ufo_preflight", "run", gate(), "--", "sh", "-c", "echo $$"]
    with subprocess.Popen(
        argv, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert int(process.stdout.read()) == process.pid


def test_the_command_finds_signals_and_files_as_if_started_alone(tmp_path, gate):
    # A Python that does not set them itself: sh tells which signals are ignored from its start on.
    ignored = "grep SigIgn /proc/self/status; ls /proc/self/fd"
    alone = subprocess.run(["sh", "-c", ignored], capture_output=True, text=True, check=True)
    gated = start(tmp_path, "run", gate(), "--", "sh", "-c", ignored)
    assert gated.stdout == alone.stdout


def test_a_pipe_whose_reader_left_ends_the_command(tmp_path, gate):
    pipe = f'"{PYTHON}" -m ufo_preflight run {gate()} -- yes | head -1'
    done = subprocess.run(
        ["sh", "-c", pipe], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "y\n"


def test_the_command_reads_the_standard_input(tmp_path, gate):
    done = start(tmp_path, "run", gate(), "--", "cat", input="line 1\nline 2\n")
    assert done.stdout == "line 1\nline 2\n"


def test_the_commands_environment_and_folder_are_untouched(tmp_path, gate):
    command = ["sh", "-c", "pwd; echo $UFO_ENV $GREETING"]
    environ = {"UFO_ENV": "prod", "GREETING": "hello"}
    done = start(tmp_path, "run", gate(), "--", *command, environ=environ)
    assert done.stdout == f"{tmp_path}\nprod hello\n"


# What the command says about its ship


@pytest.fixture
def ufo(tmp_path):
    """Return the environment in which `ufo` is a program that says how it was called."""
    script = tmp_path / "bin" / "ufo"
    script.parent.mkdir()
    script.write_text('#!/bin/sh\necho ufo "$@"\n')
    script.chmod(0o755)
    return {"PATH": f"{script.parent}:{os.environ['PATH']}", "UFO_PREFLIGHT_ENV": ""}


def v6_project(folder):
    (folder / ".ufo").mkdir()
    (folder / ".ufo" / "config.rb").write_text(
        'Ufo.configure do |config|\n  config.app = "demo"\nend\n'
    )


def v5_project(folder, **more):
    files = {
        ".ufo/settings.yml": "base:\n  image: shop/web\n",
        "Gemfile.lock": "GEM\n  specs:\n    ufo (5.0.7)\n",
        **more,
    }
    (folder / ".ufo").mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)


def test_plain_words_of_a_v6_ship_need_no_remark(tmp_path, gate, ufo):
    v6_project(tmp_path)
    done = start(tmp_path, "run", gate(), "-q", "--", "ufo", "ship", "-y", environ=ufo)
    assert done.stdout == "ufo ship -y\n"
    assert [line for line in done.stderr.splitlines() if line.startswith("ufo-preflight:")] == [
        f"ufo-preflight: checked by the files {tmp_path}/policy.json, not by AWS"
    ]


def test_what_the_options_and_the_command_say_must_agree(tmp_path, gate, ufo):
    v6_project(tmp_path)
    command = ["env", "UFO_ROLE=worker", "ufo", "ship"]
    done = start(tmp_path, "run", gate(), "--role", "web", "--", *command, environ=ufo)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "ufo-preflight: --role is 'web', and the command says 'worker'\n"
        "What is checked must be what is shipped: drop one of them.\n"
    )


def test_an_option_that_the_command_will_not_read_is_told(tmp_path, gate, ufo):
    done = start(tmp_path, "run", gate(), "--env", "prod", "--", "ufo", "ship", environ=ufo)
    assert done.returncode == 0
    assert done.stderr.startswith(
        "ufo-preflight: --env prod is what is checked;"
        " the command reads UFO_ENV, which is not set\n"
    )
    same = start(
        tmp_path, "run", gate(), "--env", "prod", "-q", "--", "ufo", "ship",
        environ={**ufo, "UFO_ENV": "prod"},
    )  # fmt: skip
    assert "is what is checked" not in same.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ship", "prod"], "UFO 6 takes no 'prod' after `ship`"),
        (["ship", "--role", "worker"], "--role is no option of `ufo ship` in UFO 6"),
        (["shp"], "UFO 6 knows no single command 'shp'"),
    ],
)
def test_what_cannot_be_read_of_ufos_words_is_refused(tmp_path, gate, ufo, words, said):
    v6_project(tmp_path)
    done = start(tmp_path, "run", gate(), "--", "ufo", *words, environ=ufo)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"ufo-preflight: {said}")


def test_outside_a_project_the_words_after_ship_are_refused(tmp_path, gate, ufo):
    done = start(tmp_path, "run", gate(), "--", "ufo", "ship", "demo-web", environ=ufo)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(
        f"ufo-preflight: no UFO project in {tmp_path}, so `ship demo-web`"
    )


@pytest.mark.parametrize("words", [["ps"], ["ship", "--help"], ["version"]])
def test_what_ships_nothing_is_started_and_said_to_be_unchecked(tmp_path, gate, ufo, words):
    v6_project(tmp_path)
    done = start(tmp_path, "run", gate(CLOSED), "--", "ufo", *words, environ=ufo)
    assert (done.returncode, done.stdout) == (0, f"ufo {' '.join(words)}\n")
    assert done.stderr == (
        f"ufo-preflight: this ships nothing and is not checked: ufo {' '.join(words)}\n"
    )


def test_the_check_is_about_the_ship_of_the_command(tmp_path, gate, ufo):
    v6_project(tmp_path)
    command = ["env", "UFO_ENV=prod", "UFO_ROLE=worker", "ufo", "ship"]
    done = start(tmp_path, "run", gate(), "-o", "json", "--", *command, environ=ufo)
    (project,) = projects(done.stderr)
    assert (project["env"], project["role"]) == ("prod", "worker")


def projects(text):
    found, decoder = [], json.JSONDecoder()
    while (at := text.find("{")) >= 0:
        document, end = decoder.raw_decode(text[at:])
        found.append(document["project"])
        text = text[at + end :]
    return found


@pytest.mark.parametrize(
    ("words", "current", "apps"),
    [
        (["ships", "a", "b"], "", ["a", "b"]),
        (["ship", "--no-wait", "b"], "", ["b"]),
        (["deploy", "b"], "", ["b"]),
        (["ships"], "services: [x, y]\n", ["x", "y"]),
    ],
)
def test_every_service_that_is_shipped_is_checked(tmp_path, gate, ufo, words, current, apps):
    v5_project(tmp_path, **({".ufo/current": current} if current else {}))
    done = start(tmp_path, "run", gate(), "-o", "json", "--", "ufo", *words, environ=ufo)
    assert [project["app"] for project in projects(done.stderr)] == apps
    assert done.stdout == f"ufo {' '.join(words)}\n"


def test_a_cluster_that_the_command_names_is_the_one_that_is_checked(tmp_path, gate, ufo):
    v5_project(tmp_path)
    command = ["ufo", "ship", "a", "--cluster", "prod"]
    done = start(tmp_path, "run", gate(), "-o", "json", "--", *command, environ=ufo)
    assert [project["cluster"] for project in projects(done.stderr)] == ["prod"]


def test_a_service_that_an_option_contradicts_is_refused(tmp_path, gate, ufo):
    v5_project(tmp_path)
    done = start(
        tmp_path, "run", gate(), "--app", "other", "--", "ufo", "ship", "named", environ=ufo
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("ufo-preflight: --app is 'other', and the command says 'named'\n")


def test_one_report_file_is_not_for_several_services(tmp_path, gate, ufo):
    v5_project(tmp_path)
    argv = ["run", gate(), "--report", "json=x.json", "--", "ufo", "ships", "a", "b"]
    done = start(tmp_path, *argv, environ=ufo)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("ufo-preflight: --report names one file, and the command ships 2")


def test_a_command_that_is_not_ufo_is_refused_unless_options_say_what_is_checked(tmp_path, gate):
    environ = {"UFO_PREFLIGHT_ENV": ""}
    done = start(tmp_path, "run", gate(), "--", *LEAVE_A_TRACE, environ=environ)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("ufo-preflight: what this command ships is not known")
    assert not (tmp_path / "trace").exists()
    for option in ("--env=prod", "--role=worker", "--app=shop"):
        done = start(tmp_path, "run", gate(), option, "--", "echo", "hi", environ=environ)
        assert (done.returncode, done.stdout) == (0, "hi\n")


@pytest.mark.parametrize("command", [["env", "AWS_PROFILE=prod", "touch", "trace"]])
def test_a_command_with_credentials_of_its_own_does_not_start(tmp_path, gate, command):
    done = start(tmp_path, "run", gate(), "--", *command)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "ufo-preflight: AWS_PROFILE gives the command credentials that the check does not have\n"
        "Put it in front of the gate: … ufo-preflight run -- ufo ship\n"
    )
    assert not (tmp_path / "trace").exists()


def test_one_line_says_whose_permissions_were_checked_and_where(box, tmp_path):
    keys = box.add_role("deploy")
    other = "arn:aws:iam::123456789012:role/other"
    box.add_role("other")
    environ = environment(box, keys, tmp_path)
    argv = ["run", "--no-full", "--env=dev", "--fail-on", "never", "--on-unknown", "warn"]
    plain = start(tmp_path, *argv, "--", "true", environ=environ)
    named = start(
        tmp_path, *argv, "--principal-arn", other, "--no-verify-ssl", "--", "true", environ=environ
    )
    caller = "arn:aws:sts::123456789012:assumed-role/deploy/"
    role = "arn:aws:iam::123456789012:role/deploy"
    place = "in account 123456789012, region us-west-2, at http://127.0.0.1, which is not AWS's"
    assert f"ufo-preflight: checked {role} (asked by {caller}" in plain.stderr
    assert f"{place}\n" in plain.stderr
    assert f"ufo-preflight: checked {other} (asked by {caller}" in named.stderr
    assert f"{place}, TLS NOT VERIFIED\n" in named.stderr


# In a terminal


def settings(**more):
    return {**os.environ, "TERM": "xterm", **more}


def test_the_command_has_the_terminal(tmp_path, gate):
    program = (
        "import os, sys, shutil;"
        "print(os.getpid(), [s.isatty() for s in (sys.stdin, sys.stdout, sys.stderr)],"
        " os.get_terminal_size(), os.tcgetpgrp(0) == os.getpgrp());"
        "print('name?'); print('hello', input())"
    )
    argv = ["run", gate(), "--", PYTHON, "-c", program]
    with terminal(tmp_path, argv, settings(), size=(50, 132)) as shown:
        shown.wait_for("name?\n")
        shown.press("ufo\n")
        assert shown.finish() == 0
    assert (
        f"{shown.process.pid} [True, True, True]"
        " os.terminal_size(columns=132, lines=50) True\nname?\n" in shown.screen
    )
    assert "hello ufo\n" in shown.screen


def test_the_report_has_the_terminals_colours_and_width_and_stdout_is_left_alone(tmp_path, gate):
    argv = ["run", gate(CLOSED), "-o", "table", "--", "true"]
    with (
        (tmp_path / "out").open("w") as out,
        terminal(tmp_path, argv, settings(), stdout=out.fileno(), size=(24, 70)) as shown,
    ):
        assert shown.finish() == 1
    assert "\x1b[31mfail\x1b[0m" in shown.screen
    plain = re.sub(r"\x1b\[\d*m", "", shown.screen)
    table = [line for line in plain.splitlines() if not line.startswith("ufo-preflight:")]
    assert 60 < max(map(len, table)) <= 70
    assert (tmp_path / "out").read_text() == ""


def test_without_colours_on_stderr_the_command_may_still_have_its_own(tmp_path, gate):
    colour = ["sh", "-c", "printf '\\033[32mgreen\\033[0m\\n'"]
    with terminal(
        tmp_path, ["run", gate(), "-o", "table", "--", *colour], settings(NO_COLOR="1")
    ) as shown:
        assert shown.finish() == 0
    assert shown.screen.endswith("\x1b[32mgreen\x1b[0m\n")
    assert shown.screen.count("\x1b[") == 2


def test_ctrl_c_is_the_commands_to_handle(tmp_path, gate):
    trap = "trap 'echo caught; exit 9' INT; echo waiting; while :; do sleep 0.05; done"
    with terminal(tmp_path, ["run", gate(), "--", "sh", "-c", trap], settings()) as shown:
        shown.wait_for("waiting")
        shown.press("\x03")
        assert shown.finish() == 9
    assert "caught\n" in shown.screen


def test_ctrl_c_ends_a_command_that_does_not_handle_it(tmp_path, gate):
    argv = ["run", gate(), "--", "sh", "-c", "echo waiting; exec sleep 60"]
    with terminal(tmp_path, argv, settings()) as shown:
        shown.wait_for("waiting")
        shown.press("\x03")
        assert shown.finish() == -signal.SIGINT


@contextmanager
def hanging_aws():
    """Serve an AWS that tells who is calling and then says nothing, with the way to reach it."""
    asked, over = threading.Event(), threading.Event()

    def hang(_parameters):
        asked.set()
        over.wait(60)

    with answering(get_caller_identity=lambda _asked: caller(), simulate=hang) as stub:
        keys = {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "x"}
        try:
            yield asked, settings(**keys, AWS_ENDPOINT_URL=stub.url, AWS_REGION="eu-west-1")
        finally:
            over.set()


def test_ctrl_c_during_the_check_is_130_and_starts_nothing(tmp_path):
    with (
        hanging_aws() as (asked, environ),
        terminal(tmp_path, ["run", "--", *LEAVE_A_TRACE], environ) as shown,
    ):
        assert asked.wait(60)
        shown.press("\x03")
        assert shown.finish() == 130
    assert "interrupted\n" in shown.screen
    assert not (tmp_path / "trace").exists()


def test_a_check_that_takes_too_long_is_3_and_starts_nothing(tmp_path):
    with hanging_aws() as (asked, environ):
        argv = ["run", "--timeout", "3", "--", *LEAVE_A_TRACE]
        done = start(tmp_path, *argv, environ=environ)
        assert asked.is_set()
    assert (done.returncode, done.stdout) == (3, "")
    assert "ufo-preflight: ended: it took longer than 3 s (--timeout)\n" in done.stderr
    assert not (tmp_path / "trace").exists()


def test_a_terminated_check_starts_nothing(tmp_path):
    with (
        hanging_aws() as (asked, environ),
        terminal(tmp_path, ["run", "--", *LEAVE_A_TRACE], environ) as shown,
    ):
        assert asked.wait(60)
        shown.process.send_signal(signal.SIGTERM)
        assert shown.finish() == -signal.SIGTERM
    assert not (tmp_path / "trace").exists()
