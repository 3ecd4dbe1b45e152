"""Ruby's truth and texts of what is known, and of what is not."""

from __future__ import annotations

import pytest

from ufo_preflight.project.values import NIL, Computed, Known, as_text, same, truth

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
