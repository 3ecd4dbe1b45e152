"""An AWS that behaves, on loopback: moto's server with the policy simulator added.

`with Sandbox() as box:` serves IAM and STS; docs/sandbox.md tells what is true to AWS and what not.
"""

from __future__ import annotations

from tests.sandbox.box import Keys, Sandbox, allow, deny
from tests.sandbox.controls import (
    CLOCK,
    DENIED,
    EXPIRED,
    INVALID_TOKEN,
    NO_ENTITY,
    POLICY_EVALUATION,
    THROTTLED,
    ApiError,
    Call,
    Caller,
    Faults,
)

__all__ = [
    "CLOCK",
    "DENIED",
    "EXPIRED",
    "INVALID_TOKEN",
    "NO_ENTITY",
    "POLICY_EVALUATION",
    "THROTTLED",
    "ApiError",
    "Call",
    "Caller",
    "Faults",
    "Keys",
    "Sandbox",
    "allow",
    "deny",
]
