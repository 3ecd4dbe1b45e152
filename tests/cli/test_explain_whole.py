"""From one denial to what the whole ship lacks, against the sandbox."""

from __future__ import annotations

import json

from tests.denial.messages import message, no_identity
from tests.end_to_end.program import run
from tests.sandbox import allow

DENIED = message(
    "ecs:CreateService",
    "arn:aws:ecs:us-west-2:123456789012:service/dev/demo-web",
    no_identity("ecs:CreateService"),
    principal="arn:aws:iam::123456789012:user/dev",
)


def held(box, document):
    keys = box.add_user("dev")
    box.client("iam").put_user_policy(
        UserName="dev", PolicyName="p", PolicyDocument=json.dumps(document)
    )
    return keys


def test_the_other_missing_actions_are_counted(box, tmp_path):
    without = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "NotAction": ["ecs:*", "logs:*"], "Resource": "*"},
        ],
    }
    done = run(box, held(box, without), tmp_path, "explain", "--check", "-o", "json", DENIED)
    (told,) = done.document()["whole"]
    assert " more actions of this ship are missing for arn:aws:iam::123456789012:user/dev" in told
    assert "ecs 14" in told
    assert "logs " in told
    assert told.endswith("ufo-preflight policy --missing")
    assert done.code == 0


def test_a_ship_that_lacks_nothing_else_says_so(box, tmp_path):
    done = run(box, held(box, allow("*")), tmp_path, "explain", "--check", "-o", "json", DENIED)
    assert done.document()["whole"][0].startswith("No other action of this ship is missing for ")


def test_a_check_that_could_not_be_made_leaves_the_explanation(box, tmp_path):
    done = run(box, None, tmp_path, "explain", "--check", "-o", "json", DENIED)
    assert done.document()["denials"][0]["action"] == "ecs:CreateService"
    assert done.document()["whole"][0].startswith("The whole ship could not be checked: ")
    assert done.code == 3
