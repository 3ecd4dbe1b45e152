"""What to do where no layer of policies is named: one step a problem and a situation, as data.

What to do about a layer stands in `refusals.py`.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
"""

from __future__ import annotations

from functools import lru_cache

from ufo_preflight.catalog import load_catalogue
from ufo_preflight.denial.denial import Problem, Situation
from ufo_preflight.passrole import ACTION as PASS_ROLE
from ufo_preflight.refusals import Fixer, Refusal

PROBLEM_ADVICE = {
    Problem.THROTTLED: Refusal(
        "Wait a few minutes and try again: the rate of calls was limited.", Fixer.YOU
    ),
    Problem.CREDENTIALS_EXPIRED: Refusal(
        "Renew the credentials (`aws sso login`, the MFA session or the CI step) and run it again.",
        Fixer.YOU,
    ),
    Problem.CREDENTIALS_MISSING: Refusal(
        "Provide credentials: a profile (AWS_PROFILE), the CI step that assumes the role, or the"
        " instance's role.",
        Fixer.YOU,
    ),
    Problem.CREDENTIALS_INVALID: Refusal(
        "Check the credentials: AWS does not know this access key, or its signature is wrong"
        " (deleted, mistyped, of another partition, or without its session token).",
        Fixer.YOU,
    ),
    Problem.CLOCK_WRONG: Refusal(
        "Set the clock of this machine: AWS refuses requests that are signed for another time.",
        Fixer.YOU,
    ),
    Problem.REGISTRY_LOGIN: Refusal(
        "Log Docker in to {registry}: the login is missing or has expired, or the image's name,"
        " account or Region is another one's.",
        Fixer.YOU,
    ),
    Problem.NETWORK: Refusal(
        "Give the task or the machine a route to AWS: a public IP, a NAT gateway or VPC endpoints,"
        " DNS, and security groups that allow outbound HTTPS. No policy refused anything.",
        Fixer.YOU,
    ),
    Problem.IMAGE_NOT_USABLE: Refusal(
        "Use an image of this Region that is shared with this account: AMI ids differ between"
        " Regions, and old ones are withdrawn. No policy of yours can change this.",
        Fixer.YOU,
    ),
    Problem.IMAGE_NOT_FOUND: Refusal(
        "Check the image's name, Region and account: it does not exist there.", Fixer.YOU
    ),
    Problem.ROLE_NOT_USABLE: Refusal(
        "Check that {resource} exists and that its trust policy allows {service} to do"
        " sts:AssumeRole.",
        Fixer.ROLE_OWNER,
        ("A new role can take some seconds to be known everywhere: try once more.",),
    ),
    Problem.ROLE_OF_OTHER_ACCOUNT: Refusal(
        "Name a role in the account that you deploy to: roles cannot be passed across accounts.",
        Fixer.YOU,
    ),
    Problem.SERVICE_LINKED_ROLE: Refusal(
        "Create the service-linked role once, or ship again: the first attempt creates it if the"
        " caller is allowed iam:CreateServiceLinkedRole.",
        Fixer.YOU,
    ),
    Problem.IDENTITY_PROVIDER: Refusal(
        "Check the OIDC identity provider in the account: its URL is the token's issuer, and its"
        " client ids include the token's `aud`.",
        Fixer.ROLE_OWNER,
    ),
}

SITUATION_ADVICE = {
    Situation.LOG_BUCKET: Refusal(
        "Allow Elastic Load Balancing to write to {resource} in that bucket's policy: s3:PutObject on"
        " its prefix for the principal logdelivery.elasticloadbalancing.amazonaws.com (in older"
        " Regions, the Region's ELB account). The caller's own permissions are not the matter.",
        Fixer.RESOURCE_OWNER,
        (
            (
                "The bucket must be in the load balancer's Region, and must not be encrypted with a KMS"
                " key for an Application Load Balancer's access logs."
            ),
        ),
    ),
    Situation.PIPELINE_ROLE: Refusal(
        "Allow the role of the pipeline (or of its action) what the action does. To deploy to ECS:"
        " ecs:DescribeServices, ecs:DescribeTaskDefinition, ecs:DescribeTasks, ecs:ListTasks,"
        " ecs:RegisterTaskDefinition, ecs:TagResource and ecs:UpdateService, and iam:PassRole on the"
        " task's roles.",
        Fixer.CI_ROLE_OWNER,
        ("The text does not name the action that is missing: CloudTrail does.",),
    ),
    Situation.IMAGE_LAYERS: Refusal(
        "Look at the policy of the S3 gateway endpoint in the task's VPC: it must allow s3:GetObject"
        " on arn:aws:s3:::prod-REGION-starport-layer-bucket/*, from where ECR serves image layers.",
        Fixer.ENDPOINT_OWNER,
        ("Without such an endpoint, a proxy or an SCP with a network condition can be the cause.",),
    ),
    Situation.REGISTRY_PUSH: Refusal(
        "Log Docker in to {registry} again; if it still answers 403, allow the principal ECR's"
        " actions on the repository (to push: ecr:BatchCheckLayerAvailability,"
        " ecr:InitiateLayerUpload, ecr:UploadLayerPart, ecr:CompleteLayerUpload and ecr:PutImage;"
        " ecr:GetAuthorizationToken on `*`).",
        Fixer.PRINCIPAL_OWNER,
        ("The registry does not say which action it refused: CloudTrail does.",),
    ),
    Situation.TEMPLATE: Refusal(
        "Allow whoever calls CloudFormation to read the template: s3:GetObject on the object of the"
        " TemplateURL. S3 refused it, not CloudFormation.",
        Fixer.PRINCIPAL_OWNER,
        ("S3 says the same of an object that does not exist, if s3:ListBucket is missing.",),
    ),
    Situation.EXECUTION_ROLE: Refusal(
        "Allow {action} in a policy of the function's execution role, not of whoever deploys it.",
        Fixer.ROLE_OWNER,
    ),
    Situation.BLOCK_PUBLIC_ACCESS: Refusal(
        "Make the policy or ACL private (serve public files through CloudFront, say): S3 Block"
        " Public Access refuses public ones. Only whoever manages that setting of the bucket or of"
        " the account can lift it.",
        Fixer.RESOURCE_OWNER,
        ("No policy statement can change this.",),
    ),
}

# The same answer of the registry, to a task that is started.
PULL_AT_RUN_TIME = (
    "Allow the task execution role to pull from {registry}: ecr:GetAuthorizationToken on `*`, and"
    " ecr:BatchCheckLayerAvailability, ecr:GetDownloadUrlForLayer and ecr:BatchGetImage on the"
    " repository. A repository of another account has to allow it in its own policy as well."
)

# Who was refused, where the text does not name it and the situation does.
WHOSE = {
    Situation.LOG_BUCKET: "Elastic Load Balancing, which delivers the logs. Not the caller.",
    Situation.PIPELINE_ROLE: "The role of the pipeline or of its action. Not whoever started it.",
    Situation.EXECUTION_ROLE: "The function's execution role. Not whoever deploys the function.",
    Situation.TEMPLATE: "Whoever calls CloudFormation, when it reads the template from S3.",
}

# What the trust policies of roles for OIDC have to say, for the issuers that most people use.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
OIDC_NOTES = (
    (
        "An OIDC identity provider of the token's issuer must exist in the role's account, and the"
        " conditions on `aud` and `sub` must match the token."
    ),
    (
        "GitHub Actions: `token.actions.githubusercontent.com:aud` is sts.amazonaws.com, and `:sub` looks"
        " like repo:OWNER/REPO:ref:refs/heads/BRANCH, repo:OWNER/REPO:environment:NAME or"
        " repo:OWNER/REPO:pull_request; the job needs `permissions: id-token: write`."
    ),
    (
        "GitLab: `aud` is what the job's `id_tokens` asks for, and `sub` looks like"
        " project_path:GROUP/PROJECT:ref_type:branch:ref:BRANCH."
    ),
    "EKS: `aud` is sts.amazonaws.com, and `sub` looks like system:serviceaccount:NAMESPACE:NAME.",
)

_OWN_CHECKS = {
    "acm": "acm",
    "application-autoscaling": "autoscaling",
    "cloudformation": "cloudformation",
    "cloudwatch": "cloudwatch",
    "ec2": "ec2",
    "ecr": "ecr",
    "ecs": "ecs",
    "elasticloadbalancing": "elbv2",
    "iam": "iam",
    "logs": "logs",
    "route53": "route53",
    "s3": "s3",
    "ssm": "ssm",
}


def check_of(action: str | None) -> str:
    """Return the id of the check of the action's own service, else one that asks it; "" for none."""
    if action is None:
        return ""
    if action.lower() == PASS_ROLE.lower():
        return "passrole"
    asking = _asking().get(action.lower(), ())
    own = _OWN_CHECKS.get(action.partition(":")[0].lower(), "")
    if own in asking or not asking:
        return own
    # Both generations of load balancers have one prefix.
    is_balancer = own == "elbv2" and "elb" in asking
    return "elb" if is_balancer else own or asking[0]


@lru_cache(maxsize=1)
def _asking() -> dict[str, tuple[str, ...]]:
    checks: dict[str, tuple[str, ...]] = {}
    for entry in load_catalogue().entries:
        known = checks.get(entry.action.lower(), ())
        checks[entry.action.lower()] = (*known, entry.check)
    return checks
