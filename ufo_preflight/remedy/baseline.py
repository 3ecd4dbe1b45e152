"""The policy of UFO's documentation, made valid.

The page grants ten whole services and iam:PassRole to ECS tasks. Three things in it do not hold:
its JSON has a trailing comma; `elasticloadbalancingv2` is no IAM prefix (both load-balancing APIs
are `elasticloadbalancing`); and `iam:*` already contains an unconditional iam:PassRole, so that the
condition of its second statement restricts nothing. NotAction cannot take one action out of one
service, and a Deny would reach into the principal's other policies, so the IAM actions are listed.
https://ufoships.com/docs/intro/iam/deploy/
"""

from __future__ import annotations

from ufo_preflight.remedy.grant import Condition, Grant

SERVICES = (
    "application-autoscaling:*",
    "cloudformation:*",
    "ec2:*",
    "ecr:*",
    "ecs:*",
    "elasticloadbalancing:*",
    "logs:*",
    "route53:*",
)

# What CloudFormation calls to make, change and remove the stack's roles, and to read them.
ROLE_ACTIONS = (
    "iam:AttachRolePolicy",
    "iam:CreateRole",
    "iam:DeleteRole",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
    "iam:ListInstanceProfilesForRole",
    "iam:ListRolePolicies",
    "iam:ListRoleTags",
    "iam:ListRoles",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
    "iam:TagRole",
    "iam:UntagRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
    "iam:UpdateRoleDescription",
)

# Tasks get the task and the execution role; UFO 6 hands its scaling role to Application Auto
# Scaling, which the page's condition would refuse once iam:* is gone.
PASSED_TO = ("application-autoscaling.amazonaws.com", "ecs-tasks.amazonaws.com")

# The services that make a role of their own on first use in an account.
SERVICE_LINKED = (
    "ecs.amazonaws.com",
    "ecs.application-autoscaling.amazonaws.com",
    "elasticloadbalancing.amazonaws.com",
)


def baseline() -> tuple[Grant, ...]:
    """Return the documented policy, corrected: eight whole services, roles, PassRole restricted."""
    return (
        Grant("UfoServices", SERVICES),
        Grant("UfoRoles", ROLE_ACTIONS),
        Grant(
            "UfoServiceLinkedRoles",
            ("iam:CreateServiceLinkedRole",),
            condition=Condition("iam:AWSServiceName", SERVICE_LINKED),
        ),
        Grant(
            "UfoPassRole",
            ("iam:PassRole",),
            condition=Condition("iam:PassedToService", PASSED_TO),
        ),
    )
