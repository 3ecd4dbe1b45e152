"""Which of the keys that the simulator missed may decide, and how to settle them."""

from __future__ import annotations

import pytest

from ufo_preflight.aws.missing import hangs_on, may_carry, undecided_keys
from ufo_preflight.model import Decision, Reason


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


def test_keys_that_were_sent_or_are_filled_in_are_not_missing():
    missing = ["aws:RequestedRegion", "aws:UserName", "aws:SourceIp", "aws:SourceIp"]
    sent = frozenset({"aws:requestedregion"})
    assert undecided_keys(missing, sent, "ECS:CreateService") == ("aws:SourceIp",)


@pytest.mark.parametrize(
    ("keys", "flags"),
    [
        (("aws:SourceIp",), "--context aws:SourceIp=VALUE"),
        (("aws:MultiFactorAuthPresent", "aws:multiFactorAuthAge"), "--mfa"),
        (("aws:MultiFactorAuthAge", "aws:SourceIp"), "--mfa --context aws:SourceIp=VALUE"),
    ],
)
def test_an_undecided_denial_names_the_flag_that_settles_it(keys, flags):
    assert hangs_on(keys, ()) == Decision.unknown(
        Reason.MISSING_CONTEXT,
        missing_context=keys,
        detail=f"Hangs on {', '.join(keys)}, which only the deploy knows: settle it with {flags}.",
    )
