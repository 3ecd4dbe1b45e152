"""Which resources a stack makes, by CloudFormation's conditions."""

from __future__ import annotations

import pytest

from ufo_preflight.project.documents import read_document
from ufo_preflight.project.stack_template import read_parameters, read_template

TEMPLATE = """
Description: d
Parameters:
  A: {Default: true}
  B: {Default: ''}
Conditions:
  AIsTrue: !Equals [!Ref A, true]
  BIsBlank: !Equals [!Ref B, '']
  Both: !And [!Condition AIsTrue, !Condition BIsBlank]
  Either: !Or [!Condition AIsTrue, !Condition BIsBlank]
  NotA: !Not [!Condition AIsTrue]
  Round: !Not [!Condition Round]
  Imported: !Equals [!ImportValue x, y]
  Odd: !Equals [a]
Resources:
  It: {Type: T, Condition: %s}
  Plain: {Type: T}
"""


def made(condition, **parameters):
    return read_template(read_document(TEMPLATE % condition), parameters).named("It").made


@pytest.mark.parametrize(
    ("condition", "parameters", "outcome"),
    [
        ("AIsTrue", {}, True),
        ("AIsTrue", {"A": "false"}, False),
        ("BIsBlank", {"B": "x"}, False),
        ("Both", {}, True),
        ("Both", {"B": "x"}, False),
        ("Either", {"A": "false"}, True),
        ("Either", {"A": "false", "B": "x"}, False),
        ("NotA", {}, False),
        ("Round", {}, None),
        ("Imported", {}, None),
        ("Odd", {}, None),
        ("Missing", {}, None),
        ("AIsTrue", {"A": ("list",)}, None),
    ],
)
def test_conditions(condition, parameters, outcome):
    assert made(condition, **parameters) is outcome


def test_a_template_is_asked_for_resources_and_texts():
    template = read_template(read_document(TEMPLATE % "AIsTrue"), {"B": "b"})
    assert [each.logical_id for each in template.of_type("T")] == ["It", "Plain"]
    assert template.named("Plain").made is True
    assert template.named("Other") is None
    assert template.description == "d"
    assert template.resolve({"Ref": "B"}) == "b"
    assert template.resolve("x") == "x"
    assert template.resolve(None) == ""


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ({"Ref": "AWS::NoValue"}, ""),
        ({"Ref": "AWS::StackName"}, "shop"),
        ({"Fn::Sub": "${AWS::StackName}-${B}-${AWS::Region}"}, "shop-b-{region}"),
        ({"Fn::Join": ("-", ({"Ref": "B"}, "x"))}, "b-x"),
        ({"Fn::Sub": "${Unknown}"}, None),
        ({"Fn::GetAtt": "A.B"}, None),
        ({"Fn::Join": ("-", ({"Fn::GetAtt": "A.B"}, "x"))}, None),
        (("x",), None),
    ],
)
def test_a_text_that_only_aws_can_tell_is_not_taken_for_none(document, text):
    template = read_template(read_document(TEMPLATE % "AIsTrue"), {"B": "b"})
    assert template.resolve(document, "shop") == text


def test_parameters_are_read_in_the_clis_form():
    text = '[{"ParameterKey": "A", "ParameterValue": "1"}, {"ParameterKey": "B"}]'
    assert read_parameters(read_document(text)) == {"A": "1", "B": None}
    assert read_parameters(read_document("a: b")) == {}
