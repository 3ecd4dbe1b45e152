"""What is odd about a policy that AWS takes: its size, its names, its actions."""

from __future__ import annotations

import json

import pytest

from ufo_preflight.catalog import load_catalogue
from ufo_preflight.model import Layer
from ufo_preflight.policy.condition_keys import names_of
from ufo_preflight.policy.lint import MISTAKEN, complaint
from ufo_preflight.policy.parse import parse_policy
from ufo_preflight.policy.pattern import placeholder_in

GOOD = {"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}


def found(statement, *, layer=Layer.IDENTITY, indent=None):
    text = json.dumps({"Version": "2012-10-17", "Statement": statement}, indent=indent)
    findings = parse_policy(text, name="p.json", layer=layer).findings
    return [(finding.code, finding.message) for finding in findings]


def sized(size):
    """Return a statement that makes a document of `size` characters without white space."""
    bare = len('{"Version":"2012-10-17","Statement":}') + len(json.dumps(GOOD).replace(" ", ""))
    return {**GOOD, "Resource": "arn:aws:s3:::" + "x" * (size - bare - len("arn:aws:s3:::") + 1)}


@pytest.mark.parametrize("indent", [None, 8])
@pytest.mark.parametrize(
    ("size", "findings"),
    [
        (6144, []),
        (6145, [("too-large", "6,145 characters: a managed policy may have 6,144")]),
        (10240, [("too-large", "10,240 characters: a managed policy may have 6,144")]),
        (10241, [("too-large", "10,241 characters: any policy of IAM may have 10,240")]),
    ],
)
def test_size_is_counted_without_white_space(size, findings, indent):
    assert found(sized(size), indent=indent) == findings


def test_white_space_counts_in_a_service_control_policy():
    many = [sized(200) for _ in range(80)]
    assert found(many, layer=Layer.SERVICE_CONTROL_POLICY)[0][1].endswith(
        "a service control policy may have 10,240"
    )
    assert found(sized(6145), layer=Layer.SERVICE_CONTROL_POLICY) == []


def test_a_sid_is_unique_and_of_letters_and_digits():
    twice = [{**GOOD, "Sid": "A"}, {**GOOD, "Sid": "A"}, GOOD, GOOD]
    assert found(twice) == [
        ("duplicate-sid", "the Sid A stands twice: in a policy it is unique"),
    ]
    spaced = {**GOOD, "Sid": "two words"}
    assert found(spaced) == [("sid", "the Sid 'two words' has more than letters and digits")]
    assert found(spaced, layer=Layer.SERVICE_CONTROL_POLICY) == []


@pytest.mark.parametrize(
    ("arn", "left"),
    [
        ("arn:aws:iam::${AWS::AccountId}:role/x", "${AWS::AccountId}"),
        ("arn:aws:iam::<aws_account_id>:role/x", "<aws_account_id>"),
        ("arn:aws:iam::111122223333:role/${role_name}", "${role_name}"),
        ("arn:aws:iam::{{ account }}:role/x", "{{ account }}"),
        ("arn:aws:iam::ACCOUNT-ID:role/x", "ACCOUNT-ID"),
        ("arn:aws:iam::111122223333:role/<name>", "<name>"),
        ("arn:aws:iam::111122223333:role/${aws:username}", ""),
        ("arn:aws:iam::${aws:PrincipalAccount}:role/${aws:PrincipalTag/team, 'x'}", ""),
        ("arn:aws:iam::aws:policy/x", ""),
        ("arn:aws:s3:::bucket/*", ""),
        ("arn:aws:ecs:*:service/web/*", ""),
        ("arn:aws:s3:::a${*}b", ""),
        ("arn:aws:iam::1111222?3333:role/x", ""),
    ],
)
def test_a_placeholder_that_was_not_filled_in(arn, left):
    assert placeholder_in(arn) == left
    expected = [("placeholder", f"{left} was not filled in: {arn!r} matches no resource")]
    assert found({**GOOD, "Resource": arn}) == (expected if left else [])


def test_a_character_that_iam_does_not_take():
    text = '{"Statement": {"Sid": "\u20ac", "Effect": "Allow", "Action": "*", "Resource": "*"}}'
    codes = [finding.code for finding in parse_policy(text, name="p.json").findings]
    assert codes == ["character", "sid"]


def test_actions_that_no_service_has_wherever_they_stand():
    statements = [
        {"Effect": "Deny", "NotAction": ["ecs:*", "nope:*"], "Resource": "*"},
        {**GOOD, "Action": "ecs:Zzz"},
    ]
    assert found(statements) == [
        ("unknown-action", "no service has the IAM prefix nope"),
        ("unknown-action", "ecs has no action Zzz"),
    ]


def test_every_action_of_the_catalogue_exists():
    named = {entry.action for entry in load_catalogue().entries}
    assert [complaint(action) for action in sorted(named) if complaint(action)] == []


@pytest.mark.parametrize(
    ("action", "wrong"),
    [
        ("*", ""),
        ("*:*", ""),
        ("ecs:CreateService", ""),
        ("ECS:createservice", ""),
        ("ecs:*", ""),
        ("ecs:Create*", ""),
        ("ecs:Creat?Service", ""),
        ("ecs:Make*", "ecs:Make* names no action of ecs"),
        ("ecs:CreateServise", "ecs has no action CreateServise, did you mean CreateService?"),
        ("ecs:Zzz", "ecs has no action Zzz"),
        ("nope:Run", "no service has the IAM prefix nope"),
        (
            "elbv2:*",
            (
                "no IAM prefix elbv2: both generations of load balancers use elasticloadbalancing:, "
                "so this grants nothing"
            ),
        ),
        ("stepfunctions:*", "no IAM prefix stepfunctions: it is states:, so this grants nothing"),
    ],
)
def test_what_is_wrong_with_an_action(action, wrong):
    assert complaint(action) == wrong


def test_the_mistaken_prefixes_are_none_and_the_right_ones_are():
    assert {prefix: names_of(prefix) for prefix in MISTAKEN} == dict.fromkeys(MISTAKEN)
    assert all(names_of(prefix) for prefix in MISTAKEN.values())
