from __future__ import annotations

import json

from tests.cli.worlds import world_in
from tests.denial.messages import SERVICE, message, no_identity
from tests.sandbox.answers import answering, error, evaluation, simulated
from tests.sandbox.sessions import signed_in
from ufo_preflight.cli import main

DENIED = message("ecs:CreateService", SERVICE, no_identity("ecs:CreateService"))
CALLER = "arn:aws:iam::123456789012:user/ci/deployer"
ENCODED = (
    "API: ec2:RunInstances You are not authorized to perform this operation."
    " Encoded authorization failure message: ABCDEFGHIJKLMNOPQRST"
)


def ask(tmp_path, monkeypatch, stub, text, *options):
    signed_in(monkeypatch)
    world = world_in(tmp_path, stdin=text)
    argv = ["explain", "-o", "json", "--region", "us-west-2", "--endpoint-url", stub.url, *options]
    return main(argv, world=world), json.loads(world.stdout.getvalue())["denials"]


def test_verify_asks_the_simulator_about_the_request(tmp_path, monkeypatch):
    text = message(
        "ecs:CreateService", SERVICE.replace("111122223333", "123456789012"), principal=CALLER
    )
    denied = evaluation("ecs:CreateService", "implicitDeny")
    with answering(simulate=lambda _asked: simulated(denied)) as stub:
        code, (found,) = ask(tmp_path, monkeypatch, stub, text, "--verify")
    assert code == 0
    assert found["verification"]["agrees"] is True
    assert found["verification"]["text"].startswith("The simulator agrees: denied by identity")
    (asked,) = stub.asked("SimulatePrincipalPolicy")
    assert asked["PolicySourceArn"] == CALLER
    assert asked["ResourceArns.member.1"].endswith(":123456789012:service/dev/demo-web")


def test_a_principal_of_another_account_is_not_asked_about(tmp_path, monkeypatch):
    with answering() as stub:
        code, (found,) = ask(tmp_path, monkeypatch, stub, DENIED, "--verify")
    assert code == 0
    assert found["verification"]["agrees"] is None
    assert found["verification"]["text"].startswith("The simulator was not asked: ")
    assert stub.asked("SimulatePrincipalPolicy") == []


def decoding(stub, answer):
    stub.controls.answers["DecodeAuthorizationMessage"] = lambda _asked: answer


def test_decode_opens_the_message_through_sts(tmp_path, monkeypatch):
    opened = {"explicitDeny": True, "context": {"principal": {"arn": CALLER}}}
    answer = (
        '<R xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><DecodeAuthorizationMessageResult>'
        f"<DecodedMessage>{json.dumps(opened)}</DecodedMessage>"
        "</DecodeAuthorizationMessageResult></R>"
    )
    with answering() as stub:
        decoding(stub, (200, answer))
        code, (found,) = ask(tmp_path, monkeypatch, stub, ENCODED, "--decode")
    assert (code, found["principal"], found["reason"]) == (0, CALLER, "explicit_unspecified")
    assert stub.asked("DecodeAuthorizationMessage")[0]["EncodedMessage"] == "ABCDEFGHIJKLMNOPQRST"


def test_a_message_that_sts_cannot_open_is_not_understood(tmp_path, monkeypatch):
    with answering() as stub:
        decoding(stub, error("InvalidAuthorizationMessageException", "Message is not valid"))
        code, (found,) = ask(tmp_path, monkeypatch, stub, ENCODED, "--decode")
    assert code == 3
    assert "could not be opened" in found["advice"]["notes"][-1]


def test_the_layer_that_the_text_names_survives_its_decoding(tmp_path, monkeypatch):
    text = (
        message("ec2:RunInstances", "*", "with an explicit deny in a service control policy")
        + ". Encoded authorization failure message: ABCDEFGHIJKLMNOPQRST"
    )
    statements = {"items": [{"statementId": "OnlyWest", "effect": "DENY"}]}
    opened = {"explicitDeny": True, "matchedStatements": statements, "context": {}}
    answer = (
        '<R xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><DecodeAuthorizationMessageResult>'
        f"<DecodedMessage>{json.dumps(opened)}</DecodedMessage>"
        "</DecodeAuthorizationMessageResult></R>"
    )
    with answering() as stub:
        decoding(stub, (200, answer))
        code, (found,) = ask(tmp_path, monkeypatch, stub, text, "--decode")
    assert (code, found["reason"]) == (0, "scp_explicit")
    assert found["advice"]["statement"] is None
    assert found["advice"]["notes"][-1] == "The decoded message names the DENY statement OnlyWest."
