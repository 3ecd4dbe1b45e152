import json
from pathlib import Path

import pytest

from tests.denial.messages import (
    BOUNDARY,
    OWN_CASES,
    SERVICE,
    TASK_ROLE,
    USER,
    message,
    no_identity,
    read_cases,
)
from ufo_preflight.denial import DenialReason, Fixer, explain

MAY_HAVE_A_STATEMENT = {"identity_implicit", "unspecified"}
CROSS = "arn:aws:ecr:us-west-2:444455556666:repository/demo"


def advice(text):
    (denial,) = explain(text)
    return denial.advice


@pytest.mark.parametrize("case", read_cases(OWN_CASES), ids=lambda case: case["text"][:60])
def test_no_identity_statement_where_it_could_not_help(case):
    (denial,) = explain(case["text"])
    if denial.reason not in MAY_HAVE_A_STATEMENT or denial.problem:
        assert denial.advice.statement == ""
    elif denial.advice.statement:
        assert json.loads(denial.advice.statement)["Effect"] == "Allow"
    assert denial.advice.todo[0].isupper() or denial.advice.todo.startswith(denial.action)


def test_an_identity_denial_gets_its_statement_row_and_page():
    found = advice(message("ecs:CreateService", SERVICE, no_identity("ecs:CreateService")))
    assert found.todo == "Add this statement to the identity policies of the user ana."
    assert json.loads(found.statement) == {
        "Effect": "Allow",
        "Action": "ecs:CreateService",
        "Resource": SERVICE,
    }
    assert (found.check, found.fixer) == ("ecs", Fixer.PRINCIPAL_OWNER)
    assert found.page == "https://ufoships.com/docs/intro/iam/deploy/"


def test_the_call_and_the_missing_action_are_told_apart():
    text = "when calling the RunTask operation: " + message(
        "iam:PassRole", TASK_ROLE, no_identity("iam:PassRole")
    )
    found = advice(text)
    assert found.notes[0] == "The call was RunTask; AWS checks iam:PassRole inside it."
    assert found.check == "passrole"
    assert json.loads(found.statement)["Condition"] == {
        "StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}
    }


def test_a_quarantine_policy_is_called_a_leaked_key():
    policy = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"
    tail = f"with an explicit deny in an identity-based policy: {policy}"
    found = advice(message("s3:GetObject", "*", tail))
    assert found.todo.startswith("Treat the access key of the user ana as leaked")
    assert "AWSCompromisedKeyQuarantineV3" in found.todo
    assert (found.fixer, found.statement) == (Fixer.SECURITY_TEAM, "")


@pytest.mark.parametrize(
    ("tail", "fixer"),
    [
        ("with an explicit deny in a service control policy", Fixer.ORGANIZATION_ADMINISTRATOR),
        ("because no resource control policy allows", Fixer.ORGANIZATION_ADMINISTRATOR),
        (f"with an explicit deny in a permissions boundary: {BOUNDARY}", Fixer.BOUNDARY_OWNER),
        ("because no session policy allows", Fixer.SESSION_CREATOR),
        ("because no VPC endpoint policy allows", Fixer.ENDPOINT_OWNER),
        ("because no resource-based policy allows", Fixer.RESOURCE_OWNER),
        ("because no role trust policy allows", Fixer.ROLE_OWNER),
        ("with an explicit deny in an identity-based policy", Fixer.PRINCIPAL_OWNER),
        ("with an explicit deny", Fixer.YOU),
    ],
)
def test_every_layer_has_its_owner(tail, fixer):
    assert advice(message("ecs:CreateService", SERVICE, tail)).fixer is fixer


def test_a_region_that_a_policy_may_exclude_is_named():
    found = advice(
        message("ecs:CreateService", SERVICE, "with an explicit deny in a service control policy")
    )
    assert "check whether us-west-2 is allowed" in found.notes[-1]


def test_across_accounts_the_owner_of_the_resource_has_to_act():
    found = advice(message("ecr:PutImage", CROSS))
    assert found.statement == ""
    assert found.todo.startswith("Ask the owner of account 444455556666")
    both = advice(message("ecr:PutImage", CROSS, no_identity("ecr:PutImage")))
    assert both.statement
    assert "444455556666" in both.notes[-1]


def test_root_is_not_offered_a_statement():
    root = "arn:aws:iam::111122223333:root"
    found = advice(message("ecs:CreateService", SERVICE, principal=root))
    assert found.statement == ""
    assert "no identity policy limits the root user" in found.todo


def test_assuming_a_role_is_a_matter_of_its_trust_policy():
    found = advice(message("sts:AssumeRole", TASK_ROLE))
    assert found.todo == (
        "Make sure of one of the two: an identity policy of the user ana allows sts:AssumeRole on it"
        f" (and the trust policy names the account), or the trust policy of {TASK_ROLE} names {USER}."
    )
    assert json.loads(found.statement)["Resource"] == TASK_ROLE
    other = advice(message("sts:AssumeRole", TASK_ROLE.replace("111122223333", "444455556666")))
    assert other.todo.startswith("Make sure of both, because the role is another account's: ")
    web = advice("Not authorized to perform sts:AssumeRoleWithWebIdentity")
    assert "`aud` and `sub` must match" in web.notes[0]
    assert other.statement == web.statement == ""


def test_an_encoded_message_comes_with_the_command_that_opens_it():
    found = advice(
        "You are not authorized to perform this operation."
        " Encoded authorization failure message: ABCDEFGHIJKLMNOPQRST"
    )
    assert " ".join(found.commands) == (
        "aws sts decode-authorization-message --encoded-message=ABCDEFGHIJKLMNOPQRST"
        " --query DecodedMessage --output text"
    )


def test_a_service_linked_role_is_aws_s_to_edit():
    role = "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForECS/x"
    found = advice(message("ecs:CreateService", SERVICE, no_identity("ecs:CreateService"), role))
    assert found.statement == ""
    assert found.todo.startswith("Open a case with AWS")


def test_every_page_that_is_printed_has_the_section_on_its_reason():
    page = (Path(__file__).parents[2] / "docs" / "denials.md").read_text(encoding="utf-8")
    headings = {line.removeprefix("## ") for line in page.splitlines() if line.startswith("## ")}
    assert headings == {reason.value for reason in DenialReason}
    for case in read_cases(OWN_CASES):
        (denial,) = explain(case["text"])
        name, _, anchor = denial.advice.docs.partition("#")
        assert (name, anchor) == ("denials/", denial.reason.value)
