"""What the checker needs for itself."""

import pytest

from ufo_preflight.caller import Identity, PrincipalKind
from ufo_preflight.remedy.grant import INLINE_LIMITS, size
from ufo_preflight.remedy.own import self_grants

ACCOUNT = "123456789012"


@pytest.mark.parametrize(
    ("arn", "expected"),
    [
        (f"arn:aws:iam::{ACCOUNT}:user/ci/bot", (f"arn:aws:iam::{ACCOUNT}:user/ci/bot",)),
        (
            f"arn:aws-cn:sts::{ACCOUNT}:assumed-role/deploy/session",
            (
                f"arn:aws-cn:iam::{ACCOUNT}:role/deploy",
                f"arn:aws-cn:iam::{ACCOUNT}:role/*/deploy",
            ),
        ),
    ],
)
def test_it_may_ask_about_the_named_principal(arn, expected):
    identity = Identity(PrincipalKind.POLICY_FILES, account=ACCOUNT, policy_source_arn=arn)
    assert self_grants(identity)[0].resources == expected


def test_it_may_ask_about_anybody_when_nobody_is_named():
    assert self_grants(Identity(PrincipalKind.POLICY_FILES))[0].resources == (
        "arn:aws:iam::*:group/*",
        "arn:aws:iam::*:role/*",
        "arn:aws:iam::*:user/*",
    )


def test_it_reads_and_never_writes_and_fits_any_principal():
    grants = self_grants(Identity(PrincipalKind.POLICY_FILES))
    actions = [action for grant in grants for action in grant.actions]
    assert all(action.startswith(("iam:Get", "iam:Simulate")) for action in actions)
    assert size(grants) <= min(INLINE_LIMITS.values())
