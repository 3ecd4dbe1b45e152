"""What every format says alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.render.reports import (
    ACCOUNT,
    ALLOWED,
    BLOCKED,
    DENIED,
    DEPLOYER,
    FULL,
    LENIENT,
    READY,
    SKIPPED,
    UNDETERMINED,
    report,
    row,
)
from ufo_preflight.caller import Identity, PrincipalKind
from ufo_preflight.model import Decision, Layer, Need, Reason
from ufo_preflight.outcome import Probe, ProbeOutcome
from ufo_preflight.render import RENDERERS, render
from ufo_preflight.render.style import Style
from ufo_preflight.render.words import (
    REASON_WORDS,
    action,
    counted,
    counts,
    leniency,
    limits,
    open_rows,
    outcome,
    reasons,
    who,
    why,
)
from ufo_preflight.report import Coverage, FailOn, OnUnknown, ProjectSummary, Strictness

UNKNOWN = Decision.unknown(Reason.THROTTLED)
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/ci"


@pytest.mark.parametrize(
    ("identity", "said"),
    [
        (Identity(PrincipalKind.USER, DEPLOYER, "", "aws", DEPLOYER, "x"), DEPLOYER),
        (Identity(PrincipalKind.ROLE, DEPLOYER, "", "aws", ROLE, "y"), f"{DEPLOYER} as {ROLE} (y)"),
        (Identity(PrincipalKind.ROLE, DEPLOYER, "", "aws", ROLE), f"{DEPLOYER} as {ROLE}"),
        (Identity(PrincipalKind.ROOT, ROOT), f"{ROOT}, which cannot be simulated"),
        (Identity(PrincipalKind.ROLE, "", "", "aws", ROLE, "--principal-arn"), ROLE),
        (Identity(PrincipalKind.POLICY_FILES, policy_source_from="files"), "files"),
        (Identity(PrincipalKind.POLICY_FILES, "", "", "aws", ROLE, "files"), f"{ROLE} (files)"),
    ],
)
def test_who_is_the_caller_and_whose_policies_count(identity, said):
    assert who(report(row("ecs", ALLOWED), identity=identity, region="", project=None)) == said


@pytest.mark.parametrize(
    ("project", "said"),
    [
        (ProjectSummary("/srv/x"), "project /srv/x"),
        (ProjectSummary("/srv/x", app="demo"), "project demo"),
        (
            ProjectSummary("/srv/x", app="demo", env="dev", role="web", extra="2"),
            "project demo (env dev, role web, extra 2)",
        ),
    ],
)
def test_where_is_account_region_and_project(project, said):
    found = report(row("ecs", ALLOWED), project=project)
    assert who(found) == f"{DEPLOYER}, account {ACCOUNT}, us-west-2, {said}"


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (row("ecs", ALLOWED, why="Because."), "Because."),
        (row("ecs", DENIED, why="Because.", note="limited"), "Because."),
        (SKIPPED.checks[0], "Skipped by --skip or --only."),
        (SKIPPED.checks[3], "No DNS record: .ufo/config.rb sets no dns.name."),
    ],
)
def test_why(found, said):
    assert why(found) == said


def test_reasons_are_named_once_and_only_for_what_was_not_allowed():
    assert reasons(row("ecs", DENIED, UNKNOWN, DENIED, Decision.allowed())) == (
        Reason.IMPLICIT_DENY,
        Reason.THROTTLED,
    )


def test_every_reason_has_words_of_its_own():
    assert list(REASON_WORDS) == list(Reason)
    assert len(set(REASON_WORDS.values())) == len(Reason)


def test_the_action_of_a_row_or_how_many_they_are():
    assert [action(found) for found in FULL.checks] == [
        "12 actions",
        "3 actions",
        "CreateSecurityGroup",
    ]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (row("ecs", ALLOWED), ""),
        (row("passrole", ALLOWED, note="limited to ECS tasks"), "limited to ECS tasks"),
        (row("ecs", DENIED), "implicit deny"),
        (row("ecs", UNKNOWN), "throttled"),
        (FULL.checks[1], "2 denied (implicit deny)"),
        (row("passrole", ALLOWED, ALLOWED), ""),
        (row("passrole", ALLOWED, DENIED), "denied on 1 of 2 roles (implicit deny)"),
        (
            row("ecs", DENIED, DENIED, UNKNOWN),
            "denied on 2 of 3 resources, unknown on 1 of 3 resources (implicit deny, throttled)",
        ),
    ],
)
def test_the_outcome_is_what_was_not_allowed_and_for_which_reasons(found, said):
    assert outcome(found) == said


def test_the_counts_leave_out_what_there_is_none_of():
    assert counts(SKIPPED) == "2 pass, 3 skipped"
    assert counts(BLOCKED) == "1 pass, 7 fail, 3 warn"


@pytest.mark.parametrize("output", RENDERERS)
@pytest.mark.parametrize("quiet", [False, True])
def test_every_format_says_the_reach_of_the_verdict(output, quiet):
    shown = render(replace(READY, coverage=Coverage(11, 132)), output, Style(quiet=quiet))
    if output in ("json", "jsonl"):
        assert '"coverage": {' in shown
    else:
        assert "11 pass (1 of 12 actions a service; --full asks all)" in " ".join(shown.split())


@pytest.mark.parametrize("output", RENDERERS)
@pytest.mark.parametrize("quiet", [False, True])
def test_every_format_names_what_made_it_more_lenient(output, quiet):
    lenient = replace(READY, leniency=("skip: ecs (.ufo/preflight.yml:3)",))
    shown = " ".join(render(lenient, output, Style(quiet=quiet)).replace("\\", "").split())
    assert "skip: ecs (.ufo/preflight.yml:3)" in shown


@pytest.mark.parametrize("output", RENDERERS)
def test_every_format_says_what_probes_found(output):
    probes = (
        Probe("ec2:DescribeVpcs", ProbeOutcome.ANSWERED, sentence="AWS let the call through."),
        Probe("ecr:PutImage", ProbeOutcome.REFUSED, "no", Layer.SESSION_POLICY, "Refused: no."),
    )
    shown = render(replace(READY, probes=probes), output, Style())
    plain = " ".join(shown.replace("\\", "").split())
    if output in ("json", "jsonl"):
        assert '"outcome": "refused", "layer": "session-policy", "text": "no"' in plain
    else:
        assert "ecr:PutImage refused: Refused: no." in plain
        assert "Answered, which makes no row a pass: ec2:DescribeVpcs." in plain


def test_a_softened_exit_code_is_told():
    assert leniency(READY) == ""
    assert leniency(LENIENT) == "Exit code 0 because of --fail-on never --on-unknown warn."
    assert limits(LENIENT).startswith("Exit code 0 because of")


@pytest.mark.parametrize(
    ("decision", "need", "strictness", "closes"),
    [
        (ALLOWED, Need.REQUIRED, Strictness(FailOn.ANY), False),
        (DENIED, Need.REQUIRED, Strictness(), True),
        (DENIED, Need.REQUIRED, Strictness(FailOn.NEVER), False),
        (DENIED, Need.OPTIONAL, Strictness(), False),
        (DENIED, Need.OPTIONAL, Strictness(FailOn.ANY), True),
        (UNKNOWN, Need.REQUIRED, Strictness(), True),
        (UNKNOWN, Need.REQUIRED, Strictness(on_unknown=OnUnknown.WARN), False),
        (UNKNOWN, Need.OPTIONAL, Strictness(), False),
    ],
)
def test_what_closes_the_gate_is_what_the_exit_code_says(decision, need, strictness, closes):
    found = row("ecs", decision, need=need)
    assert counted(found, strictness) is closes
    assert (report(found, strictness=strictness).exit_code > 0) is closes


def test_rows_to_look_at_are_neither_a_pass_nor_left_out():
    assert open_rows(SKIPPED.checks) == ()
    assert open_rows(UNDETERMINED.checks) == UNDETERMINED.checks
