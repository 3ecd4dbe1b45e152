"""Every form says the same statements: JSON, a script run by a real shell, templates read back."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess

import pytest

from ufo_preflight.caller import Identity, PrincipalKind
from ufo_preflight.grant import MANAGED_LIMIT, Grant, GrantCondition, document, size
from ufo_preflight.remedy.documented import baseline
from ufo_preflight.remedy.forms import (
    FORMS,
    PAGE,
    Placement,
    Target,
    placement_of,
    spell_cloudformation,
    spell_commands,
    spell_terraform,
)

LONG = tuple(
    Grant(f"S{number}", tuple(f"ecs:Action{number}x{part}" for part in range(60)))
    for number in range(8)
)


def test_json_is_the_document_alone():
    assert json.loads(FORMS["json"](baseline(), PAGE)) == document(baseline())


def test_json_is_a_list_of_documents_when_one_would_be_too_long():
    assert size(LONG) > MANAGED_LIMIT
    parts = json.loads(FORMS["json"](LONG, PAGE))
    assert [item for part in parts for item in part["Statement"]] == document(LONG)["Statement"]


@pytest.mark.parametrize("name", FORMS)
def test_every_form_names_every_action(name):
    text = FORMS[name](LONG, PAGE)
    assert all(f'"{action}"' in text for grant in LONG for action in grant.actions)
    assert text == FORMS[name](LONG, PAGE)


SOME = (Grant("A", ("ecs:RunTask",)),)


@pytest.mark.parametrize(
    ("kind", "arn", "expected"),
    [
        (PrincipalKind.USER, "arn:aws:iam::1:user/ci/bot", (Target.USER, "bot")),
        (PrincipalKind.GROUP, "arn:aws:iam::1:group/Ufo", (Target.GROUP, "Ufo")),
        (PrincipalKind.ASSUMED_ROLE, "arn:aws-cn:iam::1:role/a/b/c", (Target.ROLE, "c")),
        (PrincipalKind.POLICY_FILES, "arn:aws:iam::1:role/c", (Target.ROLE, "c")),
    ],
)
def test_it_goes_to_the_principal_that_was_checked(kind, arn, expected):
    target, name = expected
    found = placement_of(Identity(kind, policy_source_arn=arn), SOME)
    assert found == Placement(target, name, policy="UFOMissing-4da32523")


def test_another_policy_has_another_name_and_replaces_nothing():
    who = Identity(PrincipalKind.USER, policy_source_arn="arn:aws:iam::1:user/bot")
    assert placement_of(who, SOME) == placement_of(who, SOME)
    assert placement_of(who, SOME) != placement_of(who, (Grant("B", ("ecs:StopTask",)),))


@pytest.mark.parametrize(
    ("kind", "arn"),
    [
        (PrincipalKind.ROOT, None),
        (PrincipalKind.POLICY_FILES, None),
        (PrincipalKind.POLICY_FILES, "arn:aws:sts::1:assumed-role/a/b"),
        (PrincipalKind.SSO_ROLE, "arn:aws:iam::1:role/aws-reserved/AWSReservedSSO_x_1"),
    ],
)
def test_iam_cannot_hold_it_for_everybody(kind, arn):
    assert placement_of(Identity(kind, policy_source_arn=arn), SOME) is None


def test_the_inline_limit_is_the_holders():
    assert [Placement(target, "x").inline_limit for target in Target] == [2048, 5120, 10240]
    assert PAGE.inline_limit == 5120


AWS = """#!/bin/sh
line=
for word; do
  case $word in file://*)
    cat "${word#file://}" >>"$DOCUMENTS"
    word=FILE:$(stat -c %a "${word#file://}")
  esac
  line="$line $word"
done
echo "$line" >>"$LOG"
case $2 in create-policy) echo arn:aws:iam::123456789012:policy/made ;; esac
[ "$2" != "$FAIL" ]
"""


@pytest.fixture
def run(tmp_path):
    def run_script(script, fail=""):
        aws = tmp_path / "bin" / "aws"
        aws.parent.mkdir(exist_ok=True)
        aws.write_text(AWS)
        aws.chmod(0o755)
        temporary = tmp_path / "tmp"
        temporary.mkdir(exist_ok=True)
        environ = {
            "PATH": f"{aws.parent}:{os.environ['PATH']}",
            "LOG": str(tmp_path / "log"),
            "DOCUMENTS": str(tmp_path / "documents"),
            "TMPDIR": str(temporary),
            "FAIL": fail,
        }
        done = subprocess.run(["sh"], input=script, text=True, env=environ, check=False)
        assert list(temporary.iterdir()) == []
        documents, text = [], (tmp_path / "documents").read_text()
        while text.strip():
            found, end = json.JSONDecoder().raw_decode(text.lstrip())
            documents.append(found)
            text = text.lstrip()[end:]
        return done.returncode, (tmp_path / "log").read_text().splitlines(), documents

    return run_script


def test_the_commands_of_the_page_with_a_private_file(run):
    code, log, documents = run(spell_commands(baseline(), PAGE))
    assert code == 0
    assert log == [
        " iam create-group --group-name Ufo",
        " iam put-group-policy --group-name Ufo --policy-name UFOPolicy --policy-document FILE:600",
        " iam create-user --user-name Ufo",
        " iam add-user-to-group --user-name Ufo --group-name Ufo",
    ]
    assert documents == [document(baseline())]


def test_a_long_policy_becomes_managed_ones(run):
    code, log, documents = run(spell_commands(LONG, Placement(Target.GROUP, "deploy", "P")))
    assert code == 0
    make = " iam create-policy --policy-name P-{} --policy-document FILE:600 --query Policy.Arn"
    attach = " iam attach-group-policy --group-name deploy --policy-arn {}"
    assert log == [
        line
        for number in range(1, len(documents) + 1)
        for line in (
            f"{make.format(number)} --output text",
            attach.format("arn:aws:iam::123456789012:policy/made"),
        )
    ]
    assert [part for found in documents for part in found["Statement"]] == document(LONG)[
        "Statement"
    ]
    assert len(documents) > 1


def test_names_reach_the_command_as_they_are(run):
    odd = Placement(Target.USER, "o'neil; rm -rf $HOME")
    code, log, _ = run(spell_commands(baseline(), odd))
    assert code == 0
    assert log[0] == (
        f" iam put-user-policy --user-name {odd.name} --policy-name UFOPolicy "
        "--policy-document FILE:600"
    )
    assert shlex.quote(odd.name) in spell_commands(baseline(), odd)


def test_a_command_that_fails_ends_the_script_and_leaves_no_file(run):
    code, log, _ = run(spell_commands(baseline(), PAGE), fail="put-group-policy")
    assert code != 0
    assert log[-1].startswith(" iam put-group-policy")


ROLE = Placement(Target.ROLE, "deploy", policy="UFOMissing")
TRICKY = (Grant("Own", ("iam:GetUser",), ("arn:aws:iam::*:user/${aws:username}%{if x}",)),)


def test_cloudformation_makes_a_managed_policy_and_names_its_arn():
    assert json.loads(spell_cloudformation(baseline(), PAGE)) == {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "What `ufo ship` needs, by ufo-preflight",
        "Resources": {
            "UfoPolicy": {
                "Type": "AWS::IAM::ManagedPolicy",
                "Properties": {
                    "Description": "What `ufo ship` needs, by ufo-preflight",
                    "PolicyDocument": document(baseline()),
                },
            }
        },
        "Outputs": {"UfoPolicyArn": {"Value": {"Ref": "UfoPolicy"}}},
    }


def test_cloudformation_attaches_to_the_role_that_lacks_it():
    template = json.loads(spell_cloudformation(baseline(), ROLE))
    assert template["Resources"]["UfoPolicy"]["Properties"]["Roles"] == ["deploy"]


def test_cloudformation_splits_what_is_too_long():
    template = json.loads(spell_cloudformation(LONG, PAGE))
    parts = [item["Properties"]["PolicyDocument"] for item in template["Resources"].values()]
    assert [statement for part in parts for statement in part["Statement"]] == document(LONG)[
        "Statement"
    ]
    assert all(len("".join(json.dumps(part).split())) <= MANAGED_LIMIT for part in parts)
    assert list(template["Outputs"]) == [f"{name}Arn" for name in template["Resources"]]
    assert len(parts) > 1
    assert size(LONG) > MANAGED_LIMIT


def test_terraform_attaches_to_the_role_that_lacks_it():
    condition = GrantCondition("iam:PassedToService", ("a", "b"))
    grant = Grant("A", ("iam:PassRole",), ("*",), (condition,))
    assert json.loads(spell_terraform([grant], ROLE)) == {
        "locals": {"ufo": document([grant])},
        "resource": {
            "aws_iam_policy": {
                "ufo": {
                    "name": "UFOMissing",
                    "description": "What `ufo ship` needs, by ufo-preflight",
                    "policy": "${jsonencode(local.ufo)}",
                }
            },
            "aws_iam_role_policy_attachment": {
                "ufo": {"role": "deploy", "policy_arn": "${aws_iam_policy.ufo.arn}"}
            },
        },
    }


def test_terraform_attaches_nothing_to_a_group_that_is_to_be_made():
    found = json.loads(spell_terraform(baseline(), PAGE))
    assert list(found["resource"]) == ["aws_iam_policy"]


def test_terraform_takes_policy_variables_as_text():
    text = spell_terraform(TRICKY, Placement(Target.ROLE, "${x}"))
    assert "user/$${aws:username}%%{if x}" in text
    assert '"role": "$${x}"' in text


def terraform(folder, *arguments, text=""):
    done = subprocess.run(
        ["terraform", *arguments],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={"HOME": str(folder), "PATH": os.environ["PATH"], "CHECKPOINT_DISABLE": "1"},
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.skipif(not shutil.which("terraform"), reason="terraform is not installed")
@pytest.mark.parametrize("grants", [baseline(), LONG, TRICKY], ids=["baseline", "long", "tricky"])
def test_terraform_reads_it(grants, tmp_path):
    module = json.loads(spell_terraform(grants, ROLE))
    whole = tmp_path / "whole"
    whole.mkdir()
    (whole / "ufo.tf.json").write_text(json.dumps(module))
    assert "hashicorp/aws" in terraform(whole, "providers")
    # Without its resources, which need the provider, Terraform evaluates the documents.
    (tmp_path / "ufo.tf.json").write_text(json.dumps({"locals": module["locals"]}))
    parts = [
        json.loads(json.loads(terraform(tmp_path, "console", text=f"jsonencode(local.{name})")))
        for name in module["locals"]
    ]
    assert [item for part in parts for item in part["Statement"]] == document(grants)["Statement"]
