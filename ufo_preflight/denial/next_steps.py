"""What to do: one rule a layer, one a problem, and the check that an action belongs to.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ufo_preflight.catalog import load_catalogue
from ufo_preflight.denial.denial import DenialReason, Problem
from ufo_preflight.passrole import ACTION as PASS_ROLE
from ufo_preflight.refusals import Fixer


@dataclass(frozen=True)
class Rule:
    """Advice with places for `action`, `resource`, `principal`, `owner` and `policy`.

    `fixer` None leaves it to whoever owns the principal.
    """

    todo: str
    fixer: Fixer | None
    notes: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    may_be_region: bool = False


_REGISTRY_LOGIN = (
    "aws ecr get-login-password | docker login --username AWS --password-stdin"
    " ACCOUNT.dkr.ecr.REGION.amazonaws.com"
)
_NO_STATEMENT = "No identity policy can lift this: adding a statement to {owner} changes nothing."
_IDENTITY_TOO = "The identity policies of {owner} must allow it as well."

LAYER_ADVICE = {
    DenialReason.IDENTITY_EXPLICIT: Rule(
        "Find the Deny statement in the identity policy{policy} of {owner} that matches {action},"
        " and have it narrowed; its condition may ask for something the request lacks"
        " (MFA, a Region, a tag).",
        None,
        ("A Deny wins over every Allow: adding a statement changes nothing.",),
    ),
    DenialReason.EXPLICIT_UNSPECIFIED: Rule(
        "Find the Deny statement that matches {action}: the message does not say in which layer"
        " (identity policy, boundary, session policy, resource-based policy or one of the"
        " organization's).",
        Fixer.YOU,
        ("A Deny wins over every Allow: adding a statement changes nothing.",),
    ),
    DenialReason.RESOURCE_POLICY_IMPLICIT: Rule(
        "Ask the owner of {resource} to allow {action} for {principal} in its resource-based policy.",
        Fixer.RESOURCE_OWNER,
        ("The change belongs on the resource; a statement on the principal does not replace it.",),
    ),
    DenialReason.RESOURCE_POLICY_EXPLICIT: Rule(
        "Ask the owner of {resource} about the Deny in its resource-based policy{policy}"
        " that matches {action}.",
        Fixer.RESOURCE_OWNER,
        (_NO_STATEMENT,),
    ),
    DenialReason.BOUNDARY_IMPLICIT: Rule(
        "Ask whoever owns the permissions boundary{policy} of {owner} to let it allow {action};"
        " or deploy with a principal whose boundary does.",
        Fixer.BOUNDARY_OWNER,
        (_NO_STATEMENT, "The boundary grants nothing itself. " + _IDENTITY_TOO),
    ),
    DenialReason.BOUNDARY_EXPLICIT: Rule(
        "Ask whoever owns the permissions boundary{policy} of {owner} about its Deny on {action}.",
        Fixer.BOUNDARY_OWNER,
        (_NO_STATEMENT,),
        may_be_region=True,
    ),
    DenialReason.SESSION_IMPLICIT: Rule(
        "Let the session policy{policy} allow {action}: it is passed where the session is made"
        " (AssumeRole, GetFederationToken, the pipeline or the CI step).",
        Fixer.SESSION_CREATOR,
        (_NO_STATEMENT,),
    ),
    DenialReason.SESSION_EXPLICIT: Rule(
        "Take the Deny on {action} out of the session policy{policy}, where the session is made.",
        Fixer.SESSION_CREATOR,
        (_NO_STATEMENT,),
    ),
    DenialReason.SCP_IMPLICIT: Rule(
        "Ask the administrator of the organization to allow {action} in the service control"
        " policies{policy} of this account and of the units above it.",
        Fixer.ORGANIZATION_ADMINISTRATOR,
        (_NO_STATEMENT,),
        may_be_region=True,
    ),
    DenialReason.SCP_EXPLICIT: Rule(
        "Ask the administrator of the organization about the Deny on {action} in the service"
        " control policy{policy}.",
        Fixer.ORGANIZATION_ADMINISTRATOR,
        (_NO_STATEMENT,),
        may_be_region=True,
    ),
    DenialReason.RCP_IMPLICIT: Rule(
        "Ask the administrator of the organization that owns {resource} to allow {action} in its"
        " resource control policies{policy}.",
        Fixer.ORGANIZATION_ADMINISTRATOR,
        (_NO_STATEMENT,),
    ),
    DenialReason.RCP_EXPLICIT: Rule(
        "Ask the administrator of the organization that owns {resource} about the Deny on {action}"
        " in the resource control policy{policy}.",
        Fixer.ORGANIZATION_ADMINISTRATOR,
        (_NO_STATEMENT,),
    ),
    DenialReason.VPCE_IMPLICIT: Rule(
        "Ask whoever owns the VPC endpoint that the call went through to allow {action} in its"
        " endpoint policy{policy}.",
        Fixer.ENDPOINT_OWNER,
        (_NO_STATEMENT,),
    ),
    DenialReason.VPCE_EXPLICIT: Rule(
        "Ask whoever owns the VPC endpoint that the call went through about the Deny on {action}"
        " in its endpoint policy{policy}.",
        Fixer.ENDPOINT_OWNER,
        (_NO_STATEMENT,),
    ),
    DenialReason.TRUST_POLICY_IMPLICIT: Rule(
        "Let the trust policy of {role} name {principal} as a principal for {action}.",
        Fixer.ROLE_OWNER,
        ("The change belongs in the role's trust policy, not in a policy of the caller.",),
    ),
    DenialReason.TRUST_POLICY_EXPLICIT: Rule(
        "Ask the owner of {role} about the Deny on {action} in its trust policy.",
        Fixer.ROLE_OWNER,
        (_NO_STATEMENT,),
    ),
}

PROBLEM_ADVICE = {
    Problem.THROTTLED: Rule(
        "Wait some minutes and try again: AWS limited the rate of calls; nothing was refused.",
        Fixer.YOU,
    ),
    Problem.CREDENTIALS_EXPIRED: Rule(
        "Renew the credentials (`aws sso login`, the MFA session or the CI step) and run it again.",
        Fixer.YOU,
    ),
    Problem.CREDENTIALS_MISSING: Rule(
        "Give the process credentials: a profile (AWS_PROFILE), the CI step that assumes the role,"
        " or the instance's role.",
        Fixer.YOU,
    ),
    Problem.CREDENTIALS_INVALID: Rule(
        "Check the credentials: AWS does not know this access key or its signature is wrong"
        " (deleted, mistyped, of another partition, or without its session token).",
        Fixer.YOU,
        commands=("aws sts get-caller-identity",),
    ),
    Problem.CLOCK_WRONG: Rule(
        "Set the clock of this machine: AWS refuses requests signed at another time.", Fixer.YOU
    ),
    Problem.REGISTRY_LOGIN: Rule(
        "Log Docker in to ECR again: the registry's token is missing or has expired.",
        Fixer.YOU,
        commands=(_REGISTRY_LOGIN,),
    ),
    Problem.NETWORK: Rule(
        "Give the task a way to AWS: a public IP, a NAT gateway or VPC endpoints, and security"
        " groups that let it out. No policy is in the way.",
        Fixer.YOU,
    ),
    Problem.IMAGE_NOT_USABLE: Rule(
        "Use an image of this Region that is shared with this account: AMI ids differ between"
        " Regions, and old ones are withdrawn. No policy of yours can change it.",
        Fixer.YOU,
    ),
    Problem.IMAGE_NOT_FOUND: Rule(
        "Check the image's name, Region and account: it does not exist where it was looked for.",
        Fixer.YOU,
    ),
    Problem.ROLE_NOT_USABLE: Rule(
        "Check that {resource} exists and that its trust policy lets the service that uses it"
        " (ecs-tasks.amazonaws.com for task and execution roles) do sts:AssumeRole.",
        Fixer.ROLE_OWNER,
        ("A new role can take some seconds to be known everywhere: try once more.",),
    ),
    Problem.ROLE_OF_OTHER_ACCOUNT: Rule(
        "Name a role of the account that you deploy to: roles cannot be passed across accounts.",
        Fixer.YOU,
    ),
    Problem.SERVICE_LINKED_ROLE: Rule(
        "Create the service-linked role once, or ship again: the first attempt creates it where the"
        " caller may do iam:CreateServiceLinkedRole.",
        Fixer.YOU,
        commands=("aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com",),
    ),
}

_BY_PREFIX = {
    "application-autoscaling": "autoscaling",
    "cloudformation": "cloudformation",
    "ec2": "ec2",
    "ecr": "ecr",
    "ecs": "ecs",
    "elasticloadbalancing": "elbv2",
    "iam": "iam",
    "logs": "logs",
    "route53": "route53",
}


def check_of(action: str | None) -> str:
    """Return the id of the check that asks `action`, or its service; "" when none does."""
    if action is None:
        return ""
    if action.lower() == PASS_ROLE.lower():
        return "passrole"
    found = _by_action().get(action.lower())
    return found or _BY_PREFIX.get(action.partition(":")[0].lower(), "")


@lru_cache(maxsize=1)
def _by_action() -> dict[str, str]:
    rows: dict[str, str] = {}
    for entry in load_catalogue().entries:
        rows.setdefault(entry.action.lower(), entry.check)
    return rows
