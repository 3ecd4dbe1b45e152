"""Three-valued logic in which every outcome keeps its reason."""

from __future__ import annotations

import pytest

from ufo_preflight.catalog.ship import Feature
from ufo_preflight.project.features import (
    both,
    either,
    is_on,
    is_set,
    known_text,
    known_texts,
    negated,
    no,
    open_,
    stated_or,
    yes,
)
from ufo_preflight.project.snapshot import NIL, Computed, Known

YES, NO, OPEN = yes("yes"), no("no"), open_("open")


@pytest.mark.parametrize(
    ("parts", "outcome"),
    [((YES, YES), YES), ((YES, NO), NO), ((OPEN, NO), NO), ((YES, OPEN), OPEN)],
)
def test_all_must_hold(parts, outcome):
    assert both(*parts) == outcome


@pytest.mark.parametrize(
    ("parts", "outcome"),
    [((NO, NO), NO), ((NO, YES), YES), ((OPEN, YES), YES), ((NO, OPEN), OPEN)],
)
def test_one_must_hold(parts, outcome):
    assert either(*parts) == outcome


def test_an_opposite_keeps_the_reason():
    assert negated(YES) == no("yes")
    assert negated(OPEN) == OPEN


@pytest.mark.parametrize(
    ("value", "feature"),
    [
        (Known(True), Feature(used=True, why="`x` is true by default.")),
        (Known(False, "c.rb:2"), Feature(used=False, why="`x` is false in c.rb.")),
        (NIL, Feature(used=False, why="`x` is not set by default.")),
        (Computed("c.rb:3"), Feature(used=None, why="`x` is computed in c.rb:3.")),
    ],
)
def test_a_switch_is_on_or_off(value, feature):
    assert is_on("x", value) == feature


@pytest.mark.parametrize(
    ("value", "feature"),
    [
        (Known("a", "c.rb:2"), Feature(used=True, why="`x` is set in c.rb.")),
        (Known((), "c.rb:2"), Feature(used=False, why="`x` is set in c.rb.")),
        (NIL, Feature(used=False, why="`x` is not set.")),
        (
            Computed("c.rb:3", "set conditionally"),
            Feature(used=None, why="`x` is set conditionally in c.rb:3."),
        ),
    ],
)
def test_a_setting_has_a_value_or_none(value, feature):
    assert is_set("x", value) == feature


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (Known(("a", None, "b")), ("a", "b")),
        (Known("a, b"), ("a", "b")),
        (NIL, ()),
        (Computed("c.rb:1"), ()),
    ],
)
def test_lists_of_texts(value, texts):
    assert known_texts(value) == texts


def test_a_text_or_nothing():
    assert known_text(Known("a")) == "a"
    assert known_text(Known(1)) == known_text(NIL) == known_text(Computed("c.rb:1")) == ""


def test_what_is_stated_comes_first():
    assert stated_or({"stack": ("mine",)}, "stack", "found") == "mine"
    assert stated_or({}, "stack", "found") == "found"
