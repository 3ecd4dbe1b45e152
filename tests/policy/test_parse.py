"""The grammar: what AWS refuses is one error at its place, what is not known is a finding."""

from __future__ import annotations

import json

import pytest

from ufo_preflight.errors import PolicyDocumentError
from ufo_preflight.model import Layer, Position
from ufo_preflight.policy.parse import parse_policy, prepare_value

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
    *(
        (
            policy({**GOOD, "Condition": {operator: {"aws:x": "true"}}}),
            f"there is no condition operator {operator}{nearest}",
            f'"{operator}"',
        )
        for operator, nearest in (
            ("StringEqual", ", did you mean StringEquals?"),
            ("ForAnyValue:stringLikes", ", did you mean StringLike?"),
            ("ForAnyValues:StringLike", ", did you mean ForAnyValue?"),
            ("DateLessThen", ", did you mean DateLessThan?"),
            ("NullIfExists", ""),
            ("Sounds", ""),
        )
    ),
    *(
        (
            policy({**GOOD, "Condition": {operator: {"aws:x": ["2030-01-01", value]}}})
            if operator.startswith("Date")
            else policy({**GOOD, "Condition": {operator: {"aws:x": value}}}),
            f'{operator} aws:x cannot be compared with "{value}"',
            f'"{value}"',
        )
        for operator, value in (
            ("DateLessThan", "2030-02-30"),
            ("DateGreaterThanIfExists", "soon"),
            ("IpAddress", "10.0.0.0/33"),
            ("NotIpAddress", "300.0.0.1"),
        )
    ),
    *(
        (policy({**GOOD, "Resource": ["*", arn]}), f"Resource '{arn}' has {why}", f'"{arn}"')
        for arn, why in (
            ("arn:aws:iam:us-east-1:111122223333:role/x", "a region"),
            ("arn:aws:ec*:*:*:*", "a wildcard in place of the service"),
            ("arn:aws:*", "a wildcard in place of the service"),
            ("arn:aws:iam::111122223333:ro*/x", "a wildcard in the type of an IAM resource"),
        )
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


def test_a_document_of_more_statements_than_aws_could_store_is_not_read():
    with pytest.raises(PolicyDocumentError, match="5,001 statements: more than 5,000 are not read"):
        parse_policy(json.dumps(policy([GOOD] * 5001)), name="p.json")
    assert (
        len(parse_policy(json.dumps(policy([GOOD] * 5000)), name="p").document.statements) == 5000
    )


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
        "a statement has no element 'Conditions', did you mean Condition?",
    ),
    (policy(GOOD, Extra=1), "unknown-element", "a policy has no element 'Extra'"),
    (
        policy({**GOOD, "Condition": {"NumericLessThan": {"aws:x": "many"}}}),
        "invalid-value",
        'NumericLessThan aws:x cannot be compared with "many"',
    ),
    (
        policy({**GOOD, "Resource": "arn:aws:s3"}),
        "short-arn",
        "'arn:aws:s3' has fewer than six segments: AWS reads arn:aws:s3:*:*:*",
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


# The policy of UFO's IAM page, as published: line 16 ends in a comma that nothing follows.
PUBLISHED = """{
    "Version": "2012-10-17",
    "Statement": [
        {
            "Action": [
                "application-autoscaling:*",
                "cloudformation:*",
                "ec2:*",
                "ecr:*",
                "ecs:*",
                "elasticloadbalancing:*",
                "elasticloadbalancingv2:*",
                "iam:*",
                "logs:*",
                "s3:*",
                "route53:*",
            ],
            "Effect": "Allow",
            "Resource": "*"
        }
    ]
}
"""


def test_a_trailing_comma_is_named_at_its_place():
    with pytest.raises(PolicyDocumentError) as caught:
        parse_policy(PUBLISHED, name="ufo.json")
    assert str(caught.value) == "ufo.json:16:28: trailing comma"
    assert caught.value.hint == "Remove the comma: nothing follows it."


def test_the_second_load_balancing_prefix_is_told():
    found = parse_policy(PUBLISHED.replace('"route53:*",', '"route53:*"'), name="ufo.json")
    assert [str(finding) for finding in found.findings] == [
        (
            "ufo.json:12:17: no IAM prefix elasticloadbalancingv2: both generations of load balancers "
            "use elasticloadbalancing:, so this grants nothing"
        )
    ]


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_an_empty_file_is_told(text):
    with pytest.raises(PolicyDocumentError, match=r"^p\.json:1:1: the file is empty$"):
        parse_policy(text, name="p.json")


def test_a_parsed_value_has_no_places():
    found = prepare_value(
        {"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}, name="x"
    )
    assert found.name == "x"
    assert found.document.statements[0].evidence.start is None
    assert found.document.statements[0].evidence.text == ""


@pytest.mark.parametrize("value", [{"Statement": {"Effect": {1}}}, {"Statement": 5}])
def test_a_value_that_is_no_policy_is_an_error(value):
    with pytest.raises(PolicyDocumentError, match=r"^x: "):
        prepare_value(value, name="x")
