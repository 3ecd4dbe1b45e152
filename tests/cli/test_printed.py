"""Nothing foreign is obeyed by who reads what is printed: one property over every command."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.worlds import run
from ufo_preflight.render import RENDERERS

FOREIGN = st.lists(
    st.sampled_from(
        ["\x1b[2J", "\x1b]0;x\x07", "\n::error::x", "\n##[error]x", "\u202e", "\x9b2J", "\r", "a", "é",
         "\n", "|", "`", "<b>", "]]>", "'", '"', "\\", "{{resolve:ssm:x}}", "\u2028", "%0A", "\x85"]
    ),
    min_size=1,
    max_size=4,
).map("".join)  # fmt: skip
ATTEMPTS = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def is_harmless(text: str, *, commands: bool = False) -> bool:
    plain = all(part.isprintable() or part in "\n\t" for part in text)
    return plain and (commands or not re.search(r"^\s*::|##\[", text, re.MULTILINE))


def project(folder: Path, word: str) -> None:
    (folder / ".ufo").mkdir(exist_ok=True)
    quoted = json.dumps(word)
    (folder / ".ufo/config.rb").write_text(
        f"Ufo.configure do |config|\n  config.app = {quoted}\n  config.docker.repo = {quoted}\nend\n",
        encoding="utf-8",
        errors="replace",
    )


def policy(folder: Path, word: str) -> None:
    statements = [
        {"Sid": word, "Effect": "Deny", "Action": "ecs:*", "Resource": f"arn:aws:ecs:*:*:{word}*"},
        {"Sid": word, "Effect": "Deny", "Action": "ecr:*", "Resource": "*"},
        {"Effect": "Allow", "Action": ["*", word], "Resource": "*",
         "Condition": {"StringEquals": {"aws:PrincipalTag/" + word: word}}},
    ]  # fmt: skip
    (folder / "policy.json").write_text(
        json.dumps({"Version": "2012-10-17", "Statement": statements})
    )


@pytest.mark.parametrize("output", RENDERERS)
@ATTEMPTS
@given(word=FOREIGN)
def test_a_check_in_every_format(tmp_path, output, word):
    project(tmp_path, word)
    policy(tmp_path, word)
    _, out, err = run(tmp_path, "check", "--full", "--policy-file", "policy.json", "-o", output)
    assert is_harmless(out, commands=output == "github")
    assert is_harmless(err)
    if output == "json":
        json.loads(out)


@pytest.mark.parametrize(
    "argv",
    [
        ["list-checks"],
        ["list-checks", "-o", "json"],
        ["policy"],
        ["policy", "--as", "commands"],
        ["policy", "--as", "cloudformation"],
        ["policy", "--missing", "--policy-file", "policy.json"],
        ["explain", "--file", "log"],
        ["explain", "-o", "json", "--file", "log"],
        ["check", "--policy-file", "broken.json"],
    ],
)
@ATTEMPTS
@given(word=FOREIGN)
def test_the_other_commands(tmp_path, argv, word):
    project(tmp_path, word)
    policy(tmp_path, word)
    (tmp_path / "broken.json").write_text(f'{{"Statement": [{word}', encoding="utf-8")
    (tmp_path / "log").write_text(
        f"User: arn:aws:iam::111122223333:user/{word} is not authorized to perform: ecs:{word}"
        f" on resource: {word} because {word}\n{word}\nAccessDeniedException: {word}\n",
        encoding="utf-8",
    )
    _, out, err = run(tmp_path, *argv)
    assert is_harmless(out)
    assert is_harmless(err)


@ATTEMPTS
@given(word=FOREIGN)
def test_what_was_typed_or_set_or_stands_in_preflight_yml(tmp_path, word):
    for argv in ([word], ["--only", word], [f"--{word}"], ["--policy-file", word], ["--report", word],
                 ["run", "--", word], ["run", "--env=x", "--", "sh", "-c", word], ["hook", "--", word],
                 ["explain", word], ["completion", word], ["--color", word]):  # fmt: skip
        if "\0" not in word and argv[-1:] != ["sh"]:
            _, out, err = run(tmp_path, *argv) if argv[:2] != ["run", "--env=x"] else (0, "", "")
            assert is_harmless(out)
            assert is_harmless(err)
    for variable in ("UFO_PREFLIGHT_FAIL_ON", "UFO_PREFLIGHT_OUTPUT", "UFO_ENV"):
        _, out, err = run(tmp_path, "check", "--policy-file", "x", environ={variable: word})
        assert is_harmless(out + err)
    (tmp_path / ".ufo").mkdir(exist_ok=True)
    (tmp_path / ".ufo/preflight.yml").write_text(
        f"{json.dumps(word)}: {json.dumps(word)}\n", encoding="utf-8"
    )
    _, out, err = run(tmp_path, "check")
    assert is_harmless(out + err)
    (tmp_path / ".ufo/preflight.yml").unlink()
