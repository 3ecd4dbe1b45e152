"""A flag beats its variable, which beats preflight.yml, which beats the default; errors name the place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.parsing import parsed
from tests.cli.worlds import run, world_in
from ufo_preflight.cli.commands import COMMANDS, command
from ufo_preflight.cli.options import Option, is_gate_open
from ufo_preflight.errors import UsageError


def options(*words, **environ):
    return parsed("check", *words, **environ)


def every_option():
    return [
        (name, param)
        for name in COMMANDS
        for param in command(name).params
        if isinstance(param, Option)
    ]


def test_every_option_has_a_twin_variable_a_sentence_and_a_group():
    for name, option in every_option():
        flag = option.opts[-1]
        assert option.variables[0] == "UFO_PREFLIGHT_" + flag[2:].upper().replace("-", "_")
        assert option.help.endswith(".")
        assert option.help[0].isupper()
        assert any(option in group.options for group in command(name).groups)


@pytest.mark.parametrize("argv", [["--env", "prod"], ["--env=prod"]])
def test_a_flag_beats_its_variable(argv):
    assert options(*argv, UFO_PREFLIGHT_ENV="dev")["env"] == "prod"


@pytest.mark.parametrize("argv", [["-q"], ["--quiet"]])
def test_a_short_flag_counts_as_given(argv):
    assert options(*argv, UFO_PREFLIGHT_QUIET="0")["quiet"] is True


def test_a_variable_beats_the_default():
    found = options(
        UFO_PREFLIGHT_FAIL_ON="any",
        UFO_PREFLIGHT_FULL="yes",
        UFO_PREFLIGHT_MFA="off",
        UFO_PREFLIGHT_REQUIRE="ecr, route53",
        UFO_PREFLIGHT_CONTEXT="aws:SourceIp=10.0.0.1 'aws:x=a b'",
        UFO_PREFLIGHT_CLI_READ_TIMEOUT="3",
    )
    assert (found["fail_on"], found["full"], found["mfa"]) == ("any", True, False)
    assert found["require"] == (("ecr",), ("route53",))
    assert [(entry.key, entry.values) for entry in found["context"]] == [
        ("aws:SourceIp", ("10.0.0.1",)),
        ("aws:x", ("a b",)),
    ]
    assert found["cli_read_timeout"] == 3


def test_the_variables_of_ufo_stand_between_the_twin_and_preflight_yml(tmp_path):
    (tmp_path / ".ufo").mkdir()
    (tmp_path / ".ufo/preflight.yml").write_text("env: file\nrole: file\napp: file\nextra: file\n")
    found = parsed(
        "check",
        "--env=flag",
        folder=tmp_path,
        UFO_PREFLIGHT_ENV="twin",
        UFO_PREFLIGHT_ROLE="twin",
        UFO_ROLE="ufo",
        UFO_ENV="ufo",
        UFO_APP="ufo",
    )
    assert [found[name] for name in ("env", "role", "app", "extra")] == [
        "flag", "twin", "ufo", "file",
    ]  # fmt: skip


def test_a_repeated_flag_replaces_its_variable():
    found = options("--policy-file", "a.json", UFO_PREFLIGHT_POLICY_FILE="b.json")
    assert found["policy_file"] == ("a.json",)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("UFO_PREFLIGHT_FAIL_ON", "sometimes"),
        ("UFO_PREFLIGHT_FULL", "perhaps"),
        ("UFO_PREFLIGHT_NO_FULL", "perhaps"),
        ("UFO_PREFLIGHT_WIDTH", "12"),
        ("UFO_PREFLIGHT_CLI_READ_TIMEOUT", "-1"),
        ("UFO_PREFLIGHT_CONTEXT", "'aws:x=unmatched"),
        ("UFO_PREFLIGHT_PRINCIPAL_ARN", "foo"),
    ],
)
def test_a_bad_variable_is_named(variable, value):
    with pytest.raises(UsageError, match=variable):
        options(**{variable: value})


def test_an_empty_variable_sets_nothing():
    assert options(UFO_PREFLIGHT_FULL="", UFO_PREFLIGHT_PROFILE="") == options()


@pytest.mark.parametrize(
    "argv",
    [
        ["--nope"],
        ["--fail-on", "x"],
        ["--width", "abc"],
        ["--cli-read-timeout", "nan"],
        ["--full=1"],
        ["--profile"],
        ["--principal-arn", "foo"],
        ["--principal-arn", "arn:aws:s3:::bucket"],
        *([flag, ""] for flag in ("--principal-arn", "--profile", "--env", "--skip", "--report")),
    ],
)
def test_a_bad_flag_is_a_usage_error_with_the_next_step(argv):
    with pytest.raises(UsageError) as caught:
        options(*argv)
    assert caught.value.hint.endswith("See: ufo-preflight check --help")
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("value", ["", "foo"])
def test_a_bad_principal_is_told_before_credentials_are_looked_for(tmp_path, value):
    code, out, err = run(tmp_path, "--principal-arn", value, "--region", "us-west-2")
    assert (code, out) == (2, "")
    assert err.startswith("ufo-preflight: --principal-arn: ")


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--polcy-file", "x"], "no such option: --polcy-file\nDid you mean --policy-file? See: "),
        (["--only", "rute53"], "there is no check 'rute53'\nDid you mean route53? "),
        (["chekc"], "no such command: chekc\nDid you mean check? "),
        (["--fail-on", "requird"], "--fail-on: "),
    ],
)
def test_the_nearest_name_is_offered(tmp_path, argv, said):
    code, out, err = run(tmp_path, *argv)
    assert (code, out) == (2, "")
    assert err.startswith(f"ufo-preflight: {said}")


@pytest.mark.parametrize("value", ["1", "true", "YES", "on"])
def test_the_skip_variable_opens_the_gate_and_skips_no_check(value):
    assert is_gate_open({"UFO_PREFLIGHT_SKIP": value})
    assert options(UFO_PREFLIGHT_SKIP=value)["skip"] == ()


@pytest.mark.parametrize("value", ["0", "", "no", "ecr"])
def test_the_gate_stays_closed_otherwise(value):
    assert not is_gate_open({"UFO_PREFLIGHT_SKIP": value})
    assert not is_gate_open({})


def test_the_skip_variable_may_name_checks():
    assert options(UFO_PREFLIGHT_SKIP="ecr,route53")["skip"] == (("ecr", "route53"),)


def test_flags_with_values_are_told_from_switches():
    flags = command("check").flags
    assert all(flags[name] for name in ("--profile", "--context", "--env", "-o"))
    assert not any(flags[name] for name in ("--full", "--no-full", "-q", "--help"))


def test_a_format_for_reports_is_none_of_a_command_that_has_no_report():
    assert parsed("explain", UFO_PREFLIGHT_OUTPUT="github")["output"] == "table"
    assert parsed("explain", UFO_PREFLIGHT_OUTPUT="json")["output"] == "json"
    with pytest.raises(UsageError, match="UFO_PREFLIGHT_OUTPUT"):
        parsed("explain", UFO_PREFLIGHT_OUTPUT="yaml")


@pytest.mark.parametrize(
    ("argv", "flag"),
    [
        (["list-checks", "--full"], "--full"),
        (["list-checks", "--profile", "x"], "--profile"),
        (["policy", "--full"], "--full"),
        (["policy", "--profile", "x"], "--profile"),
        (["policy", "--baseline", "--env", "x"], "--env"),
        (["policy", "--self", "--policy-file", "x"], "--policy-file"),
        (["policy", "--baseline", "--region", "x"], "--region"),
        (["explain", "--region", "x", "text"], "--region"),
        (["hook", "--ufo-root", "."], "--ufo-root"),
        (["hook", "--uninstall", "--boot"], "--boot"),
    ],
)
def test_no_option_is_taken_and_ignored(tmp_path, argv, flag):
    code, out, err = run(tmp_path, *argv)
    assert (code, out) == (2, "")
    assert flag in err.splitlines()[0]


def test_variables_for_everything_are_no_mistake_where_they_change_nothing(tmp_path):
    environ = {"UFO_PREFLIGHT_PROFILE": "x", "UFO_PREFLIGHT_FULL": "1"}
    for argv in (["policy", "--baseline"], ["list-checks"], ["explain", "all is well"]):
        assert run(tmp_path, *argv, environ=environ)[0] == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("role: web\nphase: later\n", ":2: `phase`: 'later' is not one of"),
        ("full: 7\n", ":1: `full`: '7' is not a valid boolean"),
        ("passrole_arns: [x]\n", ":1: `passrole_arns`: 'x' is not an ARN"),
        ("context: {x: y}\n", ":1: `context`: 'x=y' is not KEY=VALUE"),
        ("fail_on: sometimes\n", ":1: `fail_on`: 'sometimes' is not one of"),
    ],
)
def test_a_bad_value_of_preflight_yml_is_named_with_its_line(tmp_path, text, said):
    (tmp_path / ".ufo").mkdir()
    (tmp_path / ".ufo/preflight.yml").write_text(text)
    code, out, err = run(tmp_path, "check")
    assert (code, out) == (2, "")
    assert err.startswith(f"ufo-preflight: .ufo/preflight.yml{said}")


def test_only_and_skip_of_the_same_check_exclude_each_other(tmp_path):
    code, _, err = run(tmp_path, "--only", "ecr,ecs", "--skip", "ecs")
    assert code == 2
    assert err.startswith("ufo-preflight: --only and --skip both name ecs\n")


def test_the_option_that_was_set_by_the_stronger_means_is_kept():
    found = run_which("policy", "--minimal", UFO_PREFLIGHT_MISSING="1")
    assert found == {"minimal": True, "missing": None}


def run_which(name, *words, **environ):
    made = command(name)
    world = world_in(Path("/"), environ=environ)
    with made.make_context(name, list(words), obj=world) as ctx:
        for names in made.exclusive:
            made._keep_one(ctx, names)
        return {key: ctx.params[key] for key in ("minimal", "missing")}
