"""A command that a report proposes carries the options of the run that proposes it."""

from __future__ import annotations

import json
import shlex

import pytest

from tests.cli.worlds import run

HERE = ("--region", "us-west-2", "--principal-arn", "arn:aws:iam::123456789012:role/deploy")


def proposed(folder, *argv):
    held = {"Effect": "Allow", "NotAction": "ecs:*", "Resource": "*"}
    path = folder / "a policy.json"
    path.write_text(json.dumps({"Version": "2012-10-17", "Statement": held}))
    words = ("--policy-file", str(path), *argv)
    code, out, _ = run(folder, "check", *words, "--width", "1000")
    assert code == 1
    (line,) = [line for line in out.splitlines() if "policy --missing" in line]
    return words, shlex.split(line.partition("ufo-preflight ")[2])


def test_the_proposed_command_repeats_what_was_asked_and_runs(tmp_path):
    words, command = proposed(tmp_path, *HERE, "--env=prod", "--role", "worker")
    assert command == ["policy", "--missing", *words]
    code, out, _ = run(tmp_path, *command)
    assert (code, "ecs:CreateService" in out) == (0, True)


@pytest.mark.parametrize("extra", [("--full",), ("-q",), ("--fail-on", "any"), ("-o", "table")])
def test_options_that_the_other_command_does_not_take_are_left_out(tmp_path, extra):
    if extra == ("-q",):
        extra = ("--color", "never")
    words, command = proposed(tmp_path, *HERE, *extra)
    assert command == ["policy", "--missing", *words[: -len(extra)]]
