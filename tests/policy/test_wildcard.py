"""Wildcards match what a regular expression says they match, in linear time."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ufo_preflight.policy.wildcard import Wild, arn_matcher_of, matcher_of

M, ANY, MN, ON = Wild.MANY, Wild.ONE, Wild.MANY_NARROW, Wild.ONE_NARROW
AS_REGEX = {M: ".*", ANY: ".", MN: "[^:]*", ON: "[^:]"}
PIECES = st.lists(st.sampled_from(("a", "b", "ab", ":", M, ANY)), max_size=7)
NARROW = st.lists(st.sampled_from(("a", ":", M, ANY, MN, ON)), max_size=7)
TEXT = st.text("ab:", max_size=9)


def by_regex(pieces, text):
    source = "".join(AS_REGEX.get(piece) or re.escape(piece) for piece in pieces)
    return re.fullmatch(source, text, re.DOTALL) is not None


@settings(max_examples=400, deadline=None)
@given(PIECES, TEXT)
def test_it_agrees_with_a_regular_expression(pieces, text):
    assert matcher_of(tuple(pieces))(text) is by_regex(pieces, text)


@settings(max_examples=400, deadline=None)
@given(NARROW, TEXT)
def test_narrow_wildcards_agree_with_a_regular_expression(pieces, text):
    assert matcher_of(tuple(pieces))(text) is by_regex(pieces, text)


@pytest.mark.parametrize("star", [M, MN])
def test_many_stars_cost_no_more_than_their_number(star):
    # A backtracking matcher would need longer than the universe for these.
    pieces = tuple(piece for _ in range(40) for piece in (star, "a"))
    assert matcher_of((*pieces, "b"))("a" * 400) is False
    assert matcher_of((*pieces, star))("a" * 400) is True


def test_a_newline_is_a_character():
    assert matcher_of(("a", M))("a\nb") is True
    assert matcher_of(("a", ANY, "b"))("a\nb") is True


TOPIC = "arn:aws:sns:us-west-2:111122223333:deploys"


@pytest.mark.parametrize(
    ("pieces", "text", "matches"),
    [
        ((TOPIC,), TOPIC, True),
        (("arn:aws:sns:", M, ":", M, ":deploys"), TOPIC, True),
        (("arn:aws:sns:us-", M, ":111122223333:", M), TOPIC, True),
        (("arn:aws:sns:", M), TOPIC, True),
        ((M,), TOPIC, True),
        ((M,), "no arn", False),
        (("arn:aws:s", ANY, "s:", M, ":", M, ":", M), TOPIC, True),
        (("arn:aws:logs:::log-group:", M), "arn:aws:logs:::log-group:a:log-stream:b", True),
        (("arn:aws:sns:", M, ":deploys"), TOPIC, None),
        (("deploys",), TOPIC, None),
        (("deploys",), "deploys", False),
    ],
)
def test_an_arn_is_matched_segment_by_segment(pieces, text, matches):
    assert arn_matcher_of(pieces)(text) is matches
