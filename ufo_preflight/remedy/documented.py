"""Policies that no project changes: UFO's documented one, made valid, and the checker's own.

The page grants ten whole services and iam:PassRole to ECS tasks. Three things in it do not hold:
its JSON has a trailing comma; `elasticloadbalancingv2` is no IAM prefix; and `iam:*` already
contains an unconditional iam:PassRole, so that the condition of its second statement restricts
nothing. NotAction cannot take one action out of one service, and a Deny would reach into the
principal's other policies, so the IAM actions are listed (`baseline.json`).
https://ufoships.com/docs/intro/iam/deploy/
"""

from __future__ import annotations

import json
from importlib.resources import files

from ufo_preflight.arn import Arn, role_of_session
from ufo_preflight.caller import Identity
from ufo_preflight.grant import Grant, GrantCondition


def baseline() -> tuple[Grant, ...]:
    """Return the documented policy, corrected: eight whole services, roles, PassRole restricted."""
    text = files("ufo_preflight.remedy").joinpath("baseline.json").read_text(encoding="utf-8")
    return tuple(
        Grant(
            found["sid"],
            tuple(found["actions"]),
            conditions=tuple(
                GrantCondition(test["key"], tuple(test["values"]))
                for test in found.get("conditions", ())
            ),
        )
        for found in json.loads(text)["statements"]
    )


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
        return tuple(_all(identity, kind) for kind in ("group", "role", "user"))
    arn = Arn.parse(identity.policy_source_arn)
    if arn.service == "sts":
        # A session's ARN has lost its role's path, which IAM compares.
        role = role_of_session(identity.policy_source_arn)
        prefix = f"arn:{arn.partition}:iam::{arn.account}:role"
        return f"{prefix}/{role}", f"{prefix}/*/{role}"
    return (str(arn),)


def _all(identity: Identity, kind: str) -> str:
    return f"arn:{identity.partition}:iam::{identity.account or '*'}:{kind}/*"
