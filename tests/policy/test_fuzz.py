"""Whatever a file holds: one answer or one clear error, and never *allowed* by accident."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.fuzzing import broken_file, outcome


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_file_is_an_answer_or_an_error(seed):
    source = random.Random(seed)
    found = {outcome(broken_file(source)) for _ in range(500)}
    assert found >= {"error", "allowed", "implicitDeny"}
    assert "mess" not in found


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_an_answer_or_an_error(content):
    assert outcome(content) == "error"
