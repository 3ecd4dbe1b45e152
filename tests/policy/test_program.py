"""Every message about a policy file comes out of the real program, with its exit code."""

from __future__ import annotations

import json

import pytest

from tests.cli.worlds import run
from tests.policy.test_json_mistakes import BROKEN
from tests.policy.test_parse import ODD, REFUSED
from tests.policy.test_policy_files import NO_POLICIES
from ufo_preflight import DOCS
from ufo_preflight.policy.positions import Lines

ALLOW = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def program(folder, content, *words):
    (folder / "p.json").write_bytes(content if isinstance(content, bytes) else content.encode())
    return run(folder, "--policy-file", "p.json", *words)


@pytest.mark.parametrize(("text", "message", "offset"), BROKEN)
def test_what_is_no_json_exits_2(tmp_path, text, message, offset):
    code, out, err = program(tmp_path, text)
    place = Lines(text).position(offset)
    assert (code, out) == (2, "")
    assert err.startswith(f"ufo-preflight: p.json:{place.line}:{place.column}: {message}")


@pytest.mark.parametrize(("value", "problem", "_place"), REFUSED)
def test_what_aws_refuses_exits_2(tmp_path, value, problem, _place):
    code, out, err = program(tmp_path, json.dumps(value))
    assert (code, out) == (2, "")
    assert err.startswith("ufo-preflight: p.json:1:")
    assert problem in err


@pytest.mark.parametrize(("content", "message", "hint"), NO_POLICIES)
def test_what_is_another_file_exits_2(tmp_path, content, message, hint):
    code, out, err = program(tmp_path, content)
    assert (code, out) == (2, "")
    page = f"See {DOCS}/errors/malformed-policy/\n"
    assert err == f"ufo-preflight: {message}\n" + (f"{hint}\n" if hint else "") + page


@pytest.mark.parametrize(("value", "_code", "message"), ODD)
def test_what_is_odd_warns_and_ends_nothing(tmp_path, value, _code, message):
    exit_code, out, _ = program(tmp_path, json.dumps(value), "-o", "json")
    report = json.loads(out)
    assert exit_code == report["exit_code"] != 2
    assert any(message in warning for warning in report["warnings"])


def test_every_layer_is_read_and_named(tmp_path):
    files = {
        "limit.json": {"Statement": {**ALLOW, "Action": "s3:*"}},
        "lock.json": {"Statement": [ALLOW, {**ALLOW, "Effect": "Deny", "Action": "ecs:*"}]},
    }
    for name, value in files.items():
        (tmp_path / name).write_text(json.dumps(value))
    words = ("-o", "json", "--boundary-file", "limit.json", "--scp-file", "lock.json")
    code, out, _ = program(tmp_path, json.dumps({"Statement": ALLOW}), *words)
    reasons = {
        action["action"]: (action["decision"], action["reason"], action["layer"])
        for check in json.loads(out)["checks"]
        for action in check["actions"]
    }
    assert code == 1
    assert reasons["ecs:CreateService"] == ("denied", "scp", "service-control-policy")
    assert reasons["logs:CreateLogGroup"] == (
        "denied",
        "permissions-boundary",
        "permissions-boundary",
    )


def test_an_account_export_needs_a_principal(tmp_path):
    role = {"RoleName": "ci", "Arn": "arn:aws:iam::111122223333:role/ci", "RolePolicyList": []}
    text = json.dumps({"RoleDetailList": [role]})
    code, _, err = program(tmp_path, text)
    assert (code, "Name the user or role with --principal-arn ARN.\n" in err) == (2, True)
    assert program(tmp_path, text, "--principal-arn", role["Arn"])[0] == 1
