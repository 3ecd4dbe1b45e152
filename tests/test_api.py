"""One way from check options to their report, whoever decides."""

from __future__ import annotations

import pytest

from tests.fakes import RuleDecider
from tests.sandbox.ufo_account import walk_through
from ufo_preflight.api import CheckOptions, checks_for, offline_identity, preflight, report_on
from ufo_preflight.caller import Identity, PrincipalKind
from ufo_preflight.catalog.select import Selection
from ufo_preflight.catalog.ship import ShipFacts
from ufo_preflight.errors import CredentialsError, UnknownCheckError, UsageError
from ufo_preflight.model import ContextEntry, Decision, Need, Overall, Result
from ufo_preflight.report import FailOn, Strictness

USER = "arn:aws:iam::111122223333:user/ci/dee"
IDENTITY = Identity(PrincipalKind.USER, USER, "111122223333", "aws", USER, "the caller's own ARN")
ROWS = (
    "autoscaling",
    "cloudformation",
    "ec2",
    "ecr",
    "ecs",
    "elb",
    "elbv2",
    "iam",
    "logs",
    "route53",
    "passrole",
)


def ask(rule=lambda _: Decision.allowed(), **options):
    decider = RuleDecider(rule)
    return report_on(CheckOptions(**options), IDENTITY, "us-west-2", decider), decider


def test_the_default_report_has_eleven_rows_in_the_interfaces_order():
    report, _ = ask()
    assert tuple(found.check.id for found in report.checks) == ROWS
    assert report.verdict is Overall.READY


def test_without_a_project_every_row_asks_for_what_changes_something_if_it_has_any():
    rows = checks_for(CheckOptions(), IDENTITY, "us-west-2")
    asked = [[requirement.question.action for requirement in row.requirements] for row in rows]
    assert asked == [
        ["application-autoscaling:RegisterScalableTarget"],
        ["cloudformation:CreateStack"],
        ["ec2:CreateSecurityGroup"],
        ["ecr:PutImage"],
        ["ecs:CreateService"],
        ["elasticloadbalancing:DescribeLoadBalancers"],
        ["elasticloadbalancing:CreateLoadBalancer"],
        ["iam:CreateRole"],
        ["logs:CreateLogGroup"],
        ["route53:ChangeResourceRecordSets"],
        ["iam:PassRole"],
    ]


def test_without_a_project_only_ecr_and_route53_are_optional_and_say_why():
    optional = [
        row
        for row in checks_for(CheckOptions(), IDENTITY, "us-west-2")
        if row.need is Need.OPTIONAL
    ]
    assert [(row.id, row.why) for row in optional] == [
        ("ecr", "Only if the image, or a FROM, is in ECR."),
        ("route53", "Only if a DNS record is configured."),
    ]


def test_every_question_is_asked_in_the_region_of_its_service():
    _, decider = ask()
    regions = {
        question.action.partition(":")[0]: entry.values[0]
        for question in decider.asked
        for entry in question.context
        if entry.key == "aws:RequestedRegion"
    }
    assert regions["ecs"] == "us-west-2"
    assert regions["iam"] == regions["route53"] == "us-east-1"


def test_the_users_context_is_in_every_question():
    entry = ContextEntry("aws:PrincipalTag/team", ("web",))
    _, decider = ask(context=(entry,))
    assert all(entry in question.context for question in decider.asked)


def test_named_roles_are_asked_one_by_one():
    roles = ("arn:aws:iam::111122223333:role/task", "arn:aws:iam::111122223333:role/execution")
    report, _ = ask(passrole_arns=roles)
    actions = report.checks[-1].actions
    assert tuple(action.requirement.question.resource for action in actions) == roles


def test_nobody_answering_is_undetermined():
    report, _ = ask(lambda _: None)
    assert {found.result for found in report.checks} == {Result.UNKNOWN}
    assert (report.verdict, report.exit_code) == (Overall.UNDETERMINED, 3)


@pytest.mark.parametrize(
    ("selection", "skipped"),
    [
        (Selection(skip=frozenset({"ecs"})), {"ecs"}),
        (Selection(only=frozenset({"ecs"})), set(ROWS) - {"ecs"}),
    ],
)
def test_a_row_that_is_left_out_stays_as_skipped(selection, skipped):
    report, _ = ask(selection=selection)
    found = {found.check.id for found in report.checks if found.result is Result.SKIPPED}
    assert found == skipped


def test_need_can_be_overridden_both_ways():
    selection = Selection(require=frozenset({"ecr"}), optional=frozenset({"ecs"}))
    rows = {
        row.id: row.need
        for row in checks_for(CheckOptions(selection=selection), IDENTITY, "us-west-2")
    }
    assert (rows["ecr"], rows["ecs"]) == (Need.REQUIRED, Need.OPTIONAL)


def test_an_unknown_check_is_an_error():
    with pytest.raises(UnknownCheckError, match="there is no check 'nope'"):
        ask(selection=Selection(skip=frozenset({"nope"})))


def test_the_strictness_reaches_the_report():
    strictness = Strictness(FailOn.ANY)
    assert ask(strictness=strictness)[0].strictness is strictness


def test_policy_files_stand_for_nobody_unless_a_principal_is_named():
    nobody = offline_identity(None, "cn-north-1")
    assert (nobody.kind, nobody.partition, nobody.policy_source_arn) == (
        PrincipalKind.POLICY_FILES,
        "aws-cn",
        None,
    )
    assert offline_identity(USER, "us-west-2").account == "111122223333"
    with pytest.raises(UsageError, match="is not an ARN"):
        offline_identity("dee", "")


def test_preflight_asks_aws_through_the_callers_session_and_never_prints(box, monkeypatch, capsys):
    import boto3

    keys = walk_through(box)
    for name, value in box.env().items():
        monkeypatch.setenv(name, value)
    session = boto3.Session(keys.access_key, keys.secret_key, region_name="us-west-2")
    report = preflight(session=session)
    assert (report.verdict, report.exit_code, report.method.calls) == (Overall.READY, 0, 4)
    assert report.to_dict()["identity"]["arn"].endswith(":user/ufo")
    assert capsys.readouterr() == ("", "")


def test_preflight_without_a_session_takes_the_default_one_and_another_principal(box, monkeypatch):
    keys = walk_through(box)
    box.add_role("bare")
    for name, value in box.env(keys).items():
        monkeypatch.setenv(name, value)
    report = preflight(principal_arn="arn:aws:iam::123456789012:role/bare", full=True)
    assert report.verdict is Overall.BLOCKED
    assert report.identity.policy_source_arn == "arn:aws:iam::123456789012:role/bare"
    assert len(report.checks) > len(ROWS)


def test_preflight_without_credentials_is_an_error_of_the_tree(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")
    with pytest.raises(CredentialsError, match="no AWS credentials"):
        preflight()


def test_the_report_says_how_many_of_all_actions_were_asked_about():
    default, full = ask()[0].coverage, ask(selection=Selection(full=True))[0].coverage
    assert default.asked == 11
    assert default.of == full.of == full.asked > 100
    fewer = ask(selection=Selection(only=frozenset({"ecs"})))[0].coverage
    assert (fewer.asked, fewer.of < default.of) == (1, True)


def test_a_resource_that_no_check_covers_is_named_and_leaves_the_verdict_open():
    report, _ = ask(facts=ShipFacts(uncovered=("Jobs (AWS::SQS::Queue)",)))
    assert report.verdict is Overall.UNDETERMINED
    assert any("Jobs (AWS::SQS::Queue)" in caveat for caveat in report.caveats)
