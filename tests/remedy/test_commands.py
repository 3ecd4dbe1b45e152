"""The script is run by a real shell, against an `aws` that writes down what it is told."""

import json
import os
import shlex
import subprocess

import pytest

from ufo_preflight.remedy.baseline import baseline
from ufo_preflight.remedy.commands import spell_commands
from ufo_preflight.remedy.grant import Grant, document
from ufo_preflight.remedy.placement import PAGE, Holder, Placement

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

LONG = tuple(
    Grant(f"S{number}", tuple(f"ecs:Action{number}x{part}" for part in range(60)))
    for number in range(8)
)


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
    code, log, documents = run(spell_commands(LONG, Placement(Holder.GROUP, "deploy", "P")))
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
    odd = Placement(Holder.USER, "o'neil; rm -rf $HOME")
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
