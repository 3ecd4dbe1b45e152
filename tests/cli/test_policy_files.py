"""Policy files of every layer, read through the real program."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.cli.worlds import run

STAR = {"Effect": "Allow", "Action": "*", "Resource": "*"}
NO_ECS = {"Effect": "Deny", "Action": "ecs:*", "Resource": "*"}


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@pytest.fixture
def files(tmp_path):
    contents = {
        "all.json": policy(STAR),
        "no-ecs.json": policy(STAR, NO_ECS),
        "ecs-only.json": policy({**STAR, "Action": "ecs:*"}),
        "elbv2.json": policy({**STAR, "Action": ["elasticloadbalancingv2:*", "*"]}),
        "two.json": '{"PolicyDocument": ' + policy(STAR) + "}",
        "latin.json": b'{"Sid": "\xe9"}',
        "comma.json": '{\n  "Statement": [\n    "a",\n  ]\n}',
    }
    for name, text in contents.items():
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    (tmp_path / "folder").mkdir()
    return tmp_path


def decided(folder, *argv):
    code, out, err = run(folder, "-o", "json", "--region", "us-west-2", *argv)
    document = json.loads(out)
    reasons = {
        check["id"]: action["reason"]
        for check in document["checks"]
        for action in check["actions"]
        if action["decision"] != "allowed"
    }
    return code, reasons, document, err


def test_one_policy_that_allows_everything_is_ready(files):
    code, reasons, document, err = decided(files, "--policy-file", "all.json")
    assert (code, reasons, err) == (0, {}, "")
    assert document["method"] == {"name": "policy-files", "calls": 0}
    assert document["identity"]["kind"] == "policy-files"


@pytest.mark.parametrize(
    ("argv", "reason"),
    [
        (["--policy-file", "no-ecs.json"], "explicit-deny"),
        (["--policy-file", "all.json", "--policy-file", "no-ecs.json"], "explicit-deny"),
        (["--policy-file", "all.json", "--boundary-file", "no-ecs.json"], "permissions-boundary"),
        (["--policy-file", "all.json", "--scp-file", "no-ecs.json"], "scp"),
        (
            ["--policy-file", "all.json", "--scp-file", "all.json", "--scp-file", "no-ecs.json"],
            "scp",
        ),
    ],
)
def test_every_layer_can_refuse(files, argv, reason):
    code, reasons, _, _ = decided(files, *argv)
    assert (code, reasons) == (1, {"ecs": reason})


def test_every_level_of_the_organization_must_allow(files):
    code, reasons, _, _ = decided(
        files, "--policy-file", "all.json", "--scp-file", "all.json", "--scp-file", "ecs-only.json"
    )
    assert code == 1
    assert set(reasons.values()) == {"scp"}
    assert "ecs" not in reasons


def test_two_files_allow_what_either_allows(files):
    argv = ("--policy-file", "ecs-only.json", "--policy-file", "two.json")
    assert decided(files, *argv)[0] == 0


def test_a_prefix_that_does_not_exist_is_named(files):
    code, _, document, _ = decided(files, "--policy-file", "elbv2.json")
    assert code == 0
    (warning,) = [text for text in document["warnings"] if "elbv2.json" in text]
    assert "no IAM prefix elasticloadbalancingv2" in warning


def test_a_policy_may_come_on_stdin(tmp_path):
    assert run(tmp_path, "--policy-file", "-", stdin=policy(STAR))[0] == 0


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["--policy-file", "nope.json"], "nope.json cannot be read: No such file or directory"),
        (["--policy-file", "folder"], "folder cannot be read: Is a directory"),
        (["--policy-file", "comma.json"], "comma.json:3:8: trailing comma"),
        (["--policy-file", "latin.json"], "latin.json:1:10: byte 0xe9 is not UTF-8"),
        (["--scp-file", "all.json"], "--boundary-file and --scp-file only limit"),
        (["--policy-file", "all.json", "--principal-arn", "me"], "--principal-arn: 'me' is not"),
        (["--policy-file", "all.json", "--context", "x"], "--context: 'x' is not KEY=VALUE"),
        (["--policy-file", "all.json", "--resource", "ecs=x"], "--resource: 'x' is not an ARN"),
        (["--policy-file", "all.json", "--resource", "no=arn:a:b:c:d:e"], "there is no check 'no'"),
        (["--policy-file", "all.json", "--passrole-arn", "x"], "--passrole-arn: 'x' is not an ARN"),
        (["--policy-file", "all.json", "--skip", "elb2"], "there is no check 'elb2'"),
    ],
)
def test_what_cannot_be_taken_is_one_line_and_exit_2(files, argv, message):
    code, out, err = run(files, *argv)
    assert (code, out) == (2, "")
    assert message in err.splitlines()[0]
    assert len(err.splitlines()) <= 3


@pytest.mark.parametrize("path", ["fifo", "/dev/zero", "/dev/tty0"])
def test_what_is_no_regular_file_is_not_waited_for(tmp_path, path):
    os.mkfifo(tmp_path / "fifo")
    code, out, err = run(tmp_path, "--policy-file", path)
    assert (code, out) == (2, "")
    assert err.startswith(f"ufo-preflight: {path} cannot be read: ")


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    with (tmp_path / "large.json").open("wb") as file:
        file.truncate(50_000_001)
    code, _, err = run(tmp_path, "--policy-file", "large.json")
    assert (code, err.splitlines()[0]) == (2, "ufo-preflight: large.json is larger than 50 MB")


def test_a_pipe_of_the_shell_is_read(tmp_path):
    (tmp_path / "p.json").write_text(policy(STAR))
    command = f"{sys.executable} -m ufo_preflight -q --policy-file <(cat p.json)"
    done = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    verdict = "ready: 11 pass (1 of 12 actions a service; --full asks all)\n"
    assert (done.returncode, done.stdout) == (0, verdict), done.stderr
