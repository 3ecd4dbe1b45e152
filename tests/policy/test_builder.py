"""The grammar: what AWS refuses is one error at its place, what is not known is a finding."""

from __future__ import annotations

import json

import pytest

from ufo_preflight.errors import PolicyDocumentError
from ufo_preflight.model import Layer, Position
from ufo_preflight.policy.document import parse_policy

GOOD = {"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}


def without(name):
    return {key: value for key, value in GOOD.items() if key != name}


def policy(statement, **top):
    return {"Version": "2012-10-17", "Statement": statement, **top}


REFUSED = [
    ([], "a policy document must be an object, found a list", "[]"),
    (5, "a policy document must be an object, found 5", "5"),
    ({"Version": "2012-10-17"}, "the policy has no Statement", "{"),
    (policy("x"), 'a statement must be an object, found "x"', '"x"'),
    (policy([None]), "a statement must be an object, found null", "null"),
    ({**policy(GOOD), "Version": "2012-10-18"}, 'Version is "2012-10-18"', '"2012-10-18"'),
    ({**policy(GOOD), "Version": 2012}, "Version is 2012", "2012"),
    (policy(without("Effect")), "the statement has no Effect", '{"Action'),
    (policy({**GOOD, "Effect": "allow"}), 'Effect is "allow"', '"allow"'),
    (policy({**GOOD, "Effect": []}), "Effect is a list", "[]"),
    (policy({**GOOD, "Sid": 5}), "Sid is 5: it must be a string", "5}"),
    (policy(without("Action")), "the statement has neither Action nor NotAction", '{"Effect'),
    (
        policy({**GOOD, "NotAction": "*"}),
        "the statement has both Action and NotAction",
        '"NotA',
    ),
    (policy(without("Resource")), "the statement has neither Resource nor NotR", '{"Effect'),
    (policy({**GOOD, "Action": 5}), "Action is 5: it must be a string", "5,"),
    (policy({**GOOD, "Action": ["*", {}]}), "Action is an object: it must be a string", "{}"),
    (policy({**GOOD, "Action": []}), "Action is an empty list", "[]"),
    (policy({**GOOD, "Action": "Create"}), "'Create' is no action", '"Create"'),
    (policy({**GOOD, "Action": "e*:Run"}), "'e*:Run' is no action", '"e*:Run"'),
    (policy({**GOOD, "Action": "ecs:"}), "'ecs:' is no action", '"ecs:"'),
    (policy({**GOOD, "Resource": "web"}), "Resource 'web' is neither an ARN nor *", '"web"'),
    (policy({**GOOD, "Resource": ["*", ""]}), "Resource '' is neither an ARN nor *", '""'),
    (policy({**GOOD, "Condition": []}), "Condition must be an object, found a list", "[]"),
    (
        policy({**GOOD, "Condition": {"Bool": "true"}}),
        'Condition Bool must be an object, found "true"',
        '"true"',
    ),
    (
        policy({**GOOD, "Condition": {"Bool": {"aws:x": [None]}}}),
        "Condition Bool aws:x: null is no string",
        "null",
    ),
    (policy({**GOOD, "Principal": "*"}), "Principal in an identity policy", '"Principal"'),
    (policy({**GOOD, "NotPrincipal": "*"}), "NotPrincipal in an identity policy", '"NotPr'),
]


@pytest.mark.parametrize(("value", "problem", "place"), REFUSED)
def test_what_aws_refuses_is_an_error_at_its_place(value, problem, place):
    text = json.dumps(value)
    with pytest.raises(PolicyDocumentError) as caught:
        parse_policy(text, name="p.json")
    assert caught.value.problem.startswith(problem)
    assert text[caught.value.column - 1 :].startswith(place)


def test_an_error_hints_at_the_element_that_was_meant():
    text = json.dumps(policy({"Effect": "Allow", "Actions": "ecs:*", "Resource": "*"}))
    with pytest.raises(PolicyDocumentError, match="neither Action nor NotAction") as caught:
        parse_policy(text, name="p.json")
    assert "'Actions' is not known" in caught.value.hint


ODD = [
    (policy([]), "no-statement", "the policy has no statement: it allows nothing"),
    (
        policy({**GOOD, "Conditions": {}}),
        "unknown-element",
        "a statement has no element 'Conditions', did you mean 'Condition'?",
    ),
    (policy(GOOD, Extra=1), "unknown-element", "a policy has no element 'Extra'"),
    (
        policy({**GOOD, "Condition": {"NullIfExists": {"aws:x": "true"}}}),
        "unknown-operator",
        "the condition operator NullIfExists is not known",
    ),
    (
        policy({**GOOD, "Condition": {"NumericLessThan": {"aws:x": "many"}}}),
        "invalid-value",
        'NumericLessThan aws:x cannot be compared with "many"',
    ),
    (
        policy({**GOOD, "Resource": "arn:aws:s3"}),
        "short-arn",
        "'arn:aws:s3' has fewer than six segments: it matches nothing",
    ),
]


@pytest.mark.parametrize(("value", "code", "message"), ODD)
def test_what_is_not_understood_is_a_finding(value, code, message):
    findings = parse_policy(json.dumps(value), name="p.json").findings
    assert [(finding.code, finding.message) for finding in findings] == [(code, message)]


def test_a_statement_knows_where_it_stands_and_what_it_says():
    lines = '{"Sid": "A", "Effect": "Deny",\n     "Action": "*", "Resource": "*"}'
    text = f'{{\n  "Statement": [\n    {lines}\n  ]\n}}'
    found = parse_policy(text, name="p.json", layer=Layer.SERVICE_CONTROL_POLICY, arn="arn:x")
    evidence = found.document.statements[0].evidence
    assert (evidence.policy, evidence.layer, evidence.policy_arn) == (
        "p.json",
        Layer.SERVICE_CONTROL_POLICY,
        "arn:x",
    )
    assert (evidence.sid, evidence.index, evidence.effect) == ("A", 1, "Deny")
    assert (evidence.start, evidence.end) == (Position(3, 5), Position(4, 37))
    assert evidence.text == lines
