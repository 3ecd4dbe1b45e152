"""Whatever makes a check more lenient without standing in the command is named with its place."""

from __future__ import annotations

import json

import pytest

from tests.cli.worlds import run
from ufo_preflight.render import RENDERERS

ALLOW = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
PREFERENCES = """\
skip: [ecs, logs]
fail_on: never
on_unknown: fail
uses:
  dns: false
"""
TOLD = [
    "--fail-on never (.ufo/preflight.yml:2)",
    "--skip ecs, logs (.ufo/preflight.yml:1)",
    "uses.dns (.ufo/preflight.yml:5)",
]


@pytest.fixture
def project(tmp_path):
    (tmp_path / ".ufo").mkdir()
    (tmp_path / ".ufo/config.rb").write_text('Ufo.configure { |c| c.app = "demo" }\n')
    (tmp_path / ".ufo/preflight.yml").write_text(PREFERENCES)
    (tmp_path / "p.json").write_text(json.dumps(ALLOW))
    return tmp_path


def told_of(folder, *argv, **environ):
    words = ["check", "--policy-file", "p.json", "-o", "json", *argv]
    return json.loads(run(folder, *words, environ=environ)[1])["leniency"]


def test_the_file_is_named_with_its_line(project):
    assert sorted(told_of(project)) == sorted(TOLD)


@pytest.mark.parametrize("output", RENDERERS)
def test_every_format_names_it(project, output):
    _, out, _ = run(project, "check", "--policy-file", "p.json", "-o", output, "--width", "200")
    shown = " ".join(out.split()).replace("%3A", ":").replace("\\", "")
    for text in (
        "--fail-on never (.ufo/preflight.yml:2)",
        "--skip ecs, logs (.ufo/preflight.yml:1)",
    ):
        assert text in shown, output


def test_the_lists_of_checks_name_it_too(project):
    assert "--skip ecs, logs (.ufo/preflight.yml:1)" in run(project, "list-checks")[1]


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("ON_UNKNOWN", "warn", "--on-unknown warn"),
        ("MFA", "1", "--mfa"),
        ("SKIP", "ecr", "--skip ecr"),
        ("PRINCIPAL_ARN", "arn:aws:iam::123456789012:role/x", None),
        ("CONTEXT", "aws:x=y", "--context aws:x=y"),
    ],
)
def test_a_variable_is_named(project, variable, value, told):
    name = f"UFO_PREFLIGHT_{variable}"
    told = told or f"--principal-arn {value}"
    assert f"{told} ({name})" in told_of(project, "--no-preferences", **{name: value})


@pytest.mark.parametrize(
    ("variable", "value"),
    [("ON_UNKNOWN", "fail"), ("FAIL_ON", "any"), ("FULL", "1"), ("QUIET", "1")],
)
def test_what_makes_nothing_more_lenient_is_not_named(project, variable, value):
    name = f"UFO_PREFLIGHT_{variable}"
    assert not any(
        "preflight.yml" in text or "UFO_" in text
        for text in told_of(project, "--no-preferences", **{name: value})
    )


def test_a_flag_stands_in_the_command_and_beats_the_file(project):
    assert not any("--skip" in text for text in told_of(project, "--skip", "iam"))


@pytest.mark.parametrize("argv", [["--no-preferences"], ["--ufo-root", ".", "--no-preferences"]])
def test_without_preferences_nothing_of_the_file_is_read(project, argv):
    (project / ".ufo/preflight.yml").write_text("not: [valid\n")
    assert not any("preflight.yml" in text for text in told_of(project, *argv))
    assert told_of(project, UFO_PREFLIGHT_NO_PREFERENCES="1") == told_of(project, *argv)
    assert run(project, "check")[0] == 2
