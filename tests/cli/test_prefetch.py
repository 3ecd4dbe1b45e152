"""AWS is asked who is calling before options are read, and a wrong option still comes first."""

from __future__ import annotations

import json

from tests.cli.worlds import run
from tests.sandbox.answers import answering, error
from tests.sandbox.sessions import REGION, signed_in

POLICY = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}


def test_a_check_asks_once_who_is_calling_and_takes_four_calls(tmp_path, monkeypatch):
    signed_in(monkeypatch)
    with answering() as aws:
        code, out, err = run(tmp_path, "--region", REGION, "--endpoint-url", aws.url, "-q")
    assert (code, err) == (0, "")
    assert out.startswith("ready")
    assert len(aws.asked("GetCallerIdentity")) == 1
    assert len(aws.asked()) == 4


def test_a_wrong_option_comes_before_missing_credentials(tmp_path):
    code, out, err = run(tmp_path, "--region", REGION, "--only", "nonsense")
    assert (code, out) == (2, "")
    assert "nonsense" in err


def test_missing_credentials_are_told_once_the_options_are_right(tmp_path):
    code, out, err = run(tmp_path, "--region", REGION)
    assert (code, out) == (3, "")
    assert "no AWS credentials" in err


def test_a_refusal_of_the_first_call_is_told(tmp_path, monkeypatch):
    signed_in(monkeypatch)
    refused = error("InvalidClientTokenId", "The security token is invalid.", 403)
    with answering(get_caller_identity=lambda _asked: refused) as aws:
        code, out, err = run(tmp_path, "--region", REGION, "--endpoint-url", aws.url)
    assert (code, out) == (3, "")
    assert "does not accept these credentials" in err


def test_policy_files_ask_nobody(tmp_path, monkeypatch):
    signed_in(monkeypatch)
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(POLICY))
    with answering() as aws:
        code, _out, _err = run(
            tmp_path, "--region", REGION, "--endpoint-url", aws.url, "--policy-file", str(file)
        )
        assert (code, aws.asked()) == (0, [])
