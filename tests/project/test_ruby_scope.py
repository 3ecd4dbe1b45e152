"""Names and their values while files are read."""

from __future__ import annotations

import pytest

from ufo_preflight.project.ruby_scope import (
    CONDITIONAL,
    MOST_WORK,
    Leaving,
    Scope,
    TooMuchCodeError,
    merge,
)
from ufo_preflight.project.values import NIL, Computed, Known

SOMEWHERE = Computed("c.rb:1")


def test_an_unbound_name_is_nil():
    assert Scope({}, {}).get("config.a") == NIL


def test_what_is_forgotten_stays_so_until_it_is_set_again():
    scope = Scope({"config.a.b": Known(1), "config.c": Known(2)}, {})
    scope.forget("config.a", SOMEWHERE)
    assert scope.get("config.a.b") == scope.get("config.a.other") == SOMEWHERE
    assert scope.get("config.c") == Known(2)
    scope.set("config.a.b", Known(3), "c.rb:2")
    assert scope.get("config.a.b") == Known(3, "c.rb:2")


def test_where_code_may_have_left_only_the_same_value_stays_known():
    scope = Scope({"@a": Known(1)}, {})
    scope.leaving = Leaving.MAYBE
    scope.set("@a", Known(1), "c.rb:3")
    scope.set("@b", Known(2), "c.rb:4")
    assert scope.get("@a") == Known(1, "c.rb:3")
    assert scope.get("@b") == Computed("c.rb:4", CONDITIONAL)


def test_locals_end_with_their_file():
    scope = Scope({"x": Known(1), "@y": Known(2), "config.z": Known(3)}, {})
    scope.enter("next.rb")
    assert set(scope.bindings) == {"@y", "config.z"}


def test_branches_keep_what_they_agree_on():
    outcomes = [
        {"a": Known(1), "b": Known(1)},
        {"a": Known(1, "other"), "b": Known(2)},
        {"a": Known(1)},
    ]
    assert merge(outcomes, "c.rb:5") == {"a": Known(1), "b": Computed("c.rb:5", CONDITIONAL)}


def test_work_has_a_bound():
    scope = Scope({}, {})
    scope.spend(MOST_WORK)
    with pytest.raises(TooMuchCodeError):
        scope.spend()
