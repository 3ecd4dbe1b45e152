"""Workflow commands: all of them ours, none of a policy."""

from __future__ import annotations

import re

from hypothesis import given

from tests.render.reports import ALLOWED, DENIED, LENIENT, READY, SKIPPED, report, row
from tests.render.strategies import reports, some
from ufo_preflight.render import render
from ufo_preflight.render.style import Style
from ufo_preflight.report import FailOn, Strictness


def levels(found):
    lines = render(found, "github", Style()).split("\n")
    return [line.partition(" ")[0].strip(":") for line in lines]


def test_what_counts_is_an_error_and_what_does_not_a_warning():
    assert levels(report(row("ecs", DENIED), row("ecr", DENIED), row("iam", ALLOWED))) == [
        "error",
        "warning",
        "error",
    ]


def test_a_gate_that_opens_gives_no_error():
    assert levels(READY) == ["notice"]
    assert levels(SKIPPED) == ["notice"]
    assert levels(LENIENT) == ["warning", "warning", "notice"]


def test_an_optional_denial_counts_when_any_does():
    strict = Strictness(FailOn.ANY)
    assert levels(report(row("ecr", DENIED), strictness=strict)) == ["error", "error"]


def test_titles_and_messages_are_escaped_as_the_runner_demands():
    found = report(row("ecs", DENIED, why="50% off, a:b"), caveats=("100%\r\n::error::x",))
    last = render(found, "github", Style()).split("\n")[-1]
    assert last.startswith("::error title=ufo-preflight%3A blocked::arn:aws:iam::")
    assert last.endswith("1 fail. 100%25 ::error::x")


@some
@given(reports())
def test_github_gets_only_commands_of_ours(found):
    command = re.compile(r"::(error|warning|notice) title=ufo-preflight[^:,]*::[^\r\n]*")
    for line in render(found, "github", Style()).split("\n"):
        assert command.fullmatch(line)
        assert line.isprintable()
        assert not re.search("%(?!25|3A|2C)", line)
