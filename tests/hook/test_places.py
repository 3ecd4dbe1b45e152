"""What is said about the places names only what exists."""

from __future__ import annotations

import re

from tests.cli.parsing import parsed
from ufo_preflight.hook.places import PLACES
from ufo_preflight.hook.ruby import Place


def test_every_place_of_a_hook_is_told():
    assert all(f"  {place.path} " in PLACES for place in Place)


def test_every_option_that_is_named_exists():
    named = set(re.findall(r"hook ((?:--[a-z]+ ?)+)", PLACES))
    assert len(named) == 4
    for options in named:
        words = options.split()
        parsed("hook", *words, *(["github"] if words == ["--ci"] else []))


def test_it_can_be_read_in_a_terminal_of_100_columns():
    assert max(map(len, PLACES.splitlines())) <= 100
