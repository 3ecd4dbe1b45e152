"""What hostile input makes of every way in: an answer or a clear error, never a defect or a false pass.

`scripts/fuzz` runs the same with as many examples as wanted.
"""

from __future__ import annotations

import json
import os
import random
import re
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cli.worlds import run
from tests.policy.fuzzing import ACCOUNT, ROLE, any_json, broken_file, damaged, outcome
from tests.project.projects import V6
from ufo_preflight.aws.batches import Batch
from ufo_preflight.aws.results import read
from ufo_preflight.model import ContextEntry, Question, Verdict

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "60"))
fuzzing = settings(max_examples=EXAMPLES, deadline=None)
seeds = st.integers(min_value=0, max_value=2**32).map(random.Random)


def finished(folder: Path, *argv: str) -> tuple[int, str, str]:
    """Run the program; whatever it read, it ends with a code of its own and no defect."""
    code, out, err = run(folder, *argv)
    assert code in (0, 1, 2, 3)
    assert "internal error" not in err
    return code, out, err


@fuzzing
@given(seeds)
def test_policies(source):
    content = broken_file(source)
    expected = outcome(content)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "p.json").write_bytes(content)
        code, _, _ = finished(Path(folder), "check", "--policy-file", "p.json", "-q")
    assert code != 0 or expected == "allowed"


DENIED = {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}


@fuzzing
@given(seeds)
def test_exports(source):
    """An export whose every policy denies never allows, whatever is damaged in it."""
    role = {
        **ACCOUNT["RoleDetailList"][0],
        "PermissionsBoundary": {"PermissionsBoundaryArn": "arn:b"},
    }
    role["RolePolicyList"] = [{"PolicyName": "p", "PolicyDocument": DENIED}]
    content = json.dumps(damaged(source, {"RoleDetailList": [role]}))
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "account.json").write_text(content)
        options = ("--policy-file", "account.json", "--principal-arn", ROLE, "-q")
        code, _, _ = finished(Path(folder), "check", *options)
    assert code != 0


MESSAGE = """
User: arn:aws:iam::111122223333:user/ci is not authorized to perform: ecs:CreateService iam:* * on
resource: arn:aws:ecs:us-west-2:111122223333:service/a/b because no identity-based policy allows the
explicit deny in a service control policy AccessDenied 403 (Service: AWS; Encoded authorization
failure message: AbCdEf-_ { } : [ ] CREATE_FAILED s3:GetObject arn: sts:AssumeRole Allow Effect
arn:aws:iam::aws:policy/AdministratorAccess
"""
WORDS = st.sampled_from(MESSAGE.split())


@fuzzing
@given(st.lists(WORDS | st.text(max_size=8), max_size=60))
def test_texts(words):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "log").write_text(" ".join(words), encoding="utf-8", errors="replace")
        _, out, _ = finished(Path(folder), "explain", "-o", "json", "--file", "log")
    for denial in json.loads(out)["denials"]:
        offered = json.dumps(denial.get("advice", {}).get("statement"))
        assert not re.search(r'"(?:\*|[\w-]+:\*)"', offered.partition('"Resource"')[0]), offered


SNIPPETS = (
    *('config.app = "x"', "config.dns.domain = ENV['D']", "if x", "else", "end", "elsif y", "=begin", "=end"),
    *("[[[[", "]]]]", "{{", "}}", "<% if a %>", "<%= b", "%>", "*a", "&a [*a, *a]", "? ? ? ?"),
    *("!!python/x y", "- a", "key:", "  key: value", '"\\\\u0000"', "\\t", "#{", "}", "def x", "**h)"),
    *("FROM a", "ARG X", "FROM ${X}", "ufo (6.3.13)", "awslogs-group: <%= @x %>", "\\x00", "\\xff", "é" * 40),
)  # fmt: skip
PATHS = (
    *V6, ".ufo/settings.yml", ".ufo/preflight.yml", ".ufo/output/template.yml", ".ufo/output/params.json",
    ".ufo/variables/base.rb", ".ufo/task_definitions.rb", ".ufo/config/boot.rb", "Dockerfile",
    "Dockerfile.erb", "Gemfile.lock", ".ufo/current",
)  # fmt: skip


@fuzzing
@given(
    st.dictionaries(
        st.sampled_from(PATHS),
        st.lists(st.sampled_from(SNIPPETS) | st.text(max_size=10), max_size=12).map("\n".join),
        max_size=6,
    ),
    st.booleans(),
)
def test_projects(changes, whole):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, text in {**(V6 if whole else {}), **changes}.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(text.encode("utf-8", "surrogatepass"))
        code, out, _ = finished(folder, "list-checks", "-o", "json")
        assert code == 2 or json.loads(out)["checks"]
        finished(folder, "policy", "-q")


CONTEXT = (ContextEntry("aws:RequestedRegion", ("us-west-2",)),)
RESULT = {
    "EvalActionName": "ecs:CreateService",
    "EvalDecision": "allowed",
    "EvalResourceName": "*",
    "MatchedStatements": [{"SourcePolicyId": "p", "StartPosition": {"Line": 1, "Column": 2}}],
    "MissingContextValues": [],
    "OrganizationsDecisionDetail": {"AllowedByOrganizations": True},
    "PermissionsBoundaryDecisionDetail": {"AllowedByPermissionsBoundary": True},
    "ResourceSpecificResults": [],
}


@fuzzing
@given(seeds, st.sampled_from(["allowed", "implicitDeny", "explicitDeny", "", "ALLOWED", "x"]))
def test_answers(source, decision):
    """An answer in the form that botocore passes on; what it does not plainly allow is not allowed."""
    result = {**RESULT, "EvalDecision": decision}
    if source.random() < 0.5:
        result["OrganizationsDecisionDetail"] = {"AllowedByOrganizations": source.random() < 0.5}
        result["PermissionsBoundaryDecisionDetail"] = {
            "AllowedByPermissionsBoundary": source.random() < 0.5
        }
    for name in source.sample(sorted(result), source.randrange(3)):
        del result[name]
    if source.random() < 0.3:
        result["MissingContextValues"] = [str(any_json(source, 1)) for _ in range(3)]
    question = Question("ecs:CreateService", None, CONTEXT)
    batch = Batch("arn:aws:iam::111122223333:user/me", CONTEXT, (question,))
    for _asked, answer in read(batch, [result]).answers:
        if answer.decision.verdict is Verdict.ALLOWED:
            assert result.get("EvalDecision") == "allowed"
            assert result.get("OrganizationsDecisionDetail") != {"AllowedByOrganizations": False}
