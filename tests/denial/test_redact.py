import json

from tests.denial.messages import BOUNDARY, SERVICE, TASK_ROLE, message, no_identity
from ufo_preflight.denial import explain
from ufo_preflight.denial.denial import Explained, Explanation
from ufo_preflight.denial.redact import redacted
from ufo_preflight.render.denials import render_denials_json

ROLE = "arn:aws:sts::111122223333:assumed-role/ci-deployer/AKIAABCDEFGHIJKLMNOP"


def shown(text):
    found = tuple(Explained(denial) for denial in explain(text))
    return render_denials_json(redacted(Explanation(found, 1, whole=("For 111122223333.",))), None)


def test_accounts_names_and_ids_are_replaced_everywhere():
    first = message("ecs:CreateService", SERVICE, no_identity("ecs:CreateService"), ROLE)
    tail = f"with an explicit deny in a permissions boundary: {BOUNDARY}"
    second = message("iam:PassRole", TASK_ROLE, tail, ROLE)
    out = shown(f"{first}\n{second}")
    for secret in (
        "111122223333",
        "ci-deployer",
        "demo-web",
        "AKIA",
        "demo-TaskRole",
        "DevBoundary",
    ):
        assert secret not in out
    one, two = json.loads(out)["denials"]
    assert one["principal"] == two["principal"]
    assert one["principal"].startswith("arn:aws:sts::000000000001:assumed-role/name-")
    assert one["action"] == "ecs:CreateService"
    assert one["advice"]["statement"]["Resource"] == one["resource"]
    assert one["principal"].split("/")[1] in one["advice"]["whose"]


def test_an_encoded_message_is_left_out_of_the_command_too():
    out = shown(
        "API: ec2:DeleteRoute You are not authorized to perform this operation."
        " Encoded authorization failure message: ABCDEFGHIJKLMNOPQRST"
    )
    assert "ABCDEFGHIJ" not in out
    assert "--encoded-message=ENCODED-MESSAGE" in out


def test_what_is_quoted_is_redacted_too():
    out = shown(
        "AccessDenied: from 198.51.100.7 for ana@example.com on s3://ana-bucket/x vpc-0abc1234"
    )
    for secret in ("198.51.100.7", "ana@example.com", "ana-bucket", "vpc-0abc1234"):
        assert secret not in out


def test_what_aws_names_stays():
    policy = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"
    text = message(
        "s3:GetObject", "*", f"with an explicit deny in an identity-based policy: {policy}"
    )
    assert policy in shown(text)
