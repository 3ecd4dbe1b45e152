"""Who it is and where a policy of theirs is kept, in words."""

from __future__ import annotations

import pytest

from tests.render.reports import ACCOUNT, FILES, LONG, ROLE, USER
from ufo_preflight.advice.holder import holder_of, name_of

SERVICE_ROLE = f"arn:aws:iam::{ACCOUNT}:role/cloudformation"


@pytest.mark.parametrize(
    ("identity", "principal", "name", "holder"),
    [
        (USER, None, "user deployer", "a policy of user deployer"),
        (ROLE, None, "role ship", "a policy of role ship"),
        (FILES, None, "the principal", "an identity policy (--policy-file)"),
        (
            LONG.identity,
            None,
            "role AWSReservedSSO_PlatformEngineeringDeployersProductionAndStaging_0123456789abcdef",
            (
                "the permission set PlatformEngineeringDeployersProductionAndStaging "
                "in IAM Identity Center"
            ),
        ),
        (
            USER,
            SERVICE_ROLE,
            "role cloudformation",
            "a policy of role cloudformation, which makes these calls",
        ),
        (USER, "no ARN", "no ARN", "a policy of no ARN, which makes these calls"),
        (
            USER,
            f"arn:aws:iam::{ACCOUNT}:root",
            f"arn:aws:iam::{ACCOUNT}:root",
            f"a policy of arn:aws:iam::{ACCOUNT}:root, which makes these calls",
        ),
    ],
)
def test_the_words(identity, principal, name, holder):
    assert (name_of(identity, principal), holder_of(identity, principal)) == (name, holder)
