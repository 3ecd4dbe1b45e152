"""Which rows a ship needs, and what each asks: proved on real recorded ships."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.fakes import RuleDecider
from tests.project.projects import V4, V5, facts, files, v6
from tests.project.recorded import calls_of, read_shared, recorded
from ufo_preflight.arn import overlap
from ufo_preflight.aws.batches import is_spare, plan
from ufo_preflight.catalog import load_catalogue
from ufo_preflight.catalog.select import Selection, for_service_role, select
from ufo_preflight.catalog.ship import Feature, ShipFacts
from ufo_preflight.check import run_check
from ufo_preflight.context import Surroundings
from ufo_preflight.errors import UnknownCheckError
from ufo_preflight.model import ContextEntry, Decision, Need, Question
from ufo_preflight.outcome import Check, Requirement

PLACE = {"partition": ("aws",), "account": ("123456789012",), "region": ("us-east-1",)}
CATALOGUE = load_catalogue()
USER = "arn:aws:iam::123456789012:user/dee"


def rows(found: ShipFacts, **selection):
    placed = replace(found, names={**found.names, **PLACE})
    checks = select(CATALOGUE, placed, Selection(**selection))
    return {row.id: row for row in checks}


def asked(checks):
    return {each.question.action for row in checks.values() for each in row.requirements}


def needs(checks):
    return {row.id: row.need for row in checks.values()}


@recorded
@pytest.mark.parametrize("built", [False, True])
def test_every_recorded_call_is_asked(folder, built):
    checks = rows(read_shared(folder, built=built), full=True)
    assert {call["iam_action"] for call in calls_of(folder)} <= asked(checks)


NAMED = {
    "cloudformation:": ("stack_name", "arn:aws:cloudformation:us-east-1:123456789012:stack/{}/id"),
    "logs:CreateLogGroup": (
        "log_group_name",
        "arn:aws:logs:us-east-1:123456789012:log-group:{}:log-stream:",
    ),
    "ecs:DescribeServices": ("services", "{}"),
    "ecs:DescribeTasks": ("tasks", "{}"),
}


@recorded
def test_every_resource_that_a_recorded_call_names_is_covered(folder):
    checks = rows(read_shared(folder, built=False), full=True)
    patterns = {
        (each.question.action, each.resource)
        for row in checks.values()
        for each in row.requirements
    }
    for call in calls_of(folder):
        action = call["iam_action"]
        key, form = next(
            (value for name, value in NAMED.items() if action.startswith(name)), ("", "")
        )
        named = call["params"].get(key, []) if key else []
        for name in [named] if isinstance(named, str) else named:
            arn = form.format(name)
            assert any(of == action and overlap(arn, pattern) for of, pattern in patterns), arn


@recorded
def test_no_row_is_demanded_that_the_ship_does_not_use(folder):
    demanded = {
        row
        for row, need in needs(rows(read_shared(folder, built=False))).items()
        if need is Need.REQUIRED
    }
    calls = {call["iam_action"].partition(":")[0] for call in calls_of(folder)}
    made = {"iam", "passrole", "ec2"}
    if "elasticloadbalancing" in calls:
        made |= {"elb", "elbv2"}
    if "application-autoscaling" in calls:
        made.add("autoscaling")
    if folder.name == "c_dns":
        made.add("route53")
    assert demanded == (calls & {"cloudformation", "ecr", "ecs", "logs"}) | made


def questions(found):
    decider = RuleDecider(lambda _question: Decision.allowed())
    run_check(rows(found, full=True).values(), Surroundings("us-west-2", "aws", USER), decider)
    return decider.asked


def test_every_action_of_a_plain_web_project_takes_fifteen_calls_at_most():
    batches = [batch for batch in plan(questions(facts(v6())), USER) if not is_spare(batch)]
    # And two more: who is calling, and whether the stack has a service role.
    assert len(batches) + 2 <= 15


def test_the_default_report_asks_one_action_a_row():
    checks = rows(facts(v6()))
    actions = {
        row.id: {each.question.action for each in row.requirements} for row in checks.values()
    }
    assert actions == {
        "autoscaling": {"application-autoscaling:RegisterScalableTarget"},
        "cloudformation": {"cloudformation:CreateStack"},
        "ec2": {"ec2:CreateSecurityGroup"},
        "ecr": {"ecr:PutImage"},
        "ecs": {"ecs:CreateService"},
        "elb": {"elasticloadbalancing:DescribeLoadBalancers"},
        "elbv2": {"elasticloadbalancing:CreateLoadBalancer"},
        "iam": {"iam:CreateRole"},
        "logs": {"logs:CreateLogGroup"},
        "route53": set(),
        "passrole": {"iam:PassRole"},
    }


def test_without_a_project_the_general_rules_hold():
    checks = rows(ShipFacts())
    assert needs(checks) == {rule.id: rule.need for rule in CATALOGUE.checks[:11]}
    assert {row.id: row.why for row in checks.values()} == {
        rule.id: rule.why for rule in CATALOGUE.checks[:11]
    }


@pytest.mark.parametrize(
    ("settings", "row"),
    [
        ("  config.autoscaling.enabled = false", "autoscaling"),
        ('  config.docker.repo = "org/shop"', "ecr"),
        ("  config.elb.enabled = false", "elbv2"),
        ("", "route53"),
    ],
)
def test_a_row_that_does_not_apply_stays_and_says_why(settings, row):
    found = rows(facts(v6(settings)))[row]
    assert (found.need, found.requirements) == (Need.NO, ())
    assert found.why.startswith("`config.")


@pytest.mark.parametrize(
    ("settings", "changed"),
    [
        ("  config.autoscaling.enabled = false", {"autoscaling": Need.NO}),
        ('  config.docker.repo = "org/shop"', {"ecr": Need.NO}),
        ('  config.dns.domain = "a.com"', {"route53": Need.REQUIRED}),
        ("  config.elb.enabled = false", {"elb": Need.NO, "elbv2": Need.NO}),
        ('  config.elb.existing.target_group = "arn:x"', {"elbv2": Need.NO}),
        ("  config.dns.domain = find", {"route53": Need.REQUIRED}),
    ],
)
def test_a_switch_flips_its_rows_and_no_other(settings, changed):
    before, after = needs(rows(facts(v6()))), needs(rows(facts(v6(settings))))
    assert {row: need for row, need in after.items() if before[row] is not need} == changed


@pytest.mark.parametrize(("tree", "version"), [(V4, 4), (V5, 5)])
def test_earlier_versions_have_their_own_rows(tree, version):
    checks = rows(facts(files(tree)))
    assert checks["autoscaling"].why == f"UFO {version} makes no use of it."
    assert [row for row, need in needs(checks).items() if need is Need.NO] == (
        ["autoscaling", "route53"]
        if version == 5
        else ["autoscaling", "iam", "route53", "passrole"]
    )


def test_the_rows_beyond_the_page_come_with_full_and_only_advise():
    checks = rows(facts(v6()), full=True)
    beyond = list(checks.values())[11:]
    assert [row.id for row in beyond] == [rule.id for rule in CATALOGUE.checks[11:]]
    assert all(each.advisory for row in beyond for each in row.requirements)


def test_a_row_that_advises_counts_when_it_is_required_by_name():
    checks = rows(facts(v6()), require=frozenset({"cloudwatch"}))
    row = checks["cloudwatch"]
    assert row.need is Need.REQUIRED
    assert not any(each.advisory for each in row.requirements)


def test_what_is_set_but_not_readable_is_uncertain_and_never_only_advises():
    row = rows(facts(v6("  config.cfn.tags = team_tags")), full=True)["iam"]
    tags = [each for each in row.requirements if each.question.action == "iam:TagRole"]
    assert tags
    assert all(each.uncertain and not each.advisory for each in tags)


def test_passrole_is_asked_for_the_service_that_each_role_is_passed_to():
    row = rows(facts(v6()), full=True)["passrole"]
    passed = [
        (
            each.resource.rpartition("/")[2],
            each.question.context[0].values[0],
            each.advisory,
        )
        for each in row.requirements
        if each.question.action == "iam:PassRole"
    ]
    assert passed == [
        ("shop-web-dev-TaskRole-*", "ecs-tasks.amazonaws.com", False),
        ("shop-web-dev-ExecutionRole-*", "ecs-tasks.amazonaws.com", False),
        ("shop-web-dev-ScalingRole-*", "application-autoscaling.amazonaws.com", True),
    ]


def test_a_phase_asks_only_what_belongs_to_it():
    checks = rows(facts(v6()), full=True, phases=frozenset({"destroy"}))
    assert "cloudformation:DeleteStack" in asked(checks)
    assert not asked(checks) & {"cloudformation:CreateStack", "ecs:UpdateService", "ecr:PutImage"}
    assert checks["ecr"].why == "`ecr_repo` is not called."


def test_a_resource_of_the_user_takes_the_place_of_its_type():
    arn = "arn:aws:ecs:us-east-1:123456789012:service/mine/web"
    row = rows(facts(v6()), full=True, resources={"ecs": arn})["ecs"]
    by_action = {each.question.action: each.resource for each in row.requirements}
    assert by_action["ecs:CreateService"] == arn
    assert by_action["ecs:RegisterTaskDefinition"].endswith(":task-definition/shop-web-dev:*")


def test_nothing_is_asked_twice():
    for row in rows(facts(v6()), full=True).values():
        keys = [(each.question, each.known) for each in row.requirements]
        assert len(keys) == len(set(keys))


def test_only_and_skip_leave_rows_undecided():
    checks = rows(facts(v6()), only=frozenset({"ecs"}), skip=frozenset({"ecs"}))
    assert all(row.skipped for row in checks.values())


def test_an_unknown_check_is_refused():
    with pytest.raises(UnknownCheckError, match="there is no check 'elasticsearch'"):
        rows(ShipFacts(), only=frozenset({"elasticsearch"}))


def test_a_why_is_that_of_what_is_used():
    found = ShipFacts(features={"elb_reads": Feature(used=True, why="So it is.")})
    assert rows(found)["elb"].why == "So it is."


ROLE = "arn:aws:iam::111122223333:role/cloudformation"


def check_with(check_id, *stages):
    requirements = tuple(
        Requirement(check_id, Question(f"ecs:{stage}"), "why", "source", stage=stage)
        for stage in stages
    )
    return Check(check_id, check_id, Need.REQUIRED, "why", requirements)


def test_only_what_cloudformation_does_is_asked_of_the_role():
    (row,) = for_service_role([check_with("ecs", "direct", "cloudformation")], ROLE)
    assert [each.question.principal for each in row.requirements] == [None, ROLE]


def test_passing_the_role_is_the_callers_and_only_advises():
    (row,) = for_service_role([check_with("passrole", "cloudformation")], ROLE)
    first, passed = row.requirements
    assert first.question.principal == ROLE
    assert passed.question == Question(
        "iam:PassRole",
        ROLE,
        (ContextEntry("iam:PassedToService", ("cloudformation.amazonaws.com",)),),
    )
    assert passed.advisory
