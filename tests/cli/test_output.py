"""The report goes where it was asked to, whole or not at all."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path

import pytest

from tests.cli.parsing import parsed
from tests.cli.worlds import Terminal, world_in
from tests.test_report import FAIL, PASS, report
from ufo_preflight.cli.given import ReportOptions
from ufo_preflight.cli.output import Targets, deliver, style_of, targets_of, write_whole
from ufo_preflight.cli.world import World
from ufo_preflight.errors import FileUnreadableError, UsageError
from ufo_preflight.render import RENDERERS, render
from ufo_preflight.render.style import Style


def options(**changes):
    return ReportOptions(**changes)


def style(stdout=None, environ=None, **changes):
    world = World(io.StringIO(), stdout or io.StringIO(), io.StringIO(), environ or {}, None)
    return style_of(options(**changes), world)


def test_what_is_no_terminal_is_80_columns_without_colour():
    assert (style().width, style().use_color) == (80, False)


@pytest.mark.parametrize(
    ("environ", "color", "expected"),
    [
        ({"TERM": "xterm"}, "auto", True),
        ({"TERM": "dumb"}, "auto", False),
        ({}, "auto", False),
        ({"TERM": "xterm", "NO_COLOR": "1"}, "auto", False),
        ({"TERM": "xterm", "NO_COLOR": "1"}, "always", True),
        ({"TERM": "xterm"}, "never", False),
    ],
)
def test_colour_on_a_terminal(environ, color, expected):
    assert style(Terminal(), environ, color=color).use_color is expected


@pytest.mark.parametrize(
    ("environ", "expected"),
    [({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
)
def test_colour_in_a_pipe_is_only_forced(environ, expected):
    assert style(environ=environ).use_color is expected


@pytest.mark.parametrize(
    ("environ", "width", "expected"),
    [
        ({"COLUMNS": "120"}, None, 120),
        ({"COLUMNS": "120"}, 60, 60),
        ({"COLUMNS": "7"}, None, 80),
        ({"COLUMNS": "x"}, None, 80),
    ],
)
def test_the_width_is_the_options_then_the_environments(environ, width, expected):
    assert style(environ=environ, width=width).width == expected


@pytest.mark.parametrize(("encoding", "expected"), [("utf-8", True), ("ascii", False)])
def test_unicode_is_used_where_the_stream_can_show_it(encoding, expected):
    assert style(io.TextIOWrapper(io.BytesIO(), encoding=encoding)).use_unicode is expected


def test_the_report_is_printed_and_the_others_are_written(tmp_path):
    world = world_in(tmp_path)
    targets = targets_of(
        options(output="short", report=(("json", "a.json"), ("table", "b.txt"))), world
    )
    deliver(report(PASS), targets, world)
    assert world.stdout.getvalue() == render(report(PASS), "short", targets.style) + "\n"
    assert (tmp_path / "a.json").read_text() == render(report(PASS), "json", Style()) + "\n"
    assert (tmp_path / "b.txt").read_text() == render(report(PASS), "table", Style()) + "\n"


@pytest.mark.parametrize("text", ["json", "yaml=a.yml", "=a"])
def test_a_report_of_no_format_is_refused(tmp_path, text):
    with pytest.raises(UsageError, match="--report"):
        parsed("check", "--report", text, folder=tmp_path)


def test_two_reports_to_one_file_are_refused(tmp_path):
    (tmp_path / "link").symlink_to("a.json")
    for second in ("a.json", "./a.json", "link"):
        reports = (("json", "a.json"), ("table", second))
        with pytest.raises(UsageError, match="two reports go to"):
            targets_of(options(report=reports), world_in(tmp_path))


def test_a_report_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    path = tmp_path / "missing" / "a.json"
    with pytest.raises(FileUnreadableError, match="cannot be written: No such file"):
        deliver(report(FAIL), Targets("table", (("json", path),), Style()), world_in(tmp_path))
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(FileUnreadableError):
        write_whole(folder, "text")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_written_report_has_the_usual_permissions(tmp_path):
    write_whole(tmp_path / "a", "text")
    (tmp_path / "b").write_text("text")
    modes = {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in "ab"}
    assert len(modes) == 1


def test_every_format_can_be_asked_for(tmp_path):
    for name in RENDERERS:
        world = world_in(tmp_path)
        deliver(report(PASS), Targets(name, (), Style()), world)
        assert world.stdout.getvalue()


def test_a_link_is_followed_and_stays(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to("there/report")
    write_whole(tmp_path / "link", "one")
    write_whole(tmp_path / "link", "two")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there/report").read_text() == "two\n"
    assert [path.name for path in (tmp_path / "there").iterdir()] == ["report"]


def test_a_link_to_itself_is_said(tmp_path):
    (tmp_path / "round").symlink_to("round")
    with pytest.raises(FileUnreadableError, match="cannot be written"):
        write_whole(tmp_path / "round", "text")


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o444])
def test_a_file_keeps_its_mode(tmp_path, mode):
    path = tmp_path / "report"
    path.write_text("old")
    path.chmod(mode)
    write_whole(path, "new")
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("new\n", mode)


def test_a_fifo_is_written_to_and_stays_one(tmp_path):
    path = tmp_path / "fifo"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    write_whole(path, "text")
    assert os.read(reader, 100) == b"text\n"
    os.close(reader)
    assert stat.S_ISFIFO(path.stat().st_mode)


def test_a_device_and_an_open_file_are_written_to(tmp_path):
    write_whole(Path("/dev/null"), "text")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    with (tmp_path / "open").open("w+b") as file:
        write_whole(Path(f"/dev/fd/{file.fileno()}"), "text")
        assert (tmp_path / "open").read_text() == "text\n"
        assert os.fstat(file.fileno()).st_nlink == 1
