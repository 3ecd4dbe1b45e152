"""A snapshot of files as a value."""

from __future__ import annotations

from ufo_preflight.project.files import ProjectFiles

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
