"""What the package promises, and that a first import costs nothing."""

from __future__ import annotations

import importlib.util

import pytest

import ufo_preflight
from tests.test_report import FAIL, report


def test_the_public_names_are_those_that_can_be_had():
    assert sorted(ufo_preflight.__all__) == sorted(ufo_preflight._HOME)
    for name in ufo_preflight.__all__:
        value = vars(ufo_preflight).get(name) or ufo_preflight.__getattr__(name)
        assert callable(value)
        assert value.__doc__


def test_a_name_that_is_not_public_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'nope'"):
        ufo_preflight.nope  # noqa: B018


def test_no_module_hides_a_public_name():
    for name in ufo_preflight.__all__:
        assert importlib.util.find_spec(f"ufo_preflight.{name}") is None


def test_a_report_can_be_had_as_json():
    document = report(FAIL).to_dict()
    assert next(iter(document)) == "format_version"
    assert (document["verdict"], document["exit_code"]) == ("blocked", 1)
