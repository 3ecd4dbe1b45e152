"""What the package promises, and that a first import costs nothing."""

from __future__ import annotations

import importlib.util

import pytest

import ufo_preflight
from tests.render.reports import BLOCKED, READY
from tests.test_report import FAIL, report
from ufo_preflight import errors
from ufo_preflight.model import Need


def test_the_public_names_are_those_that_can_be_had():
    assert set(ufo_preflight._HOME) <= set(ufo_preflight.__all__)
    assert set(ufo_preflight.__all__) <= set(dir(ufo_preflight))
    for name in ufo_preflight.__all__:
        value = vars(ufo_preflight).get(name) or ufo_preflight.__getattr__(name)
        assert callable(value)
        assert value.__doc__


def test_every_error_of_the_tree_is_public():
    tree = {name for name in vars(errors) if name.endswith("Error")}
    assert tree <= set(ufo_preflight.__all__)


def test_the_policies_of_a_report_are_documents():
    assert ufo_preflight.missing_policy(READY) is None
    minimal = ufo_preflight.minimal_policy(READY)
    asked = {action for one in minimal["Statement"] for action in listed(one["Action"])}
    assert asked == {
        requirement.question.action
        for found in READY.checks
        if found.check.need is Need.REQUIRED
        for requirement in found.check.requirements
    }
    missing = ufo_preflight.missing_policy(BLOCKED)
    assert missing["Version"] == "2012-10-17"
    assert missing["Statement"]


def listed(actions):
    return [actions] if isinstance(actions, str) else actions


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
