"""A field of the catalogue that is wrong is an error that names its entry."""

from __future__ import annotations

import pytest

from ufo_preflight.catalog.fields import Fields
from ufo_preflight.model import ContextEntry


def fields(**item):
    return Fields("requirements", {"check": "ecs", "action": "ecs:CreateService", **item})


def test_fields_are_read_by_their_type():
    item = fields(why="so", representative=True, phases=["create"], context={"a:b": "c"})
    assert item.text("why") == "so"
    assert item.flag("representative") is True
    assert item.texts("phases") == ("create",)
    assert item.context("context") == (ContextEntry("a:b", ("c",)),)


def test_what_is_left_out_has_a_default():
    item = fields()
    assert item.optional_text("resource") is None
    assert item.flag("advisory") is False
    assert item.texts("when") == ()
    assert item.context("context") == ()


@pytest.mark.parametrize(
    ("read", "item"),
    [
        (lambda it: it.text("why"), {"why": ""}),
        (lambda it: it.text("why"), {"why": 7}),
        (lambda it: it.flag("advisory"), {"advisory": "yes"}),
        (lambda it: it.texts("when"), {"when": "elb"}),
        (lambda it: it.context("context"), {"context": []}),
    ],
)
def test_an_error_names_the_entry(read, item):
    with pytest.raises(ValueError, match=r"^requirements: ecs ecs:CreateService: "):
        read(fields(**item))


def test_lists_and_objects_must_be_such():
    with pytest.raises(ValueError, match=r"^checks: a list with entries"):
        Fields.each({"checks": []}, "checks")
    with pytest.raises(ValueError, match=r"^checks: an object is expected"):
        Fields.each({"checks": [1]}, "checks")
    with pytest.raises(ValueError, match=r"^features: an object is expected"):
        Fields.named({"features": []}, "features")
    assert Fields.named({}, "features") == {}
    assert Fields("patterns", {"a": "b"}).all_texts() == {"a": "b"}
