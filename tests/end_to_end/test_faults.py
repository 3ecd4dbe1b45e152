"""What goes wrong is told, never taken for a denial, and what was decided stays in the report."""

from __future__ import annotations

import pytest

from tests.end_to_end.program import run
from tests.sandbox import (
    CLOCK,
    DENIED,
    EXPIRED,
    INVALID_TOKEN,
    NO_ENTITY,
    POLICY_EVALUATION,
    ApiError,
    Keys,
)
from tests.sandbox.controls import FOR_EVER
from tests.sandbox.ufo_account import policy_without, walk_through

PASSROLE = "iam:PassRole"


@pytest.mark.parametrize(
    ("faults", "reason", "sentence"),
    [
        ({"throttle": FOR_EVER}, "throttled", "AWS throttled the simulator, nothing was denied."),
        (
            {"error": DENIED, "refuse": ("ListUserPolicies",)},
            "simulate-denied",
            "Let the caller ask AWS's simulator, with this statement in one of its policies:",
        ),
        ({"error": NO_ENTITY}, "refused-by-api", "IAM does not know arn:aws:iam::"),
        ({"error": POLICY_EVALUATION}, "refused-by-api", "PolicyEvaluation: Policy evaluation"),
        (
            {"error": ApiError("InvalidInput", "Something new.")},
            "refused-by-api",
            "The simulator refused it: Something new.",
        ),
        ({"cut": True}, "no-result", "was cut"),
        ({"error": ApiError("ServiceFailure", "later", 503)}, "no-result", "ServiceFailure: later"),
    ],
)
class TestTheSimulator:
    def test_leaves_every_row_unknown(self, box, tmp_path, faults, reason, sentence):
        keys = walk_through(box)
        box.faults(**faults)
        done = run(box, keys, tmp_path, "-o", "json")
        assert (done.code, done.document()["verdict"]) == (3, "undetermined")
        said = {(action["decision"], action["reason"]) for action in done.actions().values()}
        assert said == {("unknown", reason)}
        hints = [check["hint"] for check in done.document()["checks"]]
        assert all(sentence in hint for hint in hints), hints

    def test_keeps_the_rows_that_it_decided(self, box, tmp_path, faults, reason, sentence):
        keys = walk_through(box)
        box.faults(about=PASSROLE, **faults)
        done = run(box, keys, tmp_path, "-o", "json")
        assert done.code == 3
        assert done.actions()["passrole"]["reason"] == reason
        assert done.results()["ecs"] == "pass"
        table = run(box, keys, tmp_path, "--width", "400")
        assert table.code == 3
        assert sentence in table.out


def test_policies_that_can_be_read_decide_where_the_simulator_may_not_be_asked(box, tmp_path):
    keys = walk_through(box, policy_without("ecs"))
    box.faults(error=DENIED)
    done = run(box, keys, tmp_path, "-o", "json")
    assert (done.code, done.document()["method"]["name"]) == (1, "readable-policies")
    assert [row for row, result in done.results().items() if result == "fail"] == ["ecs"]
    assert "policies that could be read" in done.document()["caveats"][0]


def test_a_few_throttled_calls_are_tried_again(box, tmp_path):
    keys = walk_through(box)
    box.faults(throttle=2)
    done = run(box, keys, tmp_path, "-q", AWS_MAX_ATTEMPTS="5")
    assert done.code == 0
    assert done.out.startswith("ready: 11 pass (")


def test_a_connection_that_is_cut_once_is_tried_again(box, tmp_path):
    keys = walk_through(box)
    box.faults(drop=2)
    assert run(box, keys, tmp_path, "-q", AWS_MAX_ATTEMPTS="3").code == 0


def test_an_action_without_a_result_is_unknown(box, tmp_path):
    keys = walk_through(box)
    box.faults(omit=("ecs:CreateService",))
    done = run(box, keys, tmp_path, "-o", "json")
    assert done.code == 3
    assert {row for row, result in done.results().items() if result != "pass"} == {"ecs"}
    assert done.actions()["ecs"]["reason"] == "no-result"


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (EXPIRED, "the credentials have expired (ExpiredToken)"),
        (CLOCK, "the clock of this computer is wrong, says AWS: Signature expired"),
        (INVALID_TOKEN, "AWS does not accept these credentials (InvalidClientTokenId"),
    ],
)
def test_bad_credentials_end_the_run_with_a_sentence(box, tmp_path, error, sentence):
    keys = walk_through(box)
    box.faults(operation="", error=error)
    done = run(box, keys, tmp_path)
    assert (done.code, done.out, done.calls) == (3, "", ("GetCallerIdentity",))
    assert done.err.startswith(f"ufo-preflight: {sentence}")
    # A sentence, what to do, and where more is said.
    assert len(done.err.splitlines()) == 3
    assert done.err.splitlines()[-1].startswith("See https://")


def test_a_token_that_expires_in_the_middle_is_told_as_that(box, tmp_path):
    keys = walk_through(box)
    box.faults(error=EXPIRED, about=PASSROLE)
    done = run(box, keys, tmp_path, "--width", "400")
    assert done.code == 3
    assert "The credentials have expired (ExpiredToken)." in done.out
    assert "✓  ECS" in done.out


@pytest.mark.parametrize(
    ("variables", "argv", "sentence"),
    [
        ({"AWS_ACCESS_KEY_ID": ""}, (), "no AWS credentials: not in the environment"),
        ({}, ("--profile", "prod"), "there is no AWS profile 'prod'"),
        ({"AWS_DEFAULT_REGION": ""}, (), "no region is configured"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, (), "cannot reach 127.0.0.1:9"),
        (
            {"AWS_ENDPOINT_URL": "http://sts.example", "HTTP_PROXY": "http://127.0.0.1:9"},
            (),
            "cannot get through the proxy 127.0.0.1:9",
        ),
    ],
)
def test_a_setting_that_does_not_do_ends_the_run(box, tmp_path, variables, argv, sentence):
    keys = Keys("", "") if "AWS_ACCESS_KEY_ID" in variables else walk_through(box)
    done = run(box, keys, tmp_path, *argv, **variables)
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith(f"ufo-preflight: {sentence}")


def test_an_error_is_json_where_json_is_asked_for(box, tmp_path):
    keys = walk_through(box)
    box.faults(operation="", error=EXPIRED)
    done = run(box, keys, tmp_path, "-o", "json")
    document = done.document()
    assert (done.code, document["verdict"], document["exit_code"]) == (3, "undetermined", 3)
    assert document["error"]["message"] == "the credentials have expired (ExpiredToken)"
