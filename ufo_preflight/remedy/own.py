"""What the checker itself needs: one right to ask, and reads that make its answers better."""

from __future__ import annotations

from ufo_preflight.arn import Arn
from ufo_preflight.caller import Identity
from ufo_preflight.remedy.grant import Grant

KINDS = ("group", "role", "user")


def self_grants(identity: Identity) -> tuple[Grant, ...]:
    """Return the policy of the checker for checking one principal, or any of an account.

    Only the first statement is needed. iam:GetRole finds the path of an assumed role and tells
    whether service-linked roles exist; the reads of policies quote the statement that decided.
    """
    named = _principal_arns(identity)
    return (
        Grant("UfoPreflightSimulate", ("iam:SimulatePrincipalPolicy",), named),
        Grant("UfoPreflightFindRole", ("iam:GetRole",), (_all(identity, "role"),)),
        Grant(
            "UfoPreflightQuote",
            (
                "iam:GetGroupPolicy",
                "iam:GetPolicyVersion",
                "iam:GetRolePolicy",
                "iam:GetUserPolicy",
            ),
            (
                _all(identity, "group"),
                _all(identity, "policy"),
                _all(identity, "role"),
                _all(identity, "user"),
                f"arn:{identity.partition}:iam::aws:policy/*",
            ),
        ),
    )


def _principal_arns(identity: Identity) -> tuple[str, ...]:
    if identity.policy_source_arn is None:
        return tuple(_all(identity, kind) for kind in KINDS)
    arn = Arn.parse(identity.policy_source_arn)
    if arn.service == "sts":
        # A session's ARN has lost its role's path, which IAM compares.
        role = arn.resource_path.partition("/")[0]
        prefix = f"arn:{arn.partition}:iam::{arn.account}:role"
        return f"{prefix}/{role}", f"{prefix}/*/{role}"
    return (str(arn),)


def _all(identity: Identity, kind: str) -> str:
    return f"arn:{identity.partition}:iam::{identity.account or '*'}:{kind}/*"
