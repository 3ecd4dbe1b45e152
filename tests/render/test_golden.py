"""The whole output of every format, byte for byte."""

from __future__ import annotations

import pytest

from tests.render.golden import CASES, FOLDER, rendered


@pytest.mark.parametrize("case", CASES)
def test_the_whole_output_is_as_it_was(case):
    assert rendered(case) == (FOLDER / case).read_text(encoding="utf-8")


def test_no_whole_output_is_left_over():
    assert {path.name for path in FOLDER.iterdir()} == set(CASES)
