"""A snapshot of files as a value."""

from __future__ import annotations

import pytest

from ufo_preflight.project.snapshot import NIL, Computed, Known, ProjectFiles, as_text, same, truth

FILES = ProjectFiles({"a/b": b"x\xff", "c": b""}, {}, {"a/z": "Permission denied"})


def test_files_are_there_readable_or_not():
    assert FILES.has("a/b")
    assert FILES.has("a/z")
    assert not FILES.has("a")


def test_texts_are_read_whatever_their_bytes():
    assert FILES.text("a/b") == "x\ufffd"
    assert FILES.text("a/z") is None


def test_files_of_a_folder_are_sorted():
    assert FILES.under("a") == FILES.under("a/") == ("a/b", "a/z")


def test_the_first_of_some_paths():
    assert FILES.first(["x", "a/z", "c"]) == "a/z"
    assert FILES.first(["x"]) is None


SOMEWHERE = Computed("c.rb:1")


@pytest.mark.parametrize(
    ("value", "met"),
    [(NIL, False), (Known(False), False), (Known(0), True), (Known(""), True), (SOMEWHERE, None)],
)
def test_only_nil_and_false_are_false(value, met):
    assert truth(value) is met


@pytest.mark.parametrize(
    ("value", "text"),
    [(NIL, ""), (Known(True), "true"), (Known(1.5), "1.5"), (Known("a"), "a"), (SOMEWHERE, None)],
)
def test_texts(value, text):
    assert as_text(value) == text


def test_values_are_the_same_wherever_they_are_written():
    assert same(Known(1, "a:1"), Known(1, "b:2"))
    assert not same(Known(1), Known(True))
    assert not same(Known(1), SOMEWHERE)
    assert same(SOMEWHERE, SOMEWHERE)


def test_the_file_of_a_place():
    assert Known(1, ".ufo/config.rb:7").file == ".ufo/config.rb"
    assert NIL.file == ""
