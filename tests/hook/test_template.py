"""A template is filled in where it says, and nowhere else."""

from __future__ import annotations

from importlib.resources import files

import pytest

from ufo_preflight.hook.template import fill


def test_values_are_put_in_and_empty_lines_of_them_left_out():
    text = fill("gate.rb", CHECK="'a'", LAYERS="", BUILD="", UNBUILT="x\n\n  y", METHODS="")
    assert "@" not in text
    assert "CHECK = ['a'].freeze" in text
    assert "    x\n\n      y\n  end\n" in text
    assert "skipped?\n\n    $stdout.flush" in text


@pytest.mark.parametrize("name", ["nowhere.rb"])
def test_a_template_that_is_not_there_is_a_defect(name):
    with pytest.raises(FileNotFoundError):
        fill(name)


def test_every_template_ends_in_one_newline():
    for path in files("ufo_preflight.hook").joinpath("templates").iterdir():
        assert path.read_text()[-1] == "\n" != path.read_text()[-2]
