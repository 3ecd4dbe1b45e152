"""The values that options take."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from ufo_preflight.cli.groups import columns, ids, pairs, resolve, seconds
from ufo_preflight.errors import UsageError


def test_ids_are_split_at_commas():
    assert ids(" ecr, route53,") == ("ecr", "route53")


def test_pairs_are_split_at_the_first_equals_sign():
    assert pairs("--resource", ["ecs=arn:a=b", "iam=x"]) == (("ecs", "arn:a=b"), ("iam", "x"))


@pytest.mark.parametrize("text", ["ecs", "=x", "ecs="])
def test_a_pair_without_a_side_is_refused(text):
    with pytest.raises(UsageError, match="--resource"):
        pairs("--resource", [text])


@pytest.mark.parametrize(("convert", "text"), [(seconds, "0"), (seconds, "inf"), (columns, "39")])
def test_numbers_out_of_range_are_refused(convert, text):
    with pytest.raises(argparse.ArgumentTypeError):
        convert(text)


def test_a_path_is_taken_from_where_the_command_was_started(tmp_path):
    assert resolve("a.json", tmp_path) == tmp_path / "a.json"
    assert resolve("/a.json", tmp_path) == Path("/a.json")
