"""Which questions share a call, and how a refused call is taken apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ufo_preflight.aws.grouping import (
    MOST_MIXED_PAIRS,
    MOST_PAIRS,
    Batch,
    by_action,
    by_named_actions,
    by_resource,
    halves,
    is_spare,
    plan,
    within_budget,
)
from ufo_preflight.model import ContextEntry, Question

ME = "arn:aws:iam::111122223333:user/me"
OTHER = "arn:aws:iam::111122223333:role/cfn"
HERE = ContextEntry("aws:RequestedRegion", ("us-west-2",))
THERE = ContextEntry("aws:RequestedRegion", ("us-east-1",))
SECURE = ContextEntry("aws:SecureTransport", ("true",), "boolean")


def questions():
    actions = st.sampled_from(["ecs:RunTask", "ecs:CreateService", "iam:PassRole", "logs:Get"])
    resources = st.sampled_from([None, "*", "arn:a", "arn:b", "arn:c"])
    contexts = st.sampled_from([(), (HERE,), (THERE, SECURE), (SECURE, THERE)])
    principals = st.sampled_from([None, OTHER])
    return st.builds(Question, actions, resources, contexts, principals, st.booleans())


@given(st.lists(questions(), unique=True))
def test_every_question_is_in_exactly_one_call_that_asks_it(asked):
    batches = plan(asked, ME)
    assert sorted(map(repr, asked)) == sorted(repr(q) for b in batches for q in b.questions)
    for batch in batches:
        for question in batch.questions:
            assert batch.principal == (question.principal or ME)
            assert set(batch.context) == set(question.context)
            assert question.action in batch.actions
            if question.resource in (None, "*"):
                assert not batch.resources
            else:
                assert question.resource in batch.resources
        if len({action.partition(":")[0] for action in batch.actions}) > 1 and batch.resources:
            assert len(batch.actions) * len(batch.resources) <= MOST_MIXED_PAIRS


def test_a_run_without_resources_takes_a_call_for_each_context():
    asked = [
        Question("ecs:CreateService", context=(HERE,)),
        Question("logs:CreateLogGroup", context=(HERE,)),
        Question("iam:CreateRole", context=(THERE,)),
        Question("iam:CreateRole", "*", (THERE,), spare=True),
    ]
    assert [batch.actions for batch in plan(asked, ME)] == [
        ("ecs:CreateService", "logs:CreateLogGroup"),
        ("iam:CreateRole",),
    ]


def test_a_question_about_another_principal_carries_that_ones_arn():
    context = (ContextEntry("aws:principalarn", (ME,)), HERE)
    (batch,) = plan([Question("ecs:RunTask", None, context, OTHER)], ME)
    assert batch.principal == OTHER
    assert batch.context == (ContextEntry("aws:principalarn", (OTHER,)), HERE)


def test_a_crossing_stays_under_the_limit():
    asked = [
        Question(f"ecs:Action{action}", f"arn:{resource}")
        for action in range(30)
        for resource in range(20)
    ]
    batches = plan(asked, ME)
    assert all(len(b.actions) * len(b.resources) <= MOST_PAIRS for b in batches)
    assert sum(len(batch.questions) for batch in batches) == len(asked)


def test_small_services_share_a_call_and_large_ones_do_not():
    small = [Question("ecr:PutImage", "arn:1"), Question("logs:CreateLogGroup", "arn:2")]
    large = [Question(f"ecs:A{action}", f"arn:{action % 9}", ()) for action in range(20)]
    batches = plan([small[0], *large, small[1]], ME)
    assert [{action.partition(":")[0] for action in batch.actions} for batch in batches] == [
        {"ecr", "logs"},
        {"ecs"},
    ]


def test_a_call_that_has_to_be_made_takes_no_spare_one_along():
    asked = [Question("ecr:PutImage", "arn:1"), Question("logs:A", "arn:2", spare=True)]
    assert [is_spare(batch) for batch in plan(asked, ME)] == [False, True]


def test_spare_calls_stand_last_and_are_made_only_within_the_budget():
    spare = Question("iam:PassRole", context=(HERE,), spare=True)
    needed = Question("iam:CreateRole", context=(THERE,))
    batches = plan([spare, needed], ME)
    assert [is_spare(batch) for batch in batches] == [False, True]
    assert within_budget(batches, 2) == batches
    assert within_budget(batches, 1) == batches[:1]
    assert within_budget(batches, -3) == batches[:1]


def test_a_batch_splits_by_resource_action_named_groups_and_halves():
    a, b, c = Question("x:A", "arn:1"), Question("x:B", "arn:1"), Question("x:C", "arn:2")
    batch = Batch(ME, (HERE,), (a, b, c))

    def parts(split):
        assert all((part.principal, part.context) == (ME, (HERE,)) for part in split)
        return [part.questions for part in split]

    assert parts(by_resource(batch)) == [(a, b), (c,)]
    assert parts(by_action(batch)) == [(a,), (b,), (c,)]
    assert parts(by_named_actions(batch, [frozenset({"x:c"}), frozenset({"x:a"})])) == [
        (a,),
        (b,),
        (c,),
    ]
    assert parts(halves(batch)) == [(a,), (b, c)]
    assert by_resource(batch.of([])) == ()
