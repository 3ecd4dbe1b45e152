"""`compare`: two principals of an account, or two saved reports."""

from __future__ import annotations

import json

import pytest

from tests.auditing.accounts import ARN, account, role
from tests.cli.worlds import run
from ufo_preflight.cli.compare_command import FORMATS

A, B = f"{ARN}role/dev", f"{ARN}role/prod"
OF_ECS = f"{ARN}role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"
HERE = ("--account-file", "account.json", "--region", "us-west-2")


@pytest.fixture
def folder(tmp_path):
    entries = (role("dev", "admin"), role("prod", "no-iam"), role("maybe", "mfa"), role("none"))
    (tmp_path / "account.json").write_text(json.dumps(account(*entries)))
    return tmp_path


def test_two_principals_of_an_account(folder):
    code, out, err = run(folder, "compare", A, B, *HERE)
    assert (code, err) == (1, "")
    assert f"a: {A}\nb: {B}\n" in out
    assert "iam iam:CreateRole on arn:aws:iam::" in out
    assert "allowed / denied" in out
    assert run(folder, "compare", A, A, *HERE)[:2] == (0, f"a: {A}\nb: {A}\nThe same.\n")
    assert run(folder, "compare", A, f"{ARN}role/maybe", *HERE)[0] == 3


@pytest.mark.parametrize("output", FORMATS)
def test_every_format(folder, output):
    code, out, _ = run(folder, "compare", A, B, *HERE, "-o", output)
    assert code == 1
    assert "CreateRole" in out
    run(folder, "compare", A, B, *HERE, "-q", "--report", f"{output}=file")
    assert (folder / "file").read_text().strip() == out.strip()


def test_two_saved_reports(folder):
    for name, arn in (("a.json", A), ("b.json", B)):
        words = ("check", "--policy-file", "account.json", "--region", "us-west-2", "-o", "json")
        (folder / name).write_text(run(folder, *words, "--principal-arn", arn)[1])
    code, out, _ = run(folder, "compare", "a.json", "b.json", "-o", "json")
    assert code == 1
    assert {one["check"] for one in json.loads(out)["differences"]} == {"iam", "passrole"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "compare takes two, and 0 are named"),
        ((A, "b.json"), "one is a principal and the other a report"),
        ((A, f"{ARN}role/nobody"), "the export has no"),
        (("account.json", "account.json"), "account.json is no saved report"),
        (("gone.json", "gone.json"), "gone.json cannot be read"),
    ],
)
def test_what_cannot_be_compared_exits_2(folder, words, said):
    code, out, err = run(folder, "compare", *words, *HERE)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize("like", [A, "a", "A"])
def test_the_change_that_makes_the_second_like_the_first(folder, like):
    code, out, err = run(
        folder, "compare", A, f"{ARN}role/none", *HERE, "--like", like, "--only", "ecs"
    )
    assert (code, err) == (1, "")
    assert f"This makes {ARN}role/none like {A}, added to a policy of role none" in out.replace(
        "\n", " "
    )
    policy = json.loads(out[out.index("{\n") : out.rindex("}\n") + 2])
    granted = json.dumps(policy)
    assert "ecs:CreateService" in granted
    assert '"*:*"' not in granted


def test_a_change_that_another_owner_has_to_make(folder):
    _, out, _ = run(folder, "compare", A, B, *HERE, "--like", A, "--width", "200")
    assert f"No statement makes {B} like {A}." in out
    assert "to ask: iam:" in out
    assert "Remove or narrow that Deny" in out
    _, out, _ = run(folder, "compare", A, B, *HERE, "--like", B, "--width", "200")
    assert f"Nothing has to be added to make {A} like {B}." in out
    assert f"kept: {A} may do more, and nothing is taken away: iam:" in out


@pytest.mark.parametrize("output", FORMATS)
def test_every_format_has_the_change(folder, output):
    none = f"{ARN}role/none"
    _, out, _ = run(folder, "compare", none, A, *HERE, "--like", A, "-o", output)
    assert "ecs:CreateService" in out
    assert "verified" in out
    if output == "json":
        found = json.loads(out)["change"]
        assert (found["principal"], found["like"], found["verified"]) == (none, A, True)


@pytest.mark.parametrize(
    ("words", "said", "step"),
    [
        (("a.json", "b.json"), "a saved report holds no policies", "--account-file"),
        ((A, "b.json"), "a saved report holds no policies", "--account-file"),
        ((A, B), "--like nobody is neither of the two", f"--like {A}"),
        ((A, OF_ECS), "no policy can be added to", "a role of your own"),
    ],
)
def test_a_change_is_about_two_principals(folder, words, said, step):
    like = A if OF_ECS in words else "nobody"
    code, out, err = run(folder, "compare", *words, *HERE, "--like", like)
    assert (code, out) == (2, "")
    assert said in err
    assert step in err
