"""Who is calling, whose policies that means for the simulator, and who acts in a stack.

GetCallerIdentity names a session; SimulatePrincipalPolicy takes a user, group or role.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ufo_preflight.arn import Arn, partition_of_region
from ufo_preflight.aws.api_errors import ACCESS_DENIED, SDK_ERRORS, error_code, translate
from ufo_preflight.aws.session import AwsSession
from ufo_preflight.caller import Identity, PrincipalKind
from ufo_preflight.errors import ApiError, RegionError, UsageError

ABSENT = "does not exist"
SSO_ROLE_PREFIX = "AWSReservedSSO_"
SIMULATED_KINDS = {
    "user": PrincipalKind.USER,
    "group": PrincipalKind.GROUP,
    "role": PrincipalKind.ROLE,
}
ROOT_TEXT = (
    "The root user cannot be simulated: no policy of the account limits it, but service control "
    "policies do. Deploy with an IAM user or role."
)
FEDERATED_TEXT = (
    "A federated user cannot be simulated: its permissions are those of the user who called "
    "GetFederationToken, cut by the session's own policy. Name that user with --principal-arn."
)


@dataclass(frozen=True)
class Caller:
    """The answer of GetCallerIdentity."""

    arn: Arn
    account: str
    user_id: str

    @classmethod
    def read(cls, answer: Mapping[str, Any]) -> Caller:
        """Return the caller of a GetCallerIdentity answer; ApiError when it has no ARN."""
        try:
            arn = Arn.parse(str(answer.get("Arn", "")))
        except ValueError as error:
            raise ApiError(f"GetCallerIdentity did not say who is calling: {error}") from error
        return cls(arn, str(answer.get("Account") or arn.account), str(answer.get("UserId", "")))


@dataclass(frozen=True)
class _RoleFound:
    """The role of a session: its ARN, how it was found, and what is odd about it."""

    arn: str
    found_by: str
    warnings: tuple[str, ...] = ()


def whoami(session: AwsSession, principal_arn: str | None = None) -> Identity:
    """Return the caller, or the principal named, as what the simulator can be asked about.

    Raises UsageError for an ARN that is no principal of this account, RegionError when no region
    is configured or it lies in another partition, CredentialsError, EndpointError, ApiError.
    """
    named = None if principal_arn is None else named_principal(principal_arn)
    region = session.region
    caller = Caller.read(session.caller_identity())
    _require_same_partition(caller, region)
    if named is not None and named != caller.arn:
        return _someone_else(session, caller, named)
    return replace(
        _caller_themselves(session, caller),
        user_id=caller.user_id,
        session_name=session_name(caller.arn),
        is_temporary=session.has_temporary_credentials(),
    )


def _require_same_partition(caller: Caller, region: str) -> None:
    if partition_of_region(region) != caller.arn.partition:
        raise RegionError(
            f"region {region} is in partition {partition_of_region(region)}, "
            f"but the credentials are of partition {caller.arn.partition}",
            hint="Name a region of that partition with --region, or other credentials.",
            code="partition-mismatch",
        )


def _caller_themselves(session: AwsSession, caller: Caller) -> Identity:
    arn = caller.arn
    if arn.service == "iam" and arn.resource == "root":
        return _not_simulated(caller, PrincipalKind.ROOT, ROOT_TEXT)
    if arn.service == "iam" and arn.resource_type == "user":
        return _simulated(caller, PrincipalKind.USER, str(arn), "the caller's own ARN")
    if arn.service == "sts" and arn.resource_type == "assumed-role":
        role = _role_of_session(session, arn, caller.user_id)
        name = role_name(arn)
        is_sso = name.startswith(SSO_ROLE_PREFIX)
        kind = PrincipalKind.SSO_ROLE if is_sso else PrincipalKind.ASSUMED_ROLE
        return _simulated(caller, kind, role.arn, role.found_by, role.warnings)
    if arn.service == "sts" and arn.resource_type == "federated-user":
        return _not_simulated(caller, PrincipalKind.FEDERATED_USER, FEDERATED_TEXT)
    raise ApiError(
        f"the caller {arn} is of a kind that cannot be checked",
        hint="Name the user or role whose policies count with --principal-arn.",
        code="unknown-caller",
    )


def _someone_else(session: AwsSession, caller: Caller, named: Arn) -> Identity:
    if named.account != caller.account or named.partition != caller.arn.partition:
        raise UsageError(
            f"--principal-arn {named} is not in account {caller.account} "
            f"({caller.arn.partition}), whose credentials these are",
            hint="The simulator reads the policies of its own account only: use credentials of "
            f"account {named.account}.",
        )
    if named.service == "sts":
        role = _role_of_session(session, named, "")
        return _simulated(caller, PrincipalKind.ROLE, role.arn, role.found_by, role.warnings)
    kind = SIMULATED_KINDS[named.resource_type]
    return _simulated(caller, kind, str(named), "--principal-arn")


def named_principal(text: str) -> Arn:
    """Return the principal that --principal-arn names; UsageError when it names none."""
    example = "For example arn:aws:iam::123456789012:role/deploy"
    try:
        arn = Arn.parse(text.strip())
    except ValueError as error:
        raise UsageError(f"--principal-arn {text!r} is not an ARN", hint=example) from error
    is_session = arn.service == "sts" and arn.resource_type == "assumed-role"
    is_simulated = arn.service == "iam" and arn.resource_type in SIMULATED_KINDS
    if not (is_session or is_simulated) or not arn.resource_path or not arn.account.isdigit():
        raise UsageError(f"--principal-arn {arn} is no user, group or role", hint=example)
    return arn


def role_name(session_arn: Arn) -> str:
    """Return the role's name in the ARN of an assumed role: what stands before the session."""
    return session_arn.resource_path.partition("/")[0]


def session_name(arn: Arn) -> str:
    """Return the name of a role's session, "" for another principal."""
    is_session = arn.service == "sts" and arn.resource_type == "assumed-role"
    return arn.resource_path.partition("/")[2] if is_session else ""


def _role_of_session(session: AwsSession, arn: Arn, user_id: str) -> _RoleFound:
    """Return the role behind a session, by GetRole, else by its name alone.

    A session's ARN has lost the role's path. The simulator finds a role by its name whatever the
    path says, so the ARN without it serves; only aws:PrincipalArn is then not exact.
    """
    name = role_name(arn)
    plain = f"arn:{arn.partition}:iam::{arn.account}:role/{name}"
    try:
        role = session.iam.get_role(RoleName=name)["Role"]
    except SDK_ERRORS as error:
        return _RoleFound(plain, _why_by_name(error, session))
    return _RoleFound(str(role["Arn"]), "iam:GetRole", _recreated(name, role, user_id))


def _why_by_name(error: Exception, session: AwsSession) -> str:
    translated = translate(error, session.sign_in)
    if not isinstance(translated, ApiError):
        raise translated from error
    if error_code(error) in ACCESS_DENIED:
        return "the session's role name, without its path: iam:GetRole is refused"
    return f"the session's role name, without its path: {translated.message}"


def _recreated(name: str, role: Mapping[str, Any], user_id: str) -> tuple[str, ...]:
    role_id = str(role.get("RoleId", ""))
    if not user_id or user_id.partition(":")[0] == role_id:
        return ()
    warning = (
        f"Role {name} was deleted and made again after this session began: the report is about "
        "the new role, the session has the old one's rights. Assume the role again."
    )
    return (warning,)


def _simulated(
    caller: Caller, kind: PrincipalKind, source: str, found_by: str, warnings: tuple[str, ...] = ()
) -> Identity:
    return Identity(
        kind, str(caller.arn), caller.account, caller.arn.partition, source, found_by, warnings
    )


def _not_simulated(caller: Caller, kind: PrincipalKind, text: str) -> Identity:
    return Identity(kind, str(caller.arn), caller.account, caller.arn.partition, None, text)


@dataclass(frozen=True)
class ServiceRole:
    """The service role of a stack ("" for none), and what the report should say about it."""

    arn: str = ""
    caveat: str = ""


def service_role_of(session: AwsSession, stack: str) -> ServiceRole:
    """Return the service role of a stack, asked of AWS once.

    A stack that does not exist has none. Not being told is a caveat, never an error: the report
    then holds for a stack without a role.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
    """
    try:
        answer = session.cloudformation.describe_stacks(StackName=stack)
    except SDK_ERRORS as error:
        if ABSENT in str(error):
            return ServiceRole()
        return ServiceRole(
            caveat=f"Whether the stack {stack} has a service role could not be read: "
            "what CloudFormation does was decided for the caller."
        )
    stacks = answer.get("Stacks") or ()
    arn = next((stack.get("RoleARN") for stack in stacks), None)
    if not arn:
        return ServiceRole()
    return ServiceRole(
        arn,
        f"The stack {stack} has a service role: what CloudFormation does was decided for {arn}.",
    )
