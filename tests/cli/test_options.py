"""A flag beats its variable, which beats the default; what cannot be taken is named."""

from __future__ import annotations

import pytest

from ufo_preflight.cli import groups
from ufo_preflight.cli.options import Parser, is_gate_open, parse, value_flags, variable_of
from ufo_preflight.errors import UsageError


def parser():
    made = Parser(prog="ufo-preflight check", allow_abbrev=False)
    groups.add_principal(made)
    groups.add_scope(made)
    groups.add_policy_files(made)
    groups.add_project(made)
    groups.add_gate(made)
    groups.add_look(made)
    groups.add_aws(made)
    return made


def options(*argv, **environ):
    return parse(parser(), argv, environ)


def test_every_option_has_a_twin_variable():
    twins = {variable_of(action) for action in parser()._actions} - {""}
    assert {"UFO_PREFLIGHT_PRINCIPAL_ARN", "UFO_PREFLIGHT_FULL", "UFO_PREFLIGHT_QUIET"} <= twins
    assert len(twins) == len(parser()._actions) - 1


@pytest.mark.parametrize("argv", [["--env", "prod"], ["--env=prod"]])
def test_a_flag_beats_its_variable(argv):
    assert options(*argv, UFO_PREFLIGHT_ENV="dev").env == "prod"


@pytest.mark.parametrize("argv", [["-q"], ["--quiet"]])
def test_a_short_flag_counts_as_given(argv):
    assert options(*argv, UFO_PREFLIGHT_QUIET="0").quiet is True


def test_a_variable_beats_the_default():
    args = options(
        UFO_PREFLIGHT_FAIL_ON="any",
        UFO_PREFLIGHT_FULL="yes",
        UFO_PREFLIGHT_MFA="off",
        UFO_PREFLIGHT_REQUIRE="ecr, route53",
        UFO_PREFLIGHT_CONTEXT="aws:SourceIp=10.0.0.1 'aws:x=a b'",
        UFO_PREFLIGHT_CLI_READ_TIMEOUT="3",
    )
    assert (args.fail_on, args.full, args.mfa) == ("any", True, False)
    assert args.require == ("ecr", "route53")
    assert args.context == ["aws:SourceIp=10.0.0.1", "aws:x=a b"]
    assert args.cli_read_timeout == 3


def test_a_repeated_flag_replaces_its_variable():
    args = options("--policy-file", "a.json", UFO_PREFLIGHT_POLICY_FILE="b.json")
    assert args.policy_file == ["a.json"]


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("UFO_PREFLIGHT_FAIL_ON", "sometimes"),
        ("UFO_PREFLIGHT_FULL", "perhaps"),
        ("UFO_PREFLIGHT_WIDTH", "12"),
        ("UFO_PREFLIGHT_CLI_READ_TIMEOUT", "-1"),
    ],
)
def test_a_bad_variable_is_named(variable, value):
    with pytest.raises(UsageError, match=variable):
        options(**{variable: value})


@pytest.mark.parametrize(
    "argv",
    [
        ["--nope"],
        ["--fail-on", "x"],
        ["--width", "abc"],
        ["--cli-read-timeout", "nan"],
        ["--full=1"],
    ],
)
def test_a_bad_flag_is_a_usage_error_with_the_next_step(argv):
    with pytest.raises(UsageError) as caught:
        options(*argv)
    assert caught.value.hint == "See: ufo-preflight check --help"
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("value", ["1", "true", "YES", "on"])
def test_the_skip_variable_opens_the_gate_and_skips_no_check(value):
    assert is_gate_open({"UFO_PREFLIGHT_SKIP": value})
    assert options(UFO_PREFLIGHT_SKIP=value).skip == ()


@pytest.mark.parametrize("value", ["0", "", "no", "ecr"])
def test_the_gate_stays_closed_otherwise(value):
    assert not is_gate_open({"UFO_PREFLIGHT_SKIP": value})
    assert not is_gate_open({})


def test_the_skip_variable_may_name_checks():
    assert options(UFO_PREFLIGHT_SKIP="ecr,route53").skip == ("ecr", "route53")


def test_flags_with_values_are_told_from_switches():
    flags = value_flags(parser())
    assert {"--profile", "--context", "--env"} <= flags
    assert not {"--full", "-q", "--help"} & flags


def test_a_format_for_reports_is_none_of_a_command_that_has_no_report():
    made = Parser(prog="ufo-preflight explain")
    made.add_argument("-o", "--output", choices=["table", "json"], default="table")
    assert parse(made, [], {"UFO_PREFLIGHT_OUTPUT": "github"}).output == "table"
    assert parse(made, [], {"UFO_PREFLIGHT_OUTPUT": "json"}).output == "json"
    with pytest.raises(UsageError, match="UFO_PREFLIGHT_OUTPUT"):
        parse(made, [], {"UFO_PREFLIGHT_OUTPUT": "yaml"})
