"""Conditions in three-valued logic; what each operator does is in cases/."""

from __future__ import annotations

import itertools

import pytest

from tests.policy.prepared import document, request, statement
from ufo_preflight.policy.conditions import all_of, any_of, negation

TRUTHS = (True, False, None)


def condition(operator, key, wanted):
    made = document(statement(Condition={operator: {key: wanted}}))
    return made.statements[0].conditions[0]


def test_kleene_logic_is_that_of_every_completion():
    # Unknown stands for both truths: an answer is known when both agree.
    for one, other in itertools.product(TRUTHS, repeat=2):
        options = [(True, False) if truth is None else (truth,) for truth in (one, other)]
        completions = list(itertools.product(*options))
        for combine, whole in ((any_of, any), (all_of, all)):
            answers = {whole(completion) for completion in completions}
            expected = None if len(answers) == 2 else answers.pop()
            assert combine((one, other)) is expected
    assert [negation(truth) for truth in TRUTHS] == [False, True, None]


@pytest.mark.parametrize(
    ("operator", "wanted", "context", "holds"),
    [
        ("StringEquals", "x", {}, None),
        ("StringEquals", ["x", "${aws:b}"], {"aws_a": "x"}, True),
        ("StringEquals", ["y", "${aws:b}"], {"aws_a": "x"}, None),
        ("StringNotEquals", ["x", "${aws:b}"], {"aws_a": "x"}, False),
        ("StringNotEquals", ["y", "${aws:b}"], {"aws_a": "x"}, None),
        ("StringNotEquals", ["${aws:b}"], {"aws_a": "x", "aws_b": None}, True),
        ("ForAllValues:StringEquals", ["x", "${aws:b}"], {"aws_a": ["x", "y"]}, None),
        ("ForAnyValue:StringEquals", ["x", "${aws:b}"], {"aws_a": ["x", "y"]}, True),
        ("ArnLike", "${aws:b}", {"aws_a": "arn:aws:s3:::x"}, None),
        ("ArnLike", ["short", "${aws:b}"], {"aws_a": "arn:aws:s3:::x"}, False),
    ],
)
def test_a_condition_is_unknown_only_where_a_missing_value_decides(
    operator, wanted, context, holds
):
    assert condition(operator, "aws:a", wanted).holds(request(**context).context) is holds


def test_it_names_the_keys_it_reads():
    made = condition("StringEquals", "aws:A", ["${aws:B}", "${aws:C, 'x'}"])
    assert list(made.condition_keys()) == ["aws:A", "aws:B", "aws:C"]
