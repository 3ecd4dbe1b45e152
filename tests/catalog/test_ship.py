"""Without a project nothing is known."""

from __future__ import annotations

import pytest

from ufo_preflight.catalog.ship import ShipFacts


def test_facts_about_nothing():
    facts = ShipFacts()
    assert (facts.summary, facts.version, facts.warnings) == (None, None, ())
    assert dict(facts.features) == dict(facts.names) == {}


def test_facts_that_nobody_gave_cannot_be_changed():
    with pytest.raises(TypeError):
        ShipFacts().names["stack"] = ("a",)
