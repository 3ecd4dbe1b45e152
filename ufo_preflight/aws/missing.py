"""Condition keys that the simulator missed, and whether they may decide. Pure.

It names every key of every statement of the principal that was not sent, also of statements about
other actions. A denial that may hang on such a key is undecided; one that cannot is a denial.
https://github.com/boto/boto3/issues/3111
"""

from __future__ import annotations

from collections.abc import Iterable

from ufo_preflight.model import Decision, Reason, Statement
from ufo_preflight.policy.condition_keys import may_carry

# What the simulator fills in itself, so that its absence never decides.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html
FILLED_BY_SIMULATOR = frozenset(
    {
        "aws:principalaccount",
        "aws:principalid",
        "aws:principalorgid",
        "aws:principalorgmasteraccountid",
        "aws:principalorgpaths",
        "aws:principaltype",
        "aws:type",
        "aws:userid",
        "aws:username",
    }
)
MFA_KEYS = frozenset({"aws:multifactorauthage", "aws:multifactorauthpresent"})


def undecided_keys(missing: Iterable[str], sent: frozenset[str], action: str) -> tuple[str, ...]:
    """Return the keys that may decide about `action`; `sent` are the keys sent, in lower case."""
    known = sent | FILLED_BY_SIMULATOR
    return tuple(
        key
        for key in dict.fromkeys(missing)
        if key.lower() not in known and may_carry(action.lower(), key.lower())
    )


def hangs_on(keys: tuple[str, ...], denying: tuple[Statement, ...]) -> Decision:
    """Return undecided: a condition on a key that was not sent decides, or may decide.

    `denying` are the statements of an explicit deny: one that denies unless there is MFA denies
    here, where no key was sent, and not in life.
    """
    flags = dict.fromkeys(_flag(key) for key in keys)
    return Decision.unknown(
        Reason.MISSING_CONTEXT,
        missing_context=keys,
        matched=denying,
        detail=f"Hangs on {', '.join(keys)}, which only the deploy knows: "
        f"settle it with {' '.join(flags)}.",
    )


def _flag(key: str) -> str:
    return "--mfa" if key.lower() in MFA_KEYS else f"--context {key}=VALUE"
