"""Every cause of a denial in a whole AWS: cause, shape of the API, rights to read.

The account is made through boto3, as a user would make it; callers may do only what their own
policies allow. A statement that is proposed is attached for real, and must help.
"""

from __future__ import annotations

import itertools
import json

import pytest

from tests.cli.worlds import run
from tests.sandbox import DENIED, Sandbox
from tests.sandbox.causes import CASES, DEPLOYER, GIVEN, ROLE, fill, policy, prefix_of
from ufo_preflight.api import CheckOptions, report_on
from ufo_preflight.aws.identity import whoami
from ufo_preflight.aws.live import investigation
from ufo_preflight.aws.session import open_session
from ufo_preflight.aws.settings import AwsSettings
from ufo_preflight.aws.simulate import SimulatorDecider
from ufo_preflight.grant import texts
from ufo_preflight.model import Verdict


@pytest.fixture(scope="module")
def box():
    with Sandbox(enforce=True) as running:
        yield running


def report(box, keys, monkeypatch):
    for name, value in keys.env().items():
        monkeypatch.setenv(name, value)
    session = open_session(AwsSettings(region="us-west-2", endpoint_url=box.url))
    who = whoami(session)
    decider = SimulatorDecider(session, who)
    return report_on(
        CheckOptions(context=GIVEN, passrole_arns=(ROLE,)),
        who,
        session.region,
        decider,
        investigate=investigation(session, who, decider),
    )


def decision_in(found, row):
    return next(check for check in found.checks if check.check.id == row).actions[0].decision


def called(name, shape, refuses):
    return f"{name}-{shape}-{'blind' if refuses else 'reading'}"


MATRIX = [
    pytest.param(*values, id=called(*values))
    for values in itertools.product(CASES, ("new", "old"), (True, False))
]


@pytest.mark.parametrize(("name", "shape", "refuses"), MATRIX)
def test_the_layer_is_right_and_what_is_proposed_helps(box, monkeypatch, name, shape, refuses):
    identity, boundary, scps, _, expected = CASES[name]
    keys = fill(box, identity, boundary, scps, refuses=refuses)
    box.use_shape(shape)
    found = report(box, keys, monkeypatch)
    row, prefix = prefix_of(expected)
    decision = decision_in(found, row)
    proposed = [
        part
        for text in texts(found.remediation.grants)
        for part in json.loads(text)["Statement"]
        if prefix in str(part["Action"])
    ]
    if "layer" not in expected:
        assert (decision.reason, decision.layer) == (expected.get("unknown"), None)
        assert proposed == []
        return
    assert (decision.layer, set(decision.also)) == (expected["layer"], set(expected["also"]))
    assert decision.reason is expected["reason"]
    assert bool(proposed) == expected["fix"]
    if expected["at"] and not refuses:
        cited = [(s.policy, s.sid, json.loads(s.text)["Effect"]) for s in decision.matched]
        assert (expected["at"], "No", "Deny") in cited
    if proposed:
        assert found.remediation.verified
        box.client("iam").put_user_policy(
            UserName=DEPLOYER, PolicyName="cure", PolicyDocument=policy(*proposed)
        )
        cured = decision_in(report(box, keys, monkeypatch), row)
        assert cured.verdict is Verdict.ALLOWED


def command(box, keys, monkeypatch, folder, *argv):
    for name, value in (box.env(keys) | {"AWS_REGION": "us-west-2"}).items():
        monkeypatch.setenv(name, value)
    return run(folder, *argv)


def test_what_the_command_prints_cures_the_account(box, monkeypatch, tmp_path):
    keys = fill(box, CASES["no statement"][0], None, (), refuses=False)
    check = ("check", "--full", "-o", "short")
    assert command(box, keys, monkeypatch, tmp_path, *check)[0] == 1
    code, out, err = command(box, keys, monkeypatch, tmp_path, "policy", "--missing")
    assert code == 0
    assert err.startswith("note: Proved: ")
    box.client("iam").put_user_policy(
        UserName=DEPLOYER, PolicyName="cure", PolicyDocument=json.dumps(json.loads(out))
    )
    assert command(box, keys, monkeypatch, tmp_path, *check)[0] == 0


def test_the_command_knows_when_nobody_could_tell(box, monkeypatch, tmp_path):
    keys = fill(box, CASES["no statement"][0], None, (), refuses=True)
    box.faults(error=DENIED)
    code, out, err = command(box, keys, monkeypatch, tmp_path, "policy", "--missing")
    assert (code, out) == (3, "")
    assert err.count("could not be decided: Let the caller ask AWS's simulator") == 1


def test_the_checker_needs_no_more_than_its_own_policy(box, monkeypatch, tmp_path):
    keys = fill(box, CASES["deny of the group"][0], None, (), refuses=False)
    iam = box.client("iam")
    asker = box.add_user("asker")
    who = f"arn:aws:iam::123456789012:user/ci/{DEPLOYER}"
    _, out, _ = command(
        box, keys, monkeypatch, tmp_path, "policy", "--self", "--principal-arn", who
    )
    iam.put_user_policy(UserName="asker", PolicyName="self", PolicyDocument=out)
    words = ("check", "--principal-arn", who, "--only", "ecs", "-o", "json")
    code, out, _ = command(box, asker, monkeypatch, tmp_path, *words)
    assert code == 1
    (found,) = [row for row in json.loads(out)["checks"] if row["id"] == "ecs"]
    assert [cited["sid"] for cited in found["actions"][0]["matched"]] == ["No"]
