"""Whether an entry and a row are needed, and why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ufo_preflight.catalog.judge import Judged, is_usual, judge_need, state
from ufo_preflight.catalog.load import Entry, Row
from ufo_preflight.catalog.ship import Feature, FeatureRule, ShipFacts
from ufo_preflight.model import Need

FACTS = ShipFacts(
    features={
        "elb": Feature(used=True, why="elb is there."),
        "dns": Feature(used=False, why="dns is not."),
        "waf": Feature(used=None, why="waf is computed."),
    }
)
ROW = Row("r", "R", Need.OPTIONAL, "The general rule.")
ENTRY = Entry(
    check="r",
    action="ecs:CreateService",
    resource=None,
    context=(),
    is_global=False,
    is_representative=True,
    phases=("create",),
    stage="direct",
    when=("x",),
    versions=(6,),
    why="The entry's own.",
    confidence="traced",
    source="s",
    advisory=False,
)


@pytest.mark.parametrize(
    ("when", "used", "why"),
    [
        ((), True, ""),
        (("elb",), True, "elb is there."),
        (("elb", "dns"), False, "dns is not."),
        (("elb", "waf"), None, "waf is computed."),
        (("waf", "dns"), False, "dns is not."),
        (("!dns",), True, "dns is not."),
        (("!waf",), None, "waf is computed."),
        (("other",), None, ""),
    ],
)
def test_all_features_must_hold(when, used, why):
    assert state(when, FACTS) == Feature(used=used, why=why)


def test_what_is_open_counts_when_ships_usually_have_it():
    usual = {
        "waf": FeatureRule(usual=False, means="m"),
        "other": FeatureRule(usual=True, means="m"),
    }
    assert not is_usual(("elb", "waf"), FACTS, usual)
    assert is_usual(("elb", "other"), FACTS, usual)
    assert is_usual(("!waf",), FACTS, usual)


def judged(used, why="", **entry):
    return Judged(replace(ENTRY, **entry), Feature(used=used, why=why), is_usual=False)


def test_what_cannot_be_read_is_needed_where_a_project_was_read():
    general, read = judged(None, "Open."), replace(judged(None, "Open."), is_read=True)
    assert (general.advisory, general.uncertain) == (True, False)
    assert (read.advisory, read.uncertain) == (False, True)
    assert replace(read, is_usual=True).uncertain is False
    assert judge_need(ROW, [read]) == (Need.REQUIRED, "Open.")
    assert judge_need(replace(ROW, advisory=True), [read]) == (ROW.need, "Open.")


@pytest.mark.parametrize(
    ("entries", "need", "why"),
    [
        ([judged(True, "So.")], Need.REQUIRED, "So."),
        ([judged(True)], Need.REQUIRED, "The entry's own."),
        ([judged(True, when=())], Need.REQUIRED, "The general rule."),
        ([judged(False, "Not."), judged(True, "So.")], Need.REQUIRED, "So."),
        ([judged(None, "Open.")], Need.OPTIONAL, "Open."),
        ([judged(None)], Need.OPTIONAL, "The general rule."),
        ([judged(False, "Not.")], Need.NO, "Not."),
        ([judged(False, "Not."), judged(True, "So.", advisory=True)], Need.OPTIONAL, "So."),
        (
            [judged(True, "Second.", is_representative=False), judged(True, "First.")],
            Need.REQUIRED,
            "First.",
        ),
    ],
)
def test_a_row_is_needed_by_what_was_detected(entries, need, why):
    assert judge_need(ROW, entries) == (need, why)


def test_a_row_that_advises_is_optional_at_most():
    assert judge_need(replace(ROW, advisory=True), [judged(True, "So.")])[0] is Need.OPTIONAL


def test_a_need_that_nobody_detected_only_warns_when_it_is_unusual():
    assert judged(None).advisory
    assert not judged(True).advisory
    assert not replace(judged(None), is_usual=True).advisory
    assert judged(True, advisory=True).advisory
