"""How text looks is a value: what is no terminal is plain and 80 columns wide."""

from __future__ import annotations

import dataclasses

import pytest

from ufo_preflight.render.look import Look


def test_without_a_terminal_text_is_plain_and_80_columns_wide():
    assert dataclasses.astuple(Look()) == (80, False, True, False, False)


def test_a_look_is_decided_once():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Look().width = 100
