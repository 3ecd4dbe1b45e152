"""Kinds of texts, with their neighbours, and what must hold of any text however it is wrapped."""

import json
import textwrap
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.denial.messages import OWN_CASES, WRAPPERS, read_cases
from ufo_preflight.denial import DenialReason, explain
from ufo_preflight.denial.denial import TextReading
from ufo_preflight.denial.offer import offer
from ufo_preflight.denial.verify import opened
from ufo_preflight.policy.condition_keys import action_entry

KINDS = read_cases(Path(__file__).parent / "kinds.jsonl")
LAYERS = [reason for reason in DenialReason if reason.layer]
MAY_HAVE_A_STATEMENT = (DenialReason.IDENTITY_IMPLICIT, DenialReason.UNSPECIFIED)
DECODED = json.dumps(
    {
        "allowed": False,
        "explicitDeny": False,
        "matchedStatements": {"items": []},
        "context": {"action": "ec2:RunInstances", "resource": "*"},
    }
)


@pytest.mark.parametrize("case", KINDS, ids=lambda case: f"{case['kind']}: {case['text'][:60]}")
def test_every_kind_is_read_and_advised_on(case):
    denial, *further = explain(case["text"])
    assert [denial.principal, denial.action, denial.resource, denial.policy_arn] == [
        case.get(name) for name in ("principal", "action", "resource", "policy_arn")
    ]
    assert (denial.reason, denial.problem) == (case["reason"], case.get("problem"))
    assert denial.is_understood is case["understood"]
    assert [one.action for one in further] == case.get("further", [])
    advice = denial.advice
    statement = json.loads(advice.statement or "{}")
    offered = f"{statement['Action']} on {statement['Resource']}" if statement else None
    assert offered == case.get("statement")
    told = "\n".join((advice.todo, advice.whose, *advice.notes, advice.statement, *advice.commands))
    assert all(words in told for words in case.get("says", []))
    assert not any(words in told for words in case.get("never", []))
    for words in case.get("runs", []):
        assert any(words in f"{command} " for command in advice.commands)


def cut(text, width):
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


def words(text, width):
    return "\n".join(
        textwrap.fill(line, width, break_long_words=False) for line in text.split("\n")
    )


def boxed(text, width):
    return "\n".join(f"│ {line}" for line in cut(text, width).split("\n"))


texts = st.sampled_from([case["text"] for case in (*KINDS, *read_cases(OWN_CASES))])
wraps = st.sampled_from((cut, words, boxed))


@given(texts, st.sampled_from(sorted(WRAPPERS)), wraps, st.integers(20, 200))
@settings(max_examples=400, deadline=None)
def test_a_statement_is_for_one_action_that_exists_however_the_text_is_wrapped(
    text, wrapper, wrap, width
):
    for denial in explain(wrap(WRAPPERS[wrapper].format(text), width)):
        if denial.advice.statement:
            statement = json.loads(denial.advice.statement)
            prefix, _, name = statement["Action"].partition(":")
            assert action_entry(statement["Action"]).name == name
            assert prefix == prefix.lower()
            assert denial.reason in MAY_HAVE_A_STATEMENT
            assert denial.clause is denial.situation is denial.problem is None


@given(
    st.one_of(
        st.text(alphabet="abcdeRTun:*?-.", max_size=20),
        st.sampled_from(("ec2:DescribeVpcs", "ecs:DeleteCluster", "ECS:deletecluster", "ecs:*")),
    ),
    st.sampled_from((None, "*", "arn:aws:ecs:us-west-2:111122223333:cluster/dev", "x")),
    st.sampled_from(list(DenialReason)),
)
@example("iam:*", "*", DenialReason.IDENTITY_IMPLICIT)
@settings(max_examples=300, deadline=None)
def test_no_action_outside_the_table_is_ever_offered(action, resource, reason):
    offered = offer(TextReading(action=action, resource=resource, reason=reason))
    if offered.statement:
        assert action_entry(action) is not None
        assert reason in MAY_HAVE_A_STATEMENT


PHRASES = {
    "identity": "identity-based policy",
    "resource_policy": "resource-based policy",
    "boundary": "permissions boundary",
    "session": "session policy",
    "scp": "service control policy",
    "rcp": "resource control policy",
    "vpce": "VPC endpoint policy",
    "trust_policy": "role trust policy",
}
RESOURCE = "arn:aws:ec2:us-west-2:111122223333:instance/*"


def denied_by(reason):
    name, _, kind = reason.value.rpartition("_")
    phrase = PHRASES[name]
    article = "an" if phrase[0] == "i" else "a"
    tail = f"because no {phrase} allows the ec2:RunInstances action"
    if kind == "explicit":
        tail = f"with an explicit deny in {article} {phrase}"
    return (
        "User: arn:aws:iam::111122223333:user/ana is not authorized to perform: ec2:RunInstances"
        f" on resource: {RESOURCE} {tail}. Encoded authorization failure message: AbCdEf0123456789-_gh"
    )


@given(st.sampled_from(LAYERS), st.sampled_from(sorted(WRAPPERS)), wraps, st.integers(24, 200))
@settings(max_examples=300, deadline=None)
def test_a_layer_that_the_text_names_survives_every_wrapper_and_its_decoding(
    reason, wrapper, wrap, width
):
    text = WRAPPERS[wrapper].format(denied_by(reason))
    if wrapper not in ("terraform", "colour", "go-1", "json in json"):
        text = wrap(text, width)
    (denial,) = explain(text)
    assert denial.reason is reason
    decoded = opened(denial, DECODED)
    assert decoded.reason is reason
    if reason is not DenialReason.IDENTITY_IMPLICIT:
        assert denial.advice.statement == decoded.advice.statement == ""
