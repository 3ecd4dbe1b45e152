"""Who was refused: a person, a role that a service or a pipeline took on, the task at run time.

UFO has two pages on IAM: one for whoever deploys, one for the roles of the running task.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from ufo_preflight.denial.denial import Reading
from ufo_preflight.refusals import Fixer

DEPLOY_PAGE = "https://ufoships.com/docs/intro/iam/deploy/"
TASK_PAGE = "https://ufoships.com/docs/intro/iam/task/"


class PrincipalKind(Enum):
    """What sort of principal was refused."""

    CLOUDFORMATION_ROLE = "cloudformation-role"
    EXECUTION_ROLE = "execution-role"
    TASK_ROLE = "task-role"
    CI_ROLE = "ci-role"
    SSO_ROLE = "sso-role"
    SERVICE_LINKED_ROLE = "service-linked-role"
    INSTANCE_ROLE = "instance-role"
    ROLE = "role"
    USER = "user"
    ROOT = "root"
    FEDERATED_USER = "federated-user"
    ANONYMOUS = "anonymous"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Principal:
    """Who was refused: `name` as a person says it, `whose` as a sentence."""

    kind: PrincipalKind
    name: str
    whose: str
    fixer: Fixer
    page: str = DEPLOY_PAGE

    @property
    def takes_statements(self) -> bool:
        """Whether an identity policy of this principal can be changed, and would count."""
        return self.kind not in (
            PrincipalKind.ROOT,
            PrincipalKind.SERVICE_LINKED_ROLE,
            PrincipalKind.ANONYMOUS,
        )


_TASK_ID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_INSTANCE = re.compile(r"i-[0-9a-z]{6,20}")
_CI = re.compile(
    r"codebuild|codepipeline|github|gitlab|circleci|jenkins|buildkite|bitbucket|travis|teamcity"
    r"|azure-?devops|drone|(?:^|[-_/])ci(?:[-_/]|$)",
    re.IGNORECASE,
)
# What the ECS agent does with the execution role before and around the containers.
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
_EXECUTION_ACTIONS = frozenset(
    {
        "ecr:GetAuthorizationToken",
        "ecr:BatchCheckLayerAvailability",
        "ecr:GetDownloadUrlForLayer",
        "ecr:BatchGetImage",
        "logs:CreateLogStream",
        "logs:CreateLogGroup",
        "logs:PutLogEvents",
        "ssm:GetParameters",
        "ssm:GetParameter",
        "secretsmanager:GetSecretValue",
        "kms:Decrypt",
    }
)


def principal_of(reading: Reading) -> Principal:
    """Return whose permission the reading is about."""
    principal = reading.principal or ""
    if principal.endswith("AWSCloudFormation") or "cfn-exec-role" in principal:
        return _cloudformation(principal)
    if ":assumed-role/" in principal:
        role, _, session = principal.partition(":assumed-role/")[2].partition("/")
        return _assumed(reading, role, session)
    if reading.at_run_time and not principal:
        return _task(PrincipalKind.EXECUTION_ROLE, "")
    return _other(principal)


def _cloudformation(principal: str) -> Principal:
    role = principal.partition(":assumed-role/")[2].partition("/")[0]
    name = f"CloudFormation's role {role}" if role else "CloudFormation's service role"
    whose = (
        f"It is {name}, which CloudFormation took on to work on the stack (a service role; under"
        " CDK the execution role of the bootstrap stack), not whoever started the deploy."
    )
    return Principal(
        PrincipalKind.CLOUDFORMATION_ROLE, name, whose, Fixer.CLOUDFORMATION_ROLE_OWNER
    )


def _assumed(reading: Reading, role: str, session: str) -> Principal:
    if role.startswith("AWSServiceRoleFor"):
        whose = f"It is the service-linked role {role}: AWS owns its policy."
        kind = PrincipalKind.SERVICE_LINKED_ROLE
        return Principal(kind, f"the service-linked role {role}", whose, Fixer.YOU)
    if role.startswith("AWSReservedSSO_"):
        return _sso(role)
    if _TASK_ID.fullmatch(session) or reading.at_run_time or "ecstaskexecution" in role.lower():
        return _task(_task_kind(reading, role), role)
    if _CI.search(session) or _CI.search(role):
        whose = f"It is the role {role} that the CI job deploys with."
        return Principal(PrincipalKind.CI_ROLE, f"the CI role {role}", whose, Fixer.CI_ROLE_OWNER)
    if _INSTANCE.fullmatch(session):
        whose = f"It is the role {role} of the instance {session}, whose profile the caller used."
        name = f"the instance role {role}"
        return Principal(PrincipalKind.INSTANCE_ROLE, name, whose, Fixer.PRINCIPAL_OWNER)
    whose = f"It is the caller: the role {role}."
    return Principal(PrincipalKind.ROLE, f"the role {role}", whose, Fixer.PRINCIPAL_OWNER)


def _sso(role: str) -> Principal:
    permission_set = role.removeprefix("AWSReservedSSO_").rpartition("_")[0] or role
    whose = (
        f"It is the caller, signed in through IAM Identity Center with the permission set"
        f" {permission_set}; its role {role} cannot be edited in the account."
    )
    name = f"the permission set {permission_set}"
    return Principal(PrincipalKind.SSO_ROLE, name, whose, Fixer.SSO_ADMINISTRATOR)


def _task_kind(reading: Reading, role: str) -> PrincipalKind:
    is_execution = "exec" in role.lower() or (
        reading.at_run_time and reading.action in _EXECUTION_ACTIONS
    )
    return PrincipalKind.EXECUTION_ROLE if is_execution else PrincipalKind.TASK_ROLE


def _task(kind: PrincipalKind, role: str) -> Principal:
    is_execution = kind is PrincipalKind.EXECUTION_ROLE
    title = "task execution role" if is_execution else "task role"
    user = "the ECS agent uses to start the task" if is_execution else "the containers run with"
    whose = (
        f"It is the {title} that {user}, at run time: not a deploy permission, so UFO's page on"
        " the task's roles applies, not the one on deploying."
    )
    name = f"the {title} {role}".rstrip()
    return Principal(kind, name, whose, Fixer.TASK_ROLE_OWNER, TASK_PAGE)


def _other(principal: str) -> Principal:
    tail = principal.rpartition(":")[2]
    if tail == "root":
        whose = "It is the account's root user, whom no identity policy limits."
        return Principal(PrincipalKind.ROOT, "the root user", whose, Fixer.YOU)
    if "federated-user/" in principal:
        name = principal.partition("federated-user/")[2]
        whose = (
            f"It is the federated session {name}: it may do what both the IAM user that asked for"
            " the session and the policy passed with that request allow."
        )
        kind = PrincipalKind.FEDERATED_USER
        return Principal(kind, f"the federated user {name}", whose, Fixer.SESSION_CREATOR)
    if principal.lower() == "anonymous":
        whose = "It is nobody: the request carried no signature."
        return Principal(
            PrincipalKind.ANONYMOUS, "an anonymous caller", whose, Fixer.RESOURCE_OWNER
        )
    if not principal.strip(".\u2026*"):
        whose = "The text does not name who was refused: most likely the caller."
        return Principal(PrincipalKind.UNKNOWN, "the caller", whose, Fixer.PRINCIPAL_OWNER)
    kind = PrincipalKind.USER if tail.startswith("user/") else PrincipalKind.ROLE
    name = _named(principal, tail)
    return Principal(kind, name, f"It is the caller: {name}.", Fixer.PRINCIPAL_OWNER)


def _named(principal: str, tail: str) -> str:
    kind, _, path = tail.partition("/")
    if kind in ("user", "role", "group") and path:
        return f"the {kind} {path.rpartition('/')[2]}"
    return principal
