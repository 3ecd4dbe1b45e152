"""Where a policy for a principal goes."""

import pytest

from ufo_preflight.caller import Identity, PrincipalKind
from ufo_preflight.remedy.grant import Grant
from ufo_preflight.remedy.placement import PAGE, Holder, Placement, placement_of

SOME = (Grant("A", ("ecs:RunTask",)),)


@pytest.mark.parametrize(
    ("kind", "arn", "expected"),
    [
        (PrincipalKind.USER, "arn:aws:iam::1:user/ci/bot", (Holder.USER, "bot")),
        (PrincipalKind.GROUP, "arn:aws:iam::1:group/Ufo", (Holder.GROUP, "Ufo")),
        (PrincipalKind.ASSUMED_ROLE, "arn:aws-cn:iam::1:role/a/b/c", (Holder.ROLE, "c")),
        (PrincipalKind.POLICY_FILES, "arn:aws:iam::1:role/c", (Holder.ROLE, "c")),
    ],
)
def test_it_goes_to_the_principal_that_was_checked(kind, arn, expected):
    holder, name = expected
    found = placement_of(Identity(kind, policy_source_arn=arn), SOME)
    assert found == Placement(holder, name, policy="UFOMissing-4da32523")


def test_another_policy_has_another_name_and_replaces_nothing():
    who = Identity(PrincipalKind.USER, policy_source_arn="arn:aws:iam::1:user/bot")
    assert placement_of(who, SOME) == placement_of(who, SOME)
    assert placement_of(who, SOME) != placement_of(who, (Grant("B", ("ecs:StopTask",)),))


@pytest.mark.parametrize(
    ("kind", "arn"),
    [
        (PrincipalKind.ROOT, None),
        (PrincipalKind.POLICY_FILES, None),
        (PrincipalKind.POLICY_FILES, "arn:aws:sts::1:assumed-role/a/b"),
        (PrincipalKind.SSO_ROLE, "arn:aws:iam::1:role/aws-reserved/AWSReservedSSO_x_1"),
    ],
)
def test_iam_cannot_hold_it_for_everybody(kind, arn):
    assert placement_of(Identity(kind, policy_source_arn=arn), SOME) is None


def test_the_inline_limit_is_the_holders():
    assert [Placement(holder, "x").inline_limit for holder in Holder] == [2048, 5120, 10240]
    assert PAGE.inline_limit == 5120
