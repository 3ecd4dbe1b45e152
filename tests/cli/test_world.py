"""Text reaches its stream whole, whatever the stream can show."""

from __future__ import annotations

import io
from pathlib import Path

from tests.cli.worlds import world_in
from ufo_preflight.cli.world import World


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
