from __future__ import annotations

import json

from tests.sandbox import Caller, allow
from tests.sandbox_tests.asking import decisions, hold, simulate


def sources(result):
    return [found["SourcePolicyId"] for found in result["MatchedStatements"]]


def test_a_user_has_its_own_its_groups_and_the_managed_policies(box):
    hold(box, allow("a:A"))
    iam = box.client("iam")
    iam.create_group(GroupName="Ufo")
    iam.put_group_policy(GroupName="Ufo", PolicyName="in", PolicyDocument=json.dumps(allow("a:A")))
    iam.attach_group_policy(GroupName="Ufo", PolicyArn=box.add_policy("Team", allow("a:A")))
    iam.add_user_to_group(GroupName="Ufo", UserName="dev")
    iam.attach_user_policy(UserName="dev", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    (result,) = simulate(box, "a:A")
    assert sources(result) == ["user_dev_p1", "AdministratorAccess", "group_Ufo_in", "Team"]


def test_a_role_and_a_group_can_be_simulated(box):
    box.add_role("deploy", path="/team/")
    iam = box.client("iam")
    iam.put_role_policy(RoleName="deploy", PolicyName="in", PolicyDocument=json.dumps(allow("a:A")))
    iam.create_group(GroupName="Ufo")
    (result,) = simulate(box, "a:A", source="arn:aws:iam::123456789012:role/team/deploy")
    assert sources(result) == ["role_deploy_in"]
    assert decisions(box, "a:A", source="arn:aws:iam::123456789012:group/Ufo") == ["implicitDeny"]


def test_a_principal_is_found_by_its_name_whatever_the_path(box):
    box.add_role("deploy", path="/team/ci/")
    box.add_user("dev", path="/ci/")
    for source in ("role/deploy", "role/other/deploy", "user/dev", "user/x/dev"):
        assert decisions(box, "a:A", source=f"arn:aws:iam::123456789012:{source}") == [
            "implicitDeny"
        ]


def test_a_session_is_of_its_role_and_drops_the_path(box):
    keys = box.add_role("deploy", path="/team/ci/", session="gha-42")
    said = box.client("sts", keys=keys).get_caller_identity()
    role = box.client("iam", keys=keys).get_role(RoleName="deploy")["Role"]
    assert said["Arn"] == "arn:aws:sts::123456789012:assumed-role/deploy/gha-42"
    assert said["UserId"] == f"{role['RoleId']}:gha-42"
    assert role["Arn"] == "arn:aws:iam::123456789012:role/team/ci/deploy"


def test_the_caller_can_be_anybody(box):
    keys = box.add_user("dev")
    sts = box.client("sts", keys=keys)
    box.answer_as(Caller.root())
    assert sts.get_caller_identity()["Arn"] == "arn:aws:iam::123456789012:root"
    box.answer_as(Caller.federated("alice"))
    assert sts.get_caller_identity()["Arn"].endswith(":federated-user/alice")
    box.answer_as(None)
    assert sts.get_caller_identity()["Arn"] == "arn:aws:iam::123456789012:user/dev"


def test_other_partitions_follow_the_region(box):
    keys = box.add_user("dev", region="cn-north-1")
    said = box.client("sts", keys=keys, region="cn-north-1").get_caller_identity()
    assert said["Arn"] == "arn:aws-cn:iam::123456789012:user/dev"
    answer = box.client("iam", keys=keys, region="cn-north-1").simulate_principal_policy(
        PolicySourceArn=said["Arn"], ActionNames=["a:A"]
    )
    assert answer["EvaluationResults"][0]["EvalDecision"] == "implicitDeny"


def test_reset_empties_the_account(box):
    hold(box, allow("a:A"))
    box.add_policy("Team", allow("a:A"))
    box.add_role("deploy")
    box.reset()
    iam = box.client("iam")
    assert iam.list_users()["Users"] == []
    assert iam.list_roles()["Roles"] == []
    assert iam.list_policies(Scope="Local")["Policies"] == []
