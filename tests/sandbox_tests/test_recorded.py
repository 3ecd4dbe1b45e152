"""The sandbox's old shape beside answers of the real simulator."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.sandbox import allow, deny
from tests.sandbox_tests.asking import hold, simulate

RECORDED = Path(__file__).parents[2].parent / "shared/cases/simulator-recorded"
SNAPSHOT = RECORDED / "localstack_snapshot_simulate_2025-04-21.json"
BOUNDARY = RECORDED / "c7n_test_lambda_check_permission__iam.SimulatePrincipalPolicy_1.json"

pytestmark = pytest.mark.skipif(
    not RECORDED.exists(), reason="the recorded answers are not beside this checkout"
)


@pytest.fixture(autouse=True)
def old(box):
    box.use_shape("old")
    box.organize([allow("*")])


def without_places(found):
    """Return an answer without positions, policy names and the bucket's partition."""
    if isinstance(found, dict):
        dropped = ("StartPosition", "EndPosition", "SourcePolicyId")
        return {key: without_places(value) for key, value in found.items() if key not in dropped}
    if isinstance(found, list):
        return [without_places(item) for item in found]
    return found.replace("<partition>", "aws") if isinstance(found, str) else found


def recorded_results():
    if not SNAPSHOT.exists():
        return []
    cases = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    return [
        pytest.param(case["recorded-content"]["response"]["EvaluationResults"], id=name)
        for name, case in cases.items()
    ]


@pytest.mark.parametrize("results", recorded_results())
def test_a_bucket_is_answered_as_aws_did(box, results):
    hold(box, allow("s3:PutObject"))
    actions = list(dict.fromkeys(result["EvalActionName"] for result in results))
    answered = simulate(box, *actions, ResourceArns=["arn:aws:s3:::bucket"])
    assert without_places(answered) == without_places(results)


def test_a_boundary_that_denies_is_answered_as_aws_did(box):
    (recorded,) = json.loads(BOUNDARY.read_text(encoding="utf-8"))["data"]["EvaluationResults"]
    hold(box, allow("iam:List*"))
    block = deny("iam:*")
    block["Statement"] += allow("*")["Statement"]
    box.client("iam").put_user_permissions_boundary(
        UserName="dev", PermissionsBoundary=box.add_policy("IAMBlockRead", block)
    )
    (answered,) = simulate(box, "iam:ListUsers", ResourceArns=["arn:aws:iam::644160558196:user/"])
    assert {key: without_places(answered[key]) for key in recorded} == without_places(recorded)
