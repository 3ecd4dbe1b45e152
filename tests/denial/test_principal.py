import pytest

from ufo_preflight.denial.denial import TextReading
from ufo_preflight.denial.principal import DEPLOY_PAGE, TASK_PAGE, RefusedKind, principal_of

STS = "arn:aws:sts::111122223333:assumed-role"
TASK_ID = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("principal", "kind", "name"),
    [
        (f"{STS}/cfn/AWSCloudFormation", "cloudformation-role", "CloudFormation's role cfn"),
        ("AWSCloudFormation", "cloudformation-role", "CloudFormation's service role"),
        (f"{STS}/web-TaskRole-1/{TASK_ID}", "task-role", "the task role web-TaskRole-1"),
        (f"{STS}/web-ExecRole/{TASK_ID}", "execution-role", "the task execution role web-ExecRole"),
        (f"{STS}/gha/GitHubActions", "ci-role", "the CI role gha"),
        (f"{STS}/build/AWSCodeBuild-1", "ci-role", "the CI role build"),
        (f"{STS}/AWSReservedSSO_Dev_0a1b/ana", "sso-role", "the permission set Dev"),
        (f"{STS}/AWSServiceRoleForX/x", "service-linked-role", "the service-linked role AWSServiceRoleForX"),
        (f"{STS}/runner/i-0123456789abcdef0", "instance-role", "the instance role runner"),
        (f"{STS}/deployer/ana", "role", "the role deployer"),
        ("arn:aws:iam::111122223333:user/team/ana", "user", "the user ana"),
        ("arn:aws:iam::111122223333:root", "root", "the root user"),
        ("arn:aws:sts::111122223333:federated-user/x", "federated-user", "the federated user x"),
        ("anonymous", "anonymous", "an anonymous caller"),
        ("…", "unknown", "the caller"),
        (None, "unknown", "the caller"),
    ],
)  # fmt: skip
def test_the_principal_tells_whose_permission_it_is(principal, kind, name):
    who = principal_of(TextReading(principal=principal))
    assert (who.kind.value, who.name) == (kind, name)
    assert who.whose.endswith(".")


def test_ufo_s_page_on_task_roles_applies_at_run_time_only():
    at_run_time = TextReading(principal=f"{STS}/web/{TASK_ID}", action="s3:GetObject")
    assert principal_of(at_run_time).page == TASK_PAGE
    assert principal_of(TextReading(principal=f"{STS}/deployer/ana")).page == DEPLOY_PAGE


def test_what_the_agent_does_before_the_containers_run_is_the_execution_role_s():
    pulled = TextReading(
        principal=f"{STS}/web/{TASK_ID}", action="ecr:BatchGetImage", at_run_time=True
    )
    assert principal_of(pulled).kind is RefusedKind.EXECUTION_ROLE
    assert principal_of(TextReading(at_run_time=True)).kind is RefusedKind.EXECUTION_ROLE


def test_no_statement_counts_for_root_and_service_linked_roles():
    for principal in ("arn:aws:iam::1:root", f"{STS}/AWSServiceRoleForECS/x", "anonymous"):
        assert not principal_of(TextReading(principal=principal)).takes_statements
