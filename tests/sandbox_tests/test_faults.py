from __future__ import annotations

import json
import time

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from tests.sandbox import (
    CLOCK,
    DENIED,
    EXPIRED,
    POLICY_EVALUATION,
    ApiError,
    Sandbox,
    allow,
    deny,
)

USER = "arn:aws:iam::123456789012:user/dev"


@pytest.fixture
def keys(box):
    return box.add_user("dev")


def ask(box, keys, *actions):
    answer = box.client("iam", keys=keys).simulate_principal_policy(
        PolicySourceArn=USER, ActionNames=list(actions or ("a:A",))
    )
    return [result["EvalActionName"] for result in answer["EvaluationResults"]]


def code(box, keys):
    try:
        ask(box, keys)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return ""


def test_throttling_ends_after_as_many_calls_as_told(box, keys):
    box.faults(after=1, throttle=2)
    assert [code(box, keys) for _ in range(4)] == ["", "Throttling", "Throttling", ""]
    assert len(box.calls("SimulatePrincipalPolicy")) == 4


def test_an_error_stays_and_other_calls_go_on(box, keys):
    box.faults(error=DENIED)
    assert code(box, keys) == "AccessDenied"
    assert box.client("sts", keys=keys).get_caller_identity()["Arn"] == USER
    with pytest.raises(ClientError, match=f"User: {USER} is not authorized .* resource: {USER} "):
        ask(box, keys)
    box.faults()
    assert code(box, keys) == ""


def test_a_fault_can_be_about_one_action(box, keys):
    box.faults(cut=True, about="a:B")
    assert ask(box, keys, "a:A", "a:C") == ["a:A", "a:C"]
    with pytest.raises(ConnectionClosedError):
        ask(box, keys, "a:A", "a:B")


@pytest.mark.parametrize("error", [EXPIRED, CLOCK])
def test_bad_credentials_are_met_by_every_call(box, keys, error):
    box.faults(operation="", error=error)
    with pytest.raises(ClientError) as caught:
        box.client("sts", keys=keys).get_caller_identity()
    assert caught.value.response["Error"] == {
        "Type": "Sender",
        "Code": error.code,
        "Message": error.text,
    }


def test_the_simulator_can_break(box, keys):
    box.faults(error=POLICY_EVALUATION)
    assert code(box, keys) == "PolicyEvaluation"
    box.faults(error=ApiError("ServiceFailure", "later", 503))
    assert code(box, keys) == "ServiceFailure"


def test_a_connection_is_cut_once_or_always(box, keys):
    box.faults(drop=2)
    assert code(box, keys) == ""
    with pytest.raises(ConnectionClosedError):
        ask(box, keys)
    assert code(box, keys) == ""
    box.faults(cut=True)
    for _ in range(2):
        with pytest.raises(ConnectionClosedError):
            ask(box, keys)


def test_a_result_can_be_left_out(box, keys):
    box.faults(omit=("a:B",))
    assert ask(box, keys, "a:A", "a:B", "a:C") == ["a:A", "a:C"]


def test_every_call_can_take_its_time(box, keys):
    box.faults(delay=50)
    begun = time.monotonic()
    ask(box, keys)
    assert time.monotonic() - begun >= 0.05


def test_calls_are_recorded_but_not_the_root_users(box, keys):
    box.client("iam").list_users()
    ask(box, keys, "a:A", "a:B")
    (call,) = box.calls()
    assert (call.operation, call.access_key) == ("SimulatePrincipalPolicy", keys.access_key)
    assert call.listed("ActionNames") == ("a:A", "a:B")


class TestEnforced:
    @pytest.fixture(autouse=True)
    def enforced(self, box):
        box.controls.enforce = True

    def permit(self, box, document):
        box.client("iam").put_user_policy(
            UserName="dev", PolicyName="p", PolicyDocument=json.dumps(document)
        )

    def test_simulating_needs_a_permission_on_the_principal(self, box, keys):
        text = "because no identity-based policy allows the iam:SimulatePrincipalPolicy action"
        with pytest.raises(ClientError, match=text):
            ask(box, keys)
        self.permit(box, allow("iam:SimulatePrincipalPolicy", resource=USER))
        assert ask(box, keys) == ["a:A"]

    def test_an_explicit_deny_is_told_as_one(self, box, keys):
        self.permit(box, deny("iam:*"))
        with pytest.raises(ClientError, match="with an explicit deny in an identity-based policy"):
            ask(box, keys)

    def test_reading_a_role_is_judged_on_its_arn_with_the_path(self, box):
        role = box.add_role("deploy", path="/team/")
        box.client("iam").put_role_policy(
            RoleName="deploy",
            PolicyName="p",
            PolicyDocument=json.dumps(
                allow("iam:GetRole", resource="arn:aws:iam::123456789012:role/team/deploy")
            ),
        )
        iam = box.client("iam", keys=role)
        assert iam.get_role(RoleName="deploy")["Role"]["Path"] == "/team/"
        with pytest.raises(ClientError, match="assumed-role/deploy/gha-42 is not authorized"):
            iam.list_role_policies(RoleName="deploy")

    def test_nobody_needs_a_permission_to_ask_who_he_is(self, box, keys):
        assert box.client("sts", keys=keys).get_caller_identity()["Arn"] == USER

    def test_keys_of_nobody_are_refused(self, box, keys):
        nobody = type(keys)("AKIANOBODY", "none")
        with pytest.raises(ClientError, match="security token included in the request is invalid"):
            box.client("sts", keys=nobody).get_caller_identity()


def test_the_environment_has_what_tools_need(box, keys):
    assert box.env(keys) == {
        "AWS_ENDPOINT_URL": box.url,
        "AWS_ACCESS_KEY_ID": keys.access_key,
        "AWS_SECRET_ACCESS_KEY": keys.secret_key,
        "AWS_DEFAULT_REGION": "us-west-2",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def test_a_shape_that_never_was_is_refused():
    with pytest.raises(AssertionError, match="newer"):
        Sandbox("newer")
