"""Policy strings in pieces: what is literal, what a wildcard, what a variable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ufo_preflight.policy.pattern import (
    Variable,
    arn_pattern,
    pieces_of,
    resource_pattern,
    string_pattern,
)
from ufo_preflight.policy.request import RequestContext
from ufo_preflight.policy.wildcard import Wild

ALICE = RequestContext({"aws:username": ("alice",), "aws:gone": ()})


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", ()),
        ("plain", ("plain",)),
        ("a*b?", ("a", Wild.MANY, "b", Wild.ONE)),
        ("${aws:UserName}", (Variable("aws:username", "aws:UserName"),)),
        ("${ aws:x , 'y z' }", (Variable("aws:x", "aws:x", "y z"),)),
        ("${aws:x,''}", (Variable("aws:x", "aws:x", ""),)),
        ("a/${*}${?}${$}", ("a/", "*", "?", "$")),
        ("${unclosed", ("${unclosed",)),
        ("${}", ("${}",)),
        ("$ {a:b}", ("$ {a:b}",)),
    ],
)
def test_a_text_falls_into_pieces(text, pieces):
    assert pieces_of(text, variables=True, wildcards=True) == pieces


def test_without_variables_their_signs_are_text():
    assert pieces_of("${aws:x}*", variables=False, wildcards=False) == ("${aws:x}*",)


@given(st.text(max_size=20), st.booleans(), st.booleans())
def test_a_text_without_signs_matches_itself_alone(text, variables, wildcards):
    clean = text.translate(str.maketrans("", "", "*?$"))
    made = string_pattern(clean, variables=variables, wildcards=wildcards)
    assert made.matches(clean, ALICE) is True
    assert made.matches(clean + "x", ALICE) is False


def test_a_variable_takes_its_value_its_default_or_nothing():
    def matches(text, found):
        return string_pattern(text, variables=True, wildcards=True).matches(found, ALICE)

    assert matches("home/${aws:username}/*", "home/alice/x") is True
    assert matches("${aws:gone, 'guest'}", "guest") is True
    assert matches("${aws:gone}", "") is False
    assert matches("${aws:other}", "x") is None
    assert matches("${aws:gone}${aws:other}", "x") is False
    assert matches("home/${aws:other}/*", "home/x/y") is None
    assert matches("home/${aws:other}/*", "house/x/y") is False


def test_folding_reaches_into_values():
    folded = string_pattern("${aws:username}-X", variables=True, wildcards=False, fold=True)
    assert folded.matches("ALICE-x", ALICE) is True


def test_it_tells_what_it_hangs_on():
    made = string_pattern("${aws:username}${aws:other}", variables=True, wildcards=False)
    assert [variable.key for variable in made.variables()] == ["aws:username", "aws:other"]
    assert made.hangs_on(ALICE)
    assert not string_pattern("${aws:username}", variables=True, wildcards=False).hangs_on(ALICE)


@pytest.mark.parametrize(
    ("pattern", "resource", "matches"),
    [
        ("arn:aws:s3*x:::b", "arn:aws:s3:x:::b", False),
        ("arn:aws:s3:a?b::b", "arn:aws:s3:a:b::b", False),
        ("arn:aws:s3::1?2:b", "arn:aws:s3::1:2:b", False),
        ("arn:aws:s3:*:b", "arn:aws:s3:r:1:b", True),
        ("arn:aws:s3:::a*b", "arn:aws:s3:::a:b", True),
        ("arn:aws:s3:::a?b", "arn:aws:s3:::a:b", True),
    ],
)
def test_wildcards_of_a_resource_stay_in_their_segment_unless_they_end_it(
    pattern, resource, matches
):
    assert resource_pattern(pattern, variables=True).matches(resource, ALICE) is matches


def test_a_variable_may_hold_a_whole_arn():
    arn = "arn:aws:iam::111122223333:role/ci"
    context = RequestContext({"aws:principalarn": (arn,)})
    made = arn_pattern("${aws:PrincipalArn}", variables=True)
    assert made.matches(arn, context) is True
    assert made.matches(arn + "x", context) is False
    assert made.matches(arn, RequestContext({})) is None
    assert arn_pattern("${aws:x}:y", variables=True).matches(arn, RequestContext({})) is None
    nobody = RequestContext({})
    assert arn_pattern("arn:aws:iam::*:role/${aws:x}", variables=True).matches(arn, nobody) is None
    assert arn_pattern("arn:aws:sns::*:role/${aws:x}", variables=True).matches(arn, nobody) is False
