"""Which of the keys that the simulator missed may decide, and how to settle them."""

from __future__ import annotations

import pytest

from ufo_preflight.aws.missing import hangs_on, undecided_keys
from ufo_preflight.model import Decision, Reason


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
