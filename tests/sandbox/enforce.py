"""Whether the caller's own policies let it make an IAM call: AWS's words where they do not."""

from __future__ import annotations

from tests.sandbox.controls import INVALID_TOKEN, ApiError, Call
from tests.sandbox.principals import find, owner_of
from tests.sandbox.verdicts import ALLOWED, EXPLICIT, Simulator

# https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html: no permission needed
FREE = ("GetCallerIdentity",)
STS = ("AssumeRole", "GetSessionToken", "GetFederationToken", "DecodeAuthorizationMessage")
_NAMED = (("RoleName", "role"), ("UserName", "user"), ("GroupName", "group"))


def refusal(call: Call, partition: str, account: str) -> ApiError | None:
    """Return the error that the caller gets, None when the call may be made."""
    owner = owner_of(call.access_key, partition, account)
    if owner is None:
        return INVALID_TOKEN
    if call.operation in FREE:
        return None
    principal = find(owner.principal_arn)
    if principal is None:
        return INVALID_TOKEN
    service = "sts" if call.operation in STS else "iam"
    action, resource = f"{service}:{call.operation}", _resource(call, partition, account)
    simulator = Simulator(principal.policies, principal.boundary, None, shape="new")
    context = principal.context() | {
        "aws:PrincipalArn": principal.arn,
        "aws:RequestedRegion": "us-east-1",
        "aws:SecureTransport": "true",
    }
    verdict = simulator.verdict(action, resource, context)
    if verdict.decision == ALLOWED:
        return None
    why = (
        "with an explicit deny in an identity-based policy"
        if verdict.decision == EXPLICIT
        else f"because no identity-based policy allows the {action} action"
    )
    text = (
        f"User: {owner.caller_arn} is not authorized to perform: {action} on resource: {resource} "
        f"{why}"
    )
    return ApiError("AccessDenied", text, 403)


def _resource(call: Call, partition: str, account: str) -> str:
    given = call.parameters
    for name in ("PolicySourceArn", "PolicyArn", "RoleArn"):
        if name in given:
            return given[name]
    for name, kind in _NAMED:
        if name in given:
            bare = f"arn:{partition}:iam::{account}:{kind}/{given[name]}"
            found = find(bare)
            return found.arn if found else bare
    return "*"
