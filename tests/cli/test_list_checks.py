"""Every check for a project, without asking anybody."""

from __future__ import annotations

import json

import pytest

from tests.cli.worlds import run
from tests.project.projects import V6
from ufo_preflight.catalog import load_catalogue

ROWS = [row.id for row in load_catalogue().checks]


@pytest.fixture
def project(tmp_path):
    for name, text in V6.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_every_row_is_listed_with_its_reason(project):
    code, out, err = run(project, "list-checks", "--region", "eu-west-1")
    assert (code, err) == (0, "")
    heads = [line.partition(" ")[0] for line in out.splitlines() if not line.startswith(" ")]
    assert [head for head in heads if head] == ROWS
    assert "route53 (Route53), not needed: `config.dns.domain` is not set.\n" in out
    assert (
        "logs (Logs), required: `awslogs-group` is set in\n"
        "    .ufo/resources/task_definitions/web.yml.\n"
        "    logs:CreateLogGroup on arn:aws:logs:eu-west-1:*:log-group:ecs/shop-dev:*\n"
        "    logs:DescribeLogGroups on *\n"
    ) in out


def test_quiet_has_a_line_for_every_check(project):
    code, out, _ = run(project, "list-checks", "-q")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == ROWS


def test_verbose_has_the_source_of_every_action(project):
    _, out, _ = run(project, "list-checks", "-v")
    _, counted, _ = run(project, "list-checks", "-q")
    actions = sum(int(line.split()[-2]) for line in counted.splitlines())
    assert out.count("Source:") == actions > 0


def test_json_has_the_checks_without_decisions(project):
    code, out, _ = run(
        project,
        *("list-checks", "-o", "json", "--region", "eu-west-1"),
        *("--principal-arn", "arn:aws:iam::111122223333:role/deploy"),
    )
    found = json.loads(out)
    assert code == 0
    assert list(found) == ["format_version", "tool", "project", "checks", "warnings"]
    assert [check["id"] for check in found["checks"]] == ROWS
    logs = next(check for check in found["checks"] if check["id"] == "logs")
    assert {key: logs[key] for key in ("title", "needed", "advisory", "skipped")} == {
        "title": "Logs",
        "needed": "required",
        "advisory": False,
        "skipped": False,
    }
    assert logs["actions"][0]["action"] == "logs:CreateLogGroup"
    assert logs["actions"][0]["resource"] == (
        "arn:aws:logs:eu-west-1:111122223333:log-group:ecs/shop-dev:*"
    )
    assert found["project"]["stack"] == "shop-web-dev"


def test_outside_of_a_project_the_general_rules_are_listed(tmp_path):
    _, out, _ = run(tmp_path, "list-checks")
    assert "ecr (ECR), optional: Only if the image, or a FROM, is in ECR.\n" in out
    assert "is no UFO project" in out.replace("\n  ", " ")


def test_a_phase_is_honoured(project):
    _, out, _ = run(project, "list-checks", "--phase", "destroy")
    assert "cloudformation:DeleteStack" in out
    assert "cloudformation:CreateStack" not in out
