"""Who was refused: a person, a role that a service or a pipeline took on, the task at run time.

The evidence is the principal's own ARN: how AWS services and tools name roles and sessions.
UFO has two pages on IAM: one for whoever deploys, one for the roles of the running task.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from importlib import resources

from ufo_preflight.arn import permission_set, role_of_session
from ufo_preflight.denial.denial import TextReading
from ufo_preflight.refusals import Fixer

DEPLOY_PAGE = "https://ufoships.com/docs/intro/iam/deploy/"
TASK_PAGE = "https://ufoships.com/docs/intro/iam/task/"


class RefusedKind(Enum):
    """What sort of principal was refused."""

    CLOUDFORMATION_ROLE = "cloudformation-role"
    STACKSETS_ROLE = "stacksets-role"
    CDK_ROLE = "cdk-role"
    COPILOT_ROLE = "copilot-role"
    SAM_ROLE = "sam-role"
    EXECUTION_ROLE = "execution-role"
    TASK_ROLE = "task-role"
    CI_ROLE = "ci-role"
    SSO_ROLE = "sso-role"
    SERVICE_LINKED_ROLE = "service-linked-role"
    INSTANCE_ROLE = "instance-role"
    FUNCTION_ROLE = "function-role"
    SERVICE_ROLE = "service-role"
    ROLE = "role"
    USER = "user"
    ROOT = "root"
    FEDERATED_USER = "federated-user"
    SERVICE = "service"
    ANONYMOUS = "anonymous"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Principal:
    """Who was refused: `name` for a sentence, `whose` says it and how it is known."""

    kind: RefusedKind
    name: str
    whose: str
    fixer: Fixer
    page: str = ""

    @property
    def takes_statements(self) -> bool:
        """Whether an identity policy of this principal can be changed, and would count."""
        return self.kind not in (
            RefusedKind.ROOT,
            RefusedKind.SERVICE_LINKED_ROLE,
            RefusedKind.SERVICE,
            RefusedKind.ANONYMOUS,
        )


_PAGES = {"deploy": DEPLOY_PAGE, "": ""}
_CLOUDFORMATION = (
    "CloudFormation's service role, which CloudFormation assumed to work on the stack. Not whoever"
    " started the deploy."
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


def principal_of(reading: TextReading) -> Principal:
    """Return who was refused, by the evidence in the message itself."""
    principal = reading.principal or ""
    if principal in ("AWSCloudFormation", "CloudFormation"):
        name = "CloudFormation's service role"
        kind = RefusedKind.CLOUDFORMATION_ROLE
        return Principal(kind, name, _CLOUDFORMATION, Fixer.CLOUDFORMATION_ROLE_OWNER, DEPLOY_PAGE)
    role = role_of_session(principal)
    if role:
        return _assumed(reading, role, principal.partition(":assumed-role/")[2].partition("/")[2])
    if reading.at_run_time and not principal:
        return _task(RefusedKind.EXECUTION_ROLE, "")
    return _other(principal)


def policy_principal(principal: str | None) -> str | None:
    """Return the principal as a policy names it: the role of a session, without the session.

    The path of a role is not told by its sessions.
    """
    role = role_of_session(principal or "")
    if not role:
        return principal
    before = (principal or "").partition(":assumed-role/")[0].replace(":sts:", ":iam:")
    return f"{before}:role/{role}"


def _assumed(reading: TextReading, role: str, session: str) -> Principal:
    if role.startswith("AWSReservedSSO_"):
        return _sso(role)
    found = next((one for one in _evidence() if _fits(one, role, session)), None)
    if found is None and reading.at_run_time:
        return _task(_task_kind(reading, role), role)
    if found is None:
        whose = f"The caller: the role {role}."
        name = f"the role {role}"
        return Principal(RefusedKind.ROLE, name, whose, Fixer.PRINCIPAL_OWNER, DEPLOY_PAGE)
    kind = RefusedKind(found["kind"])
    if kind in (RefusedKind.TASK_ROLE, RefusedKind.EXECUTION_ROLE):
        return _task(_task_kind(reading, role), role)
    return Principal(
        kind,
        found["name"].format(role=role),
        found["whose"].format(role=role, session=session),
        Fixer(found.get("fixer", Fixer.PRINCIPAL_OWNER)),
        _PAGES[found.get("page", "")],
    )


@lru_cache(maxsize=1)
def _evidence() -> tuple[Mapping[str, str], ...]:
    """Return what the names of roles and sessions tell; the first that fits counts."""
    text = resources.files(__package__).joinpath("principals.json").read_text(encoding="utf-8")
    return tuple(json.loads(text))


def _fits(evidence: Mapping[str, str], role: str, session: str) -> bool:
    if evidence["kind"] == RefusedKind.FUNCTION_ROLE.value:
        return _is_function(role.lower(), session.lower())
    return bool(
        re.search(evidence.get("role", ""), role, re.IGNORECASE)
        and re.search(evidence.get("session", ""), session, re.IGNORECASE)
    )


def _is_function(role: str, session: str) -> bool:
    """Return whether the session is named after a function, as Lambda names it."""
    if "lambda" in session or "function" in session or role.startswith(f"{session}-role-"):
        return bool(session)
    return len(session) > 4 and session in role and ("lambda" in role or "function" in role)


def _sso(role: str) -> Principal:
    name = permission_set(role) or role.removeprefix("AWSReservedSSO_").rpartition("_")[0] or role
    whose = (
        f"The caller, signed in through IAM Identity Center with the permission set {name}. Its role"
        f" {role} cannot be edited in the account."
    )
    words = f"the permission set {name}"
    return Principal(RefusedKind.SSO_ROLE, words, whose, Fixer.SSO_ADMINISTRATOR, DEPLOY_PAGE)


def _task_kind(reading: TextReading, role: str) -> RefusedKind:
    is_execution = "exec" in role.lower() or (
        reading.at_run_time and reading.action in _EXECUTION_ACTIONS
    )
    return RefusedKind.EXECUTION_ROLE if is_execution else RefusedKind.TASK_ROLE


def _task(kind: RefusedKind, role: str) -> Principal:
    is_execution = kind is RefusedKind.EXECUTION_ROLE
    title = "task execution role" if is_execution else "task role"
    user = "the ECS agent uses to start the task" if is_execution else "the containers run with"
    whose = f"The {title} that {user}, at run time. This is not a deploy permission."
    name = f"the {title} {role}".rstrip()
    return Principal(kind, name, whose, Fixer.TASK_ROLE_OWNER, TASK_PAGE)


def _other(principal: str) -> Principal:
    tail = principal.rpartition(":")[2]
    if tail == "root":
        whose = "The account's root user, whom no identity policy limits."
        return Principal(RefusedKind.ROOT, "the root user", whose, Fixer.YOU)
    if "federated-user/" in principal:
        name = principal.partition("federated-user/")[2]
        whose = (
            f"The federated session {name}: it may do what both the IAM user that asked for it and"
            " the policy passed with that request allow."
        )
        kind = RefusedKind.FEDERATED_USER
        return Principal(kind, f"the federated user {name}", whose, Fixer.SESSION_CREATOR)
    if principal.lower() == "anonymous":
        whose = "Nobody: the request carried no signature."
        return Principal(RefusedKind.ANONYMOUS, "an anonymous caller", whose, Fixer.RESOURCE_OWNER)
    if not principal.strip(".\u2026*"):
        whose = "Not named in the text: most likely the caller."
        return Principal(RefusedKind.UNKNOWN, "the caller", whose, Fixer.PRINCIPAL_OWNER)
    if re.fullmatch(
        r"[a-z0-9.-]+\.amazonaws\.com|Code(?:Build|Pipeline|Deploy)|EventBridge", principal
    ):
        whose = f"The AWS service {principal} itself, not a role of the account."
        return Principal(RefusedKind.SERVICE, principal, whose, Fixer.ROLE_OWNER)
    kind = RefusedKind.USER if tail.startswith("user/") else RefusedKind.ROLE
    name = _named(principal, tail)
    whose = f"The caller: {name}." if kind is RefusedKind.USER else f"{name[0].upper()}{name[1:]}."
    return Principal(kind, name, whose, Fixer.PRINCIPAL_OWNER, DEPLOY_PAGE)


def _named(principal: str, tail: str) -> str:
    kind, _, path = tail.partition("/")
    if kind in ("user", "role", "group") and path:
        return f"the {kind} {path.rpartition('/')[2]}"
    return principal
