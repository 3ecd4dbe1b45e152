"""A key decides only where a request may carry it."""

from __future__ import annotations

import pytest

from ufo_preflight.condition_keys import may_carry


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
