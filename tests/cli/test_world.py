"""Text reaches its stream whole, whatever the stream can show."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.worlds import world_in
from ufo_preflight.cli.world import World, harmless


def test_text_ends_in_one_newline(tmp_path):
    world = world_in(tmp_path)
    world.print("one")
    world.print("two\n")
    world.tell("three")
    world.tell("")
    assert (world.stdout.getvalue(), world.stderr.getvalue()) == ("one\ntwo\n", "three\n")


def test_what_a_stream_cannot_show_is_escaped_not_raised(tmp_path):
    bytes_out = io.BytesIO()
    out = io.TextIOWrapper(bytes_out, encoding="ascii", write_through=True)
    World(io.StringIO(), out, io.StringIO(), {}, tmp_path).print("naïve ✓")
    assert bytes_out.getvalue() == b"na\\xefve \\u2713\n"


def test_the_real_world_is_this_process():
    world = World.real()
    assert world.cwd.is_absolute()
    assert "PATH" in world.environ


def test_a_path_is_taken_from_where_the_command_was_started(tmp_path):
    world = world_in(tmp_path)
    assert world.path("a.json") == tmp_path / "a.json"
    assert world.path("/a.json") == Path("/a.json")


COLOURS = "\x1b[31mfail\x1b[0m"
# Beyond what is printable: a C1 control, a bidirectional override, a tag, a lone surrogate.
ODD = "a\x1b]0;title\x07\r\x9b2J\u202e\U000e0041\ud800\u2028b"


def test_what_a_terminal_would_obey_is_spelled_out_as_in_json(tmp_path):
    world = world_in(tmp_path)
    world.print(ODD)
    shown = world.stdout.getvalue()
    assert shown == (
        "a\\u001b]0;title\\u0007\\u000d\\u009b2J\\u202e\\udb40\\udc41\\ud800\\u2028b\n"
    )
    assert json.loads(f'"{shown.strip()}"') == ODD


def test_colours_get_through_where_there_are_some_and_nothing_beside_them(tmp_path):
    world = world_in(tmp_path)
    world.print(f"{COLOURS} \x1b[2J", colored=True)
    world.tell(COLOURS)
    assert world.stdout.getvalue() == f"{COLOURS} \\u001b[2J\n"
    assert world.stderr.getvalue() == "\\u001b[31mfail\\u001b[0m\n"


@pytest.mark.parametrize("line", ["::error::x", "  ::set-output name=a::b", "x ##[error]y"])
def test_what_a_ci_system_would_obey_gets_through_only_on_purpose(line):
    assert harmless(line, commands=True) == line
    spelled = harmless(f"a\n{line}\nb")
    assert not any(each.lstrip().startswith("::") for each in spelled.split("\n"))
    assert "##[" not in spelled
    assert json.loads(f'"{harmless(line)}"') == line


@given(st.text(), st.booleans())
def test_nothing_but_text_and_line_breaks_is_ever_printed(text, colored):
    shown = harmless(text, colored=colored)
    plain = re.sub(r"\x1b\[\d{0,2}m", "", shown) if colored else shown
    assert all(part.isprintable() or part in "\n\t" for part in plain)
    assert not re.search(r"^\s*::", shown, re.MULTILINE)
    assert harmless(shown, colored=colored) == shown
