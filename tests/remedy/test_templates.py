"""Templates are read back: as JSON, and by Terraform itself where it is installed."""

import json
import os
import shutil
import subprocess

import pytest

from ufo_preflight.remedy.baseline import baseline
from ufo_preflight.remedy.grant import MANAGED_LIMIT, Condition, Grant, document, size
from ufo_preflight.remedy.placement import PAGE, Holder, Placement
from ufo_preflight.remedy.templates import spell_cloudformation, spell_terraform

ROLE = Placement(Holder.ROLE, "deploy", policy="UFOMissing")
LONG = tuple(
    Grant(f"S{number}", tuple(f"ecs:Action{number}x{part}" for part in range(60)))
    for number in range(8)
)
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


def test_terraform_names_the_role_that_lacks_it():
    grant = Grant("A", ("iam:PassRole",), ("*",), Condition("iam:PassedToService", ("a", "b")))
    assert (
        spell_terraform([grant], ROLE)
        == """resource "aws_iam_policy" "ufo" {
  name        = "UFOMissing"
  description = "What `ufo ship` needs, by ufo-preflight"
  policy = jsonencode({
    "Version": "2012-10-17",
    "Statement": [
      {
        "Sid": "A",
        "Effect": "Allow",
        "Action": "iam:PassRole",
        "Resource": "*",
        "Condition": {
          "StringEquals": {
            "iam:PassedToService": [
              "a",
              "b"
            ]
          }
        }
      }
    ]
  })
}

resource "aws_iam_role_policy_attachment" "ufo" {
  role       = "deploy"
  policy_arn = aws_iam_policy.ufo.arn
}"""
    )


def test_terraform_takes_policy_variables_as_text():
    text = spell_terraform(TRICKY, PAGE)
    assert "user/$${aws:username}%%{if x}" in text


def terraform(folder, *arguments, text):
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
    text = spell_terraform(grants, ROLE)
    assert terraform(tmp_path, "fmt", "-", text=text)
    expression = text[text.index("jsonencode(") : text.index("\n}")].replace("\n", " ")
    evaluated = json.loads(json.loads(terraform(tmp_path, "console", text=expression)))
    assert evaluated["Statement"] == document(grants)["Statement"][: len(evaluated["Statement"])]
