import json
import os

import pytest

from tests.cli.worlds import run, world_in
from tests.denial.messages import SERVICE, message, no_identity
from ufo_preflight.cli.explain_text import CountedText, chunks_of
from ufo_preflight.errors import FileUnreadableError

DENIED = message("ecs:CreateService", SERVICE, no_identity("ecs:CreateService"))


def denials(out):
    return json.loads(out)["denials"]


@pytest.mark.parametrize(
    "words", [("shipp.log",), ("logs/ship",), ("./ship",), ("shiplog",), ("a.log", "b.log")]
)
def test_a_name_that_looks_like_a_file_and_is_none_is_a_usage_error(tmp_path, words):
    code, out, err = run(tmp_path, "explain", *words)
    assert (code, out) == (2, "")
    assert words[0].removeprefix("./") in err


@pytest.mark.parametrize(
    "text", ["AccessDeniedException:", "ecs:RunTask denied", "arn:aws:x denied.log"]
)
def test_a_message_is_no_file(tmp_path, text):
    assert run(tmp_path, "explain", text)[0] == 3


def test_a_folder_and_an_endless_device_are_refused(tmp_path):
    for name, why in ((".", "Is a directory"), ("/dev/zero", "is a device, not a text")):
        code, out, err = run(tmp_path, "explain", name)
        assert (code, out) == (2, "")
        assert why in err


def test_a_pipe_that_is_named_is_read(tmp_path):
    reading, writing = os.pipe()
    os.write(writing, DENIED.encode())
    os.close(writing)
    try:
        code, out, _err = run(tmp_path, "explain", "-o", "json", f"/dev/fd/{reading}")
    finally:
        os.close(reading)
    assert code == 0
    assert [found["action"] for found in denials(out)] == ["ecs:CreateService"]


def test_a_text_without_an_end_is_left(tmp_path):
    world = world_in(tmp_path, stdin="x\n" * (1 << 17))
    with pytest.raises(FileUnreadableError, match="stdin is longer than"):
        list(chunks_of((), None, world, longest=1 << 17))


@pytest.mark.parametrize(
    ("text", "lines"), [("", 0), ("a", 1), ("a\n", 1), ("a\nb", 2), ("\n\n", 2)]
)
def test_lines_are_counted_on_the_way(text, lines):
    counted = CountedText([text[:1], text[1:]])
    assert "".join(counted) == text
    assert counted.lines == lines
