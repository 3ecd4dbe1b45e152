"""The walk-through of UFO's IAM page ends in a report that says ready."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import ufo_preflight
from tests.end_to_end.program import run
from tests.sandbox.ufo_account import policy_without, walk_through

SCHEMA = Path(ufo_preflight.__file__).parent / "render/report.schema.json"
ROWS = {
    "autoscaling": "application-autoscaling",
    "cloudformation": "cloudformation",
    "ec2": "ec2",
    "ecr": "ecr",
    "ecs": "ecs",
    "elb": "elasticloadbalancing",
    "elbv2": "elasticloadbalancing",
    "iam": "iam",
    "logs": "logs",
    "route53": "route53",
    "passrole": "passrole",
}
OPTIONAL = {"ecr", "route53"}
READY = """\
arn:aws:iam::123456789012:user/ufo, account 123456789012, us-west-2

   Service                 Needed    Result  Action: reason
"""


def one_line(text):
    """Return a screen with its wrapped lines joined."""
    return " ".join(text.split())


def assert_valid(document):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(document)) == []


@pytest.mark.parametrize("shape", ["new", "old"])
def test_the_page_makes_a_user_who_can_ship(box, tmp_path, shape):
    box.use_shape(shape)
    done = run(box, walk_through(box), tmp_path, "-o", "json")
    assert (done.code, done.err) == (0, "")
    assert done.results() == dict.fromkeys(ROWS, "pass")
    assert_valid(done.document())
    assert done.document()["verdict"] == "ready"
    # With nothing denied, at most five calls in all.
    assert done.document()["method"]["calls"] == len(done.calls) <= 5
    assert set(done.calls) == {"GetCallerIdentity", "SimulatePrincipalPolicy"}


def test_the_table_of_a_user_who_can_ship(box, tmp_path):
    done = run(box, walk_through(box), tmp_path)
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert done.out.startswith(READY)
    rows = [line.split()[1:4] for line in lines if line.startswith("✓")]
    assert rows == [
        ["ApplicationAutoScaling", "required", "pass"],
        ["CloudFormation", "required", "pass"],
        ["EC2", "required", "pass"],
        ["ECR", "optional", "pass"],
        ["ECS", "required", "pass"],
        ["ElasticloadBalancing", "required", "pass"],
        ["ElasticloadBalancingV2", "required", "pass"],
        ["IAM", "required", "pass"],
        ["Logs", "required", "pass"],
        ["Route53", "optional", "pass"],
        ["PassRole", "required", "pass"],
    ]
    assert "ready: 11 pass (1 of 12 actions a service; --full asks all)." in one_line(done.out)
    assert max(map(len, lines)) <= 80
    assert run(box, walk_through_again(box), tmp_path).out == done.out


def walk_through_again(box):
    box.reset()
    return walk_through(box)


@pytest.mark.parametrize("shape", ["new", "old"])
@pytest.mark.parametrize("service", sorted(set(ROWS.values())))
def test_taking_one_service_away_turns_its_rows_and_no_others(box, tmp_path, service, shape):
    box.use_shape(shape)
    keys = walk_through(box, policy_without(service))
    done = run(box, keys, tmp_path, "-o", "json")
    gone = {row for row, prefix in ROWS.items() if prefix == service}
    assert {row for row, result in done.results().items() if result != "pass"} == gone
    assert {done.results()[row] for row in gone} == {"warn" if gone <= OPTIONAL else "fail"}
    assert done.code == (0 if gone <= OPTIONAL else 1)
    assert_valid(done.document())
    for row in gone:
        action = done.actions()[row]
        assert (action["decision"], action["reason"]) == ("denied", "implicit-deny")
        hint = next(check["hint"] for check in done.document()["checks"] if check["id"] == row)
        assert hint.startswith(f"Allow {action['action']} on ")


def test_a_denied_row_has_a_line_that_begins_with_what_to_do(box, tmp_path):
    keys = walk_through(box, policy_without("logs"))
    done = run(box, keys, tmp_path)
    red = [line.split()[1] for line in done.out.splitlines() if line.startswith("✗")]
    assert (done.code, red) == (1, ["Logs"])
    assert "\nAllow logs:CreateLogGroup on " in done.out
    assert "blocked: 10 pass, 1 fail (1 of 12 actions a service" in one_line(done.out)


def test_fail_on_any_counts_the_optional_rows(box, tmp_path):
    keys = walk_through(box, policy_without("route53"))
    assert run(box, keys, tmp_path, "-q").code == 0
    assert run(box, keys, tmp_path, "-q", "--fail-on", "any").code == 1
    assert run(box, keys, tmp_path, "-q", "--fail-on", "never").code == 0


def test_the_answer_comes_in_pages_as_well(box, tmp_path):
    box.faults(page=1)
    done = run(box, walk_through(box), tmp_path, "-o", "json")
    assert (done.code, set(done.results().values())) == (0, {"pass"})


def test_actions_that_cannot_be_asked_together_are_asked_apart(box, tmp_path):
    box.controls.strict_mixing = True
    done = run(box, walk_through(box), tmp_path, "-o", "json")
    assert (done.code, set(done.results().values())) == (0, {"pass"})


def test_the_full_report_of_an_administrator_is_ready(box, tmp_path):
    keys = box.add_user("root-like")
    box.client("iam").attach_user_policy(
        UserName="root-like", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
    )
    done = run(box, keys, tmp_path, "--full", "-o", "json")
    assert done.code == 0, done.out
    assert set(done.results().values()) <= {"pass", "skipped"}
    assert_valid(done.document())
