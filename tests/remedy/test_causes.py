"""What stands behind rows that are not a pass: one cause, one line, and every sentence whole."""

from __future__ import annotations

import json
import re

import pytest

from tests.render.reports import (
    ACCOUNT,
    ALLOWED,
    BLOCKED,
    DENIED,
    DEPLOYER,
    FILES,
    NO_ROLES,
    READY,
    REPORTS,
    SKIPPED,
    USER,
    decided,
    requirement,
    row,
    statement,
)
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
from ufo_preflight.outcome import ActionResult, Check, CheckResult, Requirement
from ufo_preflight.remedy.causes import causes, groups_of, hints, to_paste, wording
from ufo_preflight.report import Cause

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
                f"{RUNS} on * is explicitly denied by deploy.json:14:5 (Sid S). Remove or narrow "
                "that Deny; an Allow cannot override it."
            ),
        ),
        (
            Decision.denied(Reason.EXPLICIT_DENY, Layer.IDENTITY),
            (
                f"{RUNS} on * is explicitly denied by an identity policy of user deployer. Remove "
                "or narrow that Deny; an Allow cannot override it."
            ),
        ),
        (
            Decision.denied(Reason.SCP, SCP, matched=[statement(line=0, policy="root", layer=SCP)]),
            (
                f"Ask the organization's administrator to remove or narrow the Deny on {RUNS} on * "
                f"in account {ACCOUNT} in the service control policies (root, statement 2): no "
                "policy in the account can override them."
            ),
        ),
        (
            Decision.denied(Reason.PERMISSIONS_BOUNDARY, BOUNDARY, also=[Layer.IDENTITY, SCP]),
            (
                f"Ask the owner of the permissions boundary of user deployer to allow {RUNS} on * "
                "in it: no other policy can override it. That alone is not enough. Ask the "
                f"organization's administrator to allow {RUNS} on * in account {ACCOUNT} in the "
                "service control policies: no policy in the account can override them. That alone "
                f"is not enough. Allow {RUNS} on *: add it to a policy of user deployer."
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
                f"{RUNS} depends on aws:multifactorauthpresent, aws:SourceIp. "
                "If the deploy uses MFA, add --mfa, else --no-mfa; add --context aws:SourceIp:ip=VALUE."
            ),
        ),
        (
            Decision.unknown(Reason.MISSING_CONTEXT),
            f"{RUNS} depends on a condition key. Add --context KEY=VALUE.",
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
    planned = Check("passrole", "PassRole", Need.REQUIRED, "why", (asked,))
    (group,) = groups_of([CheckResult(planned, Result.FAIL, (ActionResult(asked, DENIED),))])
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


def shape(*rows):
    return [(group.checks, group.actions, group.resources) for group in groups_of(rows)]


def explicit(*matched):
    return Decision.denied(Reason.EXPLICIT_DENY, Layer.IDENTITY, matched=matched)


def near(sid):
    miss = NearMiss(statement(sid), "resource", "other")
    return Decision.denied(Reason.IMPLICIT_DENY, Layer.IDENTITY, near_misses=[miss])


def test_an_allowed_action_is_in_no_group():
    assert shape(row("ecs", ALLOWED)) == []


def test_a_service_that_is_not_granted_is_one_group():
    denied = [found for found in BLOCKED.checks if found.check.id == "ecs"]
    ((checks, actions, resources),) = shape(*denied)
    assert (checks, len(actions), len(resources)) == (("ecs",), 12, 1)


def test_one_statement_that_denies_two_rows_is_one_group():
    found = shape(row("ecs", explicit(NO_ROLES)), row("iam", explicit(NO_ROLES)))
    assert found == [(("ecs", "iam"), ("ecs:CreateService", "iam:CreateRole"), ("*",))]


def test_two_statements_are_two_groups():
    found = [row("ecs", explicit(statement("A"))), row("iam", explicit(statement("B")))]
    assert len(groups_of(found)) == 2


def test_the_nearest_statement_tells_implicit_denials_apart():
    asked = [requirement("ecs", f"ecs:{name}") for name in "abc"]
    found = decided("ecs", zip(asked, [near("A"), near("B"), near("A")], strict=True))
    assert [group.actions for group in groups_of([found])] == [("ecs:a", "ecs:c"), ("ecs:b",)]


def test_another_principal_is_another_cause():
    role = "arn:aws:iam::111122223333:role/cloudformation"
    asked = [requirement("ecs"), requirement("ecs", principal=role)]
    found = groups_of([decided("ecs", [(one, DENIED) for one in asked])])
    assert [group.principal for group in found] == [None, role]


def test_the_pattern_stands_for_a_resource_that_is_not_known():
    assert shape(row("ecs", DENIED, pattern="arn:aws:ecs:*"))[0][2] == ("arn:aws:ecs:*",)
    assert shape(row("ecs", DENIED, resource="a", pattern="b"))[0][2] == ("b",)


def test_what_does_not_count_says_so_and_what_counts_does_not():
    optional, required = groups_of([row("ecr", DENIED), row("ecs", DENIED)])
    assert optional.exemption.startswith("Optional, does not count as required: Only if the image")
    assert required.exemption == ""


def test_an_advisory_row_counts_only_when_it_is_required_by_name():
    pairs = [(requirement("ecs"), DENIED)]
    (asked,) = groups_of([decided("ecs", pairs, advisory=True, why="Rarely.", need=Need.OPTIONAL)])
    assert asked.exemption == "Advisory, does not count as required: Rarely."
    (required,) = groups_of([decided("ecs", pairs, advisory=True, need=Need.REQUIRED)])
    assert required.exemption == ""


def test_an_unknown_optional_row_has_nothing_to_be_exempted_from():
    (group,) = groups_of([row("ecr", Decision.unknown(Reason.THROTTLED))])
    assert group.exemption == ""


def test_a_pass_has_neither_hint_nor_cause():
    assert causes(READY.checks, USER) == ()
    assert {found.hint for found in hints(READY.checks, USER)} == {""}


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_every_row_that_is_not_a_pass_has_a_cause_and_a_hint(report):
    explained = {check for cause in report.causes for check in cause.checks}
    assert explained == {
        found.check.id for found in report.checks if found.result is not Result.PASS
    }
    for found in report.checks:
        assert bool(found.hint) is (found.result is not Result.PASS)


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_every_line_says_what_to_do(report):
    todo = re.compile(
        r"(^|[.] )(Add|Allow|Ask|Correct|If .*, add|Let|Meet|Name|Remove|Run|Set|Wait|Widen) "
    )
    for cause in report.causes:
        assert todo.search(cause.action) or cause.action == "Not needed by this project."


def test_every_action_that_is_not_allowed_is_in_exactly_one_cause():
    open_actions = [
        one.requirement.question.action
        for found in BLOCKED.checks
        for one in found.actions
        if one.decision is not ALLOWED
    ]
    named = [action for cause in BLOCKED.causes for action in cause.actions]
    assert sorted(named) == sorted(open_actions)


def test_what_lies_in_the_asking_is_one_line_for_all_rows():
    throttled = Decision.unknown(Reason.THROTTLED, detail="one text")
    other = Decision.unknown(Reason.THROTTLED, detail="another")
    found = causes([row("ecs", throttled), row("ecr", other)], USER)
    assert [cause.checks for cause in found] == [("ecs", "ecr")]


def test_the_hint_of_a_row_is_of_that_row_alone():
    first, second = hints([row("ecs", DENIED), row("logs", DENIED)], FILES)
    assert first.hint == (
        "Allow ecs:CreateService on *: add it to an identity policy (--policy-file)."
    )
    assert second.hint == (
        "Allow logs:CreateLogGroup on *: add it to an identity policy (--policy-file)."
    )


def test_rows_that_nobody_was_asked_about_share_a_line():
    found = causes(SKIPPED.checks, USER)
    assert found == (
        Cause(
            "Run without --skip and --only to decide these rows: nothing is known of them.",
            ("ec2", "ecr"),
            (),
            result=Result.SKIPPED,
        ),
        Cause("Not needed by this project.", ("route53",), (), result=Result.SKIPPED),
    )


def test_the_advisory_actions_of_a_row_are_a_cause_of_their_own():
    found = decided(
        "ecs",
        [
            (requirement("ecs"), DENIED),
            (requirement("ecs", "ecs:TagResource", advisory=True), DENIED),
        ],
    )
    assert [cause.action for cause in causes([found], USER)] == [
        "Allow ecs:CreateService on *: add it to a policy of user deployer.",
        (
            "Allow ecs:TagResource on *: add it to a policy of user deployer. "
            "Advisory: a ship may succeed without it."
        ),
    ]
