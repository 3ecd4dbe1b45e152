"""`ufo-preflight policy` through the real program: what it prints, and that it is right."""

import json
from pathlib import Path

import pytest

from tests.cli.worlds import run
from ufo_preflight.policy.policy_files import read_policy_file
from ufo_preflight.remedy.forms import FORMS

ROOT = Path(__file__).parent.parent.parent
ROLE = "arn:aws:iam::123456789012:role/deploy"
HERE = ("--region", "us-west-2", "--principal-arn", ROLE)
CHECK = ("check", "--full", "-o", "short", *HERE)


def documents(text):
    found = json.loads(text)
    return found if isinstance(found, list) else [found]


def files(folder, policies):
    words = []
    for number, policy in enumerate(policies):
        path = folder / f"policy-{number}.json"
        path.write_text(json.dumps(policy))
        words += ["--policy-file", str(path)]
    return words


def without_each_statement(policies):
    for policy in policies:
        for left_out in policy["Statement"]:
            rest = [
                other | {"Statement": [part for part in other["Statement"] if part is not left_out]}
                for other in policies
            ]
            yield left_out["Sid"], [part for part in rest if part["Statement"]]


def test_the_minimal_policy_makes_the_check_ready_and_no_statement_is_too_much(tmp_path):
    code, out, _ = run(tmp_path, "policy", *HERE)
    assert code == 0
    policies = documents(out)
    assert run(tmp_path, *CHECK, *files(tmp_path, policies))[0] == 0
    for sid, rest in without_each_statement(policies):
        assert run(tmp_path, *CHECK, *files(tmp_path, rest))[0] in (1, 3), sid


SHARED = ROOT.parent / "shared" / "ufo-projects"
PROJECTS = sorted(SHARED.glob("*/project")) or [SHARED]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real projects are not beside the repository")
@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.parent.name)
def test_the_minimal_policy_of_a_real_project_is_enough_and_not_too_much(tmp_path, project):
    here = (*HERE, "--ufo-root", str(project))
    check = (*CHECK, "--ufo-root", str(project))
    code, out, _ = run(tmp_path, "policy", *here)
    assert code == 0
    policies = documents(out)
    assert run(tmp_path, *check, *files(tmp_path, policies))[0] == 0
    for sid, rest in without_each_statement(policies):
        assert run(tmp_path, *check, *files(tmp_path, rest))[0] in (1, 3), sid


def test_with_optional_leaves_nothing_to_warn_about(tmp_path):
    _, out, _ = run(tmp_path, "policy", "--with-optional", *HERE)
    words = (*CHECK, *files(tmp_path, documents(out)), "-o", "json")
    report = json.loads(run(tmp_path, *words)[1])
    assert {check["result"] for check in report["checks"]} == {"pass"}


def test_the_documented_policy_corrected_makes_the_check_ready(tmp_path):
    code, out, err = run(tmp_path, "policy", "--baseline")
    assert (code, err) == (0, "")
    assert json.loads(out) == json.loads((ROOT / "docs/policies/ufo-baseline.json").read_text())
    assert run(tmp_path, *CHECK, *files(tmp_path, documents(out)))[0] == 0


def test_what_is_missing_makes_the_check_ready(tmp_path):
    some = {"Statement": {"Effect": "Allow", "Action": ["ec2:*", "ecs:*"], "Resource": "*"}}
    have = files(tmp_path, [{"Version": "2012-10-17"} | some])
    code, out, err = run(tmp_path, "policy", "--missing", *have, *HERE)
    assert code == 0
    assert err == (
        "note: Proved: decided again with these statements, everything in them is allowed.\n"
    )
    assert not any(
        ":Describe" in str(policy) and "ec2:" in str(policy) for policy in documents(out)
    )
    (tmp_path / "more").mkdir()
    more = files(tmp_path / "more", documents(out))
    assert run(tmp_path, *CHECK, *have, *more)[0] == 0


def test_nothing_is_missing_from_the_documented_policy(tmp_path):
    baseline = ("--policy-file", str(ROOT / "docs/policies/ufo-baseline.json"))
    assert run(tmp_path, "policy", "--missing", *baseline, *HERE) == (
        0,
        "",
        "note: Nothing that was decided is missing.\n",
    )


def test_what_no_statement_lifts_is_no_policy_and_ends_with_one(tmp_path):
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    deny = {"Sid": "NoRoles", "Effect": "Deny", "Action": "iam:PassRole", "Resource": "*"}
    words = files(tmp_path, [{"Version": "2012-10-17", "Statement": [everything, deny]}])
    code, out, err = run(tmp_path, "policy", "--missing", *words, *HERE)
    assert (code, out) == (1, "")
    assert err == (
        f"note: iam:PassRole is explicitly denied by {tmp_path}/policy-0.json:1:94 (Sid NoRoles). "
        "Remove or narrow that Deny; an Allow cannot override it.\n"
    )


def test_an_undecided_row_is_told_and_ends_with_three(tmp_path):
    mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    allow = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": mfa}
    words = files(tmp_path, [{"Version": "2012-10-17", "Statement": allow}])
    code, out, err = run(tmp_path, "policy", "--missing", *words, *HERE)
    assert (code, out) == (3, "")
    assert "note: PassRole could not be decided: " in err
    assert "note: Nothing that was decided is missing." in err


@pytest.mark.parametrize(
    "argv", [["--minimal", "--with-optional", *HERE], ["--baseline"], ["--self", *HERE]]
)
def test_the_offline_validation_has_nothing_to_say(tmp_path, argv):
    _, out, _ = run(tmp_path, "policy", *argv)
    for read in read_policy_file(out, name="printed").policies:
        assert read.findings == ()


def test_what_the_checker_needs_for_one_principal(tmp_path):
    code, out, err = run(tmp_path, "policy", "--self", "--principal-arn", ROLE)
    assert (code, err) == (0, "")
    assert json.loads(out)["Statement"][0] == {
        "Sid": "UfoPreflightSimulate",
        "Effect": "Allow",
        "Action": "iam:SimulatePrincipalPolicy",
        "Resource": ROLE,
    }


def test_the_notes_are_on_stderr_and_can_be_silenced(tmp_path):
    _, loud, notes = run(tmp_path, "policy")
    assert "note: Every account is meant: name yours with --principal-arn ARN.\n" in notes
    assert "note: Every region is meant: name yours with --region.\n" in notes
    assert "note: Every role may be passed: name the task's roles with --passrole-arn" in notes
    assert run(tmp_path, "policy", "-q") == (0, loud, "")


def test_passrole_is_limited_to_the_roles_that_are_named(tmp_path):
    task = "arn:aws:iam::123456789012:role/task"
    _, out, err = run(tmp_path, "policy", *HERE, "--passrole-arn", task)
    statements = [s for policy in documents(out) for s in policy["Statement"]]
    assert [s["Resource"] for s in statements if s["Action"] == "iam:PassRole"] == [task]
    assert "Every role" not in err


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_offered(tmp_path, form):
    code, out, _ = run(tmp_path, "policy", "--as", form, *HERE)
    assert code == 0
    assert '"iam:PassRole"' in out


def test_two_policies_at_once_are_a_usage_error(tmp_path):
    code, out, err = run(tmp_path, "policy", "--minimal", "--baseline")
    assert (code, out) == (2, "")
    assert err.startswith("ufo-preflight: --minimal and --baseline exclude each other\n")


def test_a_policy_too_long_for_aws_is_a_list_that_the_check_reads(tmp_path):
    roles = [f"arn:aws:iam::123456789012:role/a-rather-long-name-{n}" for n in range(150)]
    passed = [word for role in roles for word in ("--passrole-arn", role)]
    code, out, err = run(tmp_path, "policy", *HERE, *passed)
    assert code == 0
    assert len(json.loads(out)) > 1
    assert "this is a list of" in err
    (tmp_path / "all.json").write_text(out)
    words = ("--policy-file", str(tmp_path / "all.json"))
    assert run(tmp_path, *CHECK, *passed, *words)[0] == 0
