"""The table of condition operators is AWS's, and their names are read part by part."""

from __future__ import annotations

import pytest

from ufo_preflight.policy.operators import ALL, ANY, OPERATORS, OperatorName, read_name

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
OF_AWS = {
    *("StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"),
    *("StringLike", "StringNotLike", "Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "Null"),
    *("ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"),
    *(f"{kind}{test}" for kind in ("Numeric", "Date") for test in ("Equals", "NotEquals")),
    *(f"{kind}{test}" for kind in ("Numeric", "Date") for test in ("LessThan", "LessThanEquals")),
    *(f"{kind}Greater{test}" for kind in ("Numeric", "Date") for test in ("Than", "ThanEquals")),
}


def test_there_are_all_operators_of_aws_and_no_other():
    assert set(OPERATORS) == OF_AWS


def test_the_negated_ones_say_not():
    assert {name for name, known in OPERATORS.items() if known.negated} == {
        name for name in OF_AWS if "Not" in name
    }


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("StringEquals", OperatorName("StringEquals")),
        ("stringequals", OperatorName("StringEquals")),
        ("BoolIfExists", OperatorName("Bool", "", if_exists=True)),
        ("ForAllValues:StringLike", OperatorName("StringLike", ALL)),
        ("ForAnyValue:ArnLikeIfExists", OperatorName("ArnLike", ANY, if_exists=True)),
        ("Null", OperatorName("Null")),
        ("NullIfExists", None),
        ("ForAllValues:Null", None),
        ("ForSomeValues:StringLike", None),
        ("IfExists", None),
        ("StringSounds", None),
        ("", None),
    ],
)
def test_a_name_is_read_part_by_part(text, name):
    assert read_name(text) == name


@pytest.mark.parametrize(
    ("operator", "good", "bad"),
    [
        ("NumericEquals", "1.5", "one"),
        ("DateLessThan", "2030-01-01", "soon"),
        ("Bool", "TRUE", "yes"),
        ("Null", "false", "x"),
        ("BinaryEquals", "AAEC", "A"),
        ("IpAddress", "10.0.0.0/8", "10"),
        ("ArnLike", "arn:aws:s3:::*", "bucket"),
        ("ArnLike", "arn:aws:s3:*", "arn:aws:s3"),
        ("ArnEquals", "${aws:PrincipalArn}", "x"),
    ],
)
def test_a_policy_value_has_its_operators_type(operator, good, bad):
    valid = OPERATORS[operator].valid
    assert (valid(good), valid(bad)) == (True, False)
