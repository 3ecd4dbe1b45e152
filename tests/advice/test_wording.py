"""The sentence for every reason, whole."""

from __future__ import annotations

import json

import pytest

from tests.render.reports import (
    ACCOUNT,
    DENIED,
    DEPLOYER,
    USER,
    decided,
    requirement,
    row,
    statement,
)
from ufo_preflight.advice.group import groups_of
from ufo_preflight.advice.wording import to_paste, wording
from ufo_preflight.model import (
    ContextEntry,
    Decision,
    Layer,
    NearMiss,
    Need,
    Question,
    Reason,
    Result,
)
from ufo_preflight.report import ActionResult, Check, CheckResult, Requirement

SCP, BOUNDARY = Layer.SERVICE_CONTROL_POLICY, Layer.PERMISSIONS_BOUNDARY
RUNS = "ecs:CreateService"
MISS = NearMiss(statement("S", effect="Allow"), "resource", "Resource is a; asked b")
CONDITION = NearMiss(statement("S", effect="Allow"), "condition", "Bool x wants y", "x", ("y",))


def told(decision, check="ecs", **more):
    (group,) = groups_of([row(check, decision, **more)])
    return wording(group, USER)


@pytest.mark.parametrize(
    ("decision", "sentence"),
    [
        (DENIED, f"Allow {RUNS} on *: add it to a policy of user deployer."),
        (
            Decision.denied(Reason.IMPLICIT_DENY, Layer.IDENTITY, near_misses=[MISS]),
            f"Widen the resources of deploy.json:14:5 (Sid S) for {RUNS}. Resource is a; asked b.",
        ),
        (
            Decision.denied(Reason.IMPLICIT_DENY, Layer.IDENTITY, near_misses=[CONDITION]),
            (
                f"Meet the condition of deploy.json:14:5 (Sid S) for {RUNS}, or change it. "
                "Bool x wants y."
            ),
        ),
        (
            Decision.denied(Reason.EXPLICIT_DENY, Layer.IDENTITY, matched=[statement("S")]),
            (
                f"Remove or narrow the Deny in deploy.json:14:5 (Sid S): it refuses {RUNS} on *, "
                "and no Allow outweighs it."
            ),
        ),
        (
            Decision.denied(Reason.EXPLICIT_DENY, Layer.IDENTITY),
            (
                f"Find the Deny that refuses {RUNS} on * among the policies of user deployer, and "
                "narrow it: no Allow outweighs it."
            ),
        ),
        (
            Decision.denied(Reason.SCP, SCP, matched=[statement(line=0, policy="root")]),
            (
                f"Ask your organization's administrator to allow {RUNS} in account {ACCOUNT}: a "
                "service control policy (root, statement 2) refuses it, and no policy of the account "
                "lifts that."
            ),
        ),
        (
            Decision.denied(Reason.PERMISSIONS_BOUNDARY, BOUNDARY, also=[Layer.IDENTITY, SCP]),
            (
                f"Ask whoever set the permissions boundary of user deployer to allow {RUNS} on * in "
                "it: no other policy lifts that. That alone is not enough: the identity policies do "
                "not allow it and a service control policy refuses it as well."
            ),
        ),
        (
            Decision.denied(
                Reason.WRONG_SERVICE_PASSROLE, Layer.IDENTITY, detail="granted for ec2"
            ),
            (
                "Set the condition iam:PassedToService to ecs-tasks.amazonaws.com where "
                f"{RUNS} is allowed. Granted for ec2."
            ),
        ),
        (
            Decision.unknown(
                Reason.MISSING_CONTEXT,
                missing_context=["aws:multifactorauthpresent", "aws:SourceIp"],
            ),
            (
                "Say what the request will carry: --mfa --context aws:SourceIp=VALUE. "
                f"{RUNS} depends on it."
            ),
        ),
        (
            Decision.unknown(Reason.MISSING_CONTEXT),
            f"Say what the request will carry: --context KEY=VALUE. {RUNS} depends on it.",
        ),
        (
            Decision.unknown(Reason.SCOPED_ONLY, detail="Granted on a only."),
            f"Name the resource of {RUNS}: --resource ecs=ARN. Granted on a only.",
        ),
        (
            Decision.unknown(Reason.SIMULATE_DENIED),
            ("Let the caller ask AWS's simulator, with this statement in one of its policies:"),
        ),
        (
            Decision.unknown(Reason.THROTTLED, detail="Rate exceeded"),
            "Wait a few minutes and run again: AWS throttled the simulator, nothing was denied.",
        ),
        (
            Decision.unknown(Reason.NOT_SUPPORTED_PRINCIPAL, detail="root has no policies"),
            "Name the user or role that will deploy: --principal-arn ARN. Root has no policies.",
        ),
        (
            Decision.unknown(Reason.REFUSED_BY_API, detail="bad key!"),
            "Correct what AWS refused, and run again. Bad key!",
        ),
        (
            Decision.unknown(Reason.NO_RESULT, detail="the connection was cut"),
            f"Run again, {RUNS} got no answer. The connection was cut.",
        ),
    ],
)
def test_the_sentence(decision, sentence):
    assert told(decision) == sentence


def test_the_statement_to_paste_is_three_lines_of_json():
    (group,) = groups_of([row("ecs", Decision.unknown(Reason.SIMULATE_DENIED))])
    lines = to_paste(group, USER)
    assert len(lines) == 3
    assert json.loads("\n".join(lines)) == {
        "Effect": "Allow",
        "Action": "iam:SimulatePrincipalPolicy",
        "Resource": DEPLOYER,
    }


def test_a_role_is_allowed_to_be_passed_to_its_service_alone():
    context = (ContextEntry("iam:PassedToService", ("ecs-tasks.amazonaws.com",)),)
    question = Question("iam:PassRole", "arn:aws:iam::1:role/task", context)
    asked = Requirement("passrole", question, "why", "source")
    check = Check("passrole", "PassRole", Need.REQUIRED, "why", (asked,))
    (group,) = groups_of([CheckResult(check, Result.FAIL, (ActionResult(asked, DENIED),))])
    assert wording(group, USER) == (
        "Allow iam:PassRole on arn:aws:iam::1:role/task, passed to ecs-tasks.amazonaws.com only: "
        "add it to a policy of user deployer."
    )


def test_passrole_has_a_flag_of_its_own():
    unknown = Decision.unknown(Reason.SCOPED_ONLY)
    assert told(unknown, "passrole") == "Name the resource of iam:PassRole: --passrole-arn ARN."


@pytest.mark.parametrize(
    ("count", "named"),
    [
        (1, "ecs:0"),
        (2, "ecs:0 and ecs:1"),
        (3, "ecs:0, ecs:1 and ecs:2"),
        (4, "ecs:0, ecs:1, ecs:2 and ecs:3"),
        (5, "ecs:0, ecs:1, ecs:2 and 2 more"),
        (14, "ecs:0, ecs:1, ecs:2 and 11 more"),
    ],
)
def test_many_actions_are_folded(count, named):
    asked = [requirement("ecs", f"ecs:{number}") for number in range(count)]
    (group,) = groups_of([decided("ecs", [(one, DENIED) for one in asked])])
    assert wording(group, USER) == f"Allow {named} on *: add it to a policy of user deployer."


def test_many_resources_are_counted():
    asked = [requirement("ecs", resource=name) for name in "ab"]
    (group,) = groups_of([decided("ecs", [(one, DENIED) for one in asked])])
    assert wording(group, USER).startswith("Allow ecs:CreateService on 2 resources: ")


def test_a_service_linked_role_is_made_once_by_a_command():
    check = Check("slr", "Roles", Need.OPTIONAL, "First use.", (), advisory=True)
    found = [
        ActionResult(
            Requirement(
                "slr",
                Question(
                    "iam:CreateServiceLinkedRole",
                    context=(ContextEntry("iam:AWSServiceName", (service,)),),
                ),
                "why",
                "source",
            ),
            Decision.denied(Reason.IMPLICIT_DENY, Layer.IDENTITY, detail=detail),
        )
        for service, detail in (
            ("ecs.amazonaws.com", "AWSServiceRoleForECS does not exist."),
            ("elasticloadbalancing.amazonaws.com", "No policy allows it"),
        )
    ]
    (group,) = groups_of([CheckResult(check, Result.WARN, tuple(found))])
    assert wording(group, USER) == (
        "Run once, where the role does not exist yet: "
        "aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com; "
        "aws iam create-service-linked-role --aws-service-name elasticloadbalancing.amazonaws.com. "
        "AWSServiceRoleForECS does not exist. No policy allows it. "
        "Advisory, does not count as required: First use."
    )
