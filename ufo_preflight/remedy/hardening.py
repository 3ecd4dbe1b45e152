"""Three ways to keep a deployer from becoming administrator, and what each of them costs.

A permissions boundary that every role of the stack must have; a role of CloudFormation's own, so
that the deployer needs next to nothing; or roles that the administrator makes and the project names.
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ufo_preflight.arn import Arn
from ufo_preflight.catalog.ship import Feature, ShipFacts
from ufo_preflight.errors import UsageError, one_line
from ufo_preflight.outcome import Requirement

CLOUDFORMATION = "cloudformation"
# What the stack does not make, and need not be allowed, where the roles are given.
_OF_ROLES = (
    *("task_role", "execution_role", "task_role_policies", "execution_role_policies"),
    *("task_role_inline", "execution_role_inline", "managed_policies", "inline_policies"),
    *("stack_roles", "boundary", "autoscaling"),
)
_ROLE_NAMES = frozenset({"stack_role_arn", "policied_role_arn", "inline_role_arn"})
_BOUNDED = {
    "task_role": "TaskRole",
    "execution_role": "ExecutionRole",
    "autoscaling": "ScalingRole",
}


@dataclass(frozen=True)
class Hardening:
    """How the policy is hardened: `boundary` is the ARN of a managed policy, "" for none.

    UsageError when an ARN is none of a managed policy or of a role.
    """

    boundary: str = ""
    service_role: bool = False
    roles_given: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.boundary:
            _require(self.boundary, "--boundary", "policy")
        for role in self.roles_given:
            _require(role, "--roles-given", "role")
        if self.roles_given and self.boundary:
            raise UsageError(
                "--boundary and --roles-given exclude each other",
                hint="The administrator who makes the roles sets their boundary.",
            )


def _require(text: str, option: str, kind: str) -> None:
    try:
        arn = Arn.parse(text)
    except ValueError:
        arn = None
    if arn is None or (arn.service, arn.resource_type) != ("iam", kind) or not arn.name:
        raise UsageError(
            f"{option} {text!r} is not the ARN of a {kind}",
            hint=f"For example arn:aws:iam::123456789012:{kind}/ship",
        )


def hardened(facts: ShipFacts, hardening: Hardening) -> ShipFacts:
    """Return the ship as it will be once the hardening is there."""
    if hardening.boundary:
        used = Feature(used=True, why="--boundary says so.")
        return replace(
            facts,
            features={**facts.features, "boundary": used},
            names={**facts.names, "boundary_arn": (hardening.boundary,)},
        )
    if hardening.roles_given:
        given = Feature(used=False, why="--roles-given: the administrator makes the roles.")
        passed = Feature(used=True, why="--roles-given names the roles.")
        names = {name: arns for name, arns in facts.names.items() if name not in _ROLE_NAMES}
        return replace(
            facts,
            features={**facts.features, **dict.fromkeys(_OF_ROLES, given), "passes_roles": passed},
            names={**names, "passrole_arn": hardening.roles_given},
        )
    return facts


def parted(
    requirements: Iterable[Requirement],
) -> tuple[tuple[Requirement, ...], tuple[Requirement, ...]]:
    """Return what the deployer calls, and what CloudFormation calls with its service role."""
    found = tuple(requirements)
    direct = tuple(each for each in found if each.stage != CLOUDFORMATION)
    return direct, tuple(each for each in found if each.stage == CLOUDFORMATION)


def first_steps(facts: ShipFacts, hardening: Hardening) -> tuple[str, ...]:
    """Return what has to be there before the first ship, and what the way costs; Markdown."""
    stack = shlex.quote(one_line((facts.names.get("stack") or ("STACK",))[0]))
    if hardening.boundary:
        return _boundary_steps(facts, hardening.boundary)
    if hardening.service_role:
        return (
            (
                "The administrator makes the stack once, with the role: `ufo build`, then\n"
                f"`aws cloudformation create-stack --stack-name {stack} --role-arn ROLE_ARN "
                "--template-body file://.ufo/output/template.yml --parameters "
                "file://.ufo/output/params.json --capabilities CAPABILITY_IAM CAPABILITY_NAMED_IAM`."
            ),
            "From then on CloudFormation acts with the role, whoever ships.",
            (
                "UFO deletes a stack in ROLLBACK_COMPLETE and makes it again without the role: after a "
                "failed first ship the administrator has to make it again."
            ),
        )
    if hardening.roles_given:
        roles = ", ".join(f"`{role}`" for role in hardening.roles_given)
        steps = [
            (
                f"Name {roles} as `taskRoleArn` and `executionRoleArn` in the task definition, and "
                "remove the project's role files: the stack must make no role."
            )
        ]
        if facts.features.get("autoscaling", Feature(used=True, why="")).used is not False:
            steps.append(
                "Set `config.autoscaling.enabled = false`: UFO makes the scaling role itself, and "
                "this policy does not let it."
            )
        return tuple(steps)
    return ()


def _boundary_steps(facts: ShipFacts, boundary: str) -> tuple[str, ...]:
    own = facts.names.get("boundary_arn", ())
    if own == (boundary,):
        return ("The project sets this boundary already.",)
    made = [
        logical_id
        for feature, logical_id in _BOUNDED.items()
        if facts.features.get(feature, Feature(used=None, why="")).used is not False
    ]
    lines = "\n".join(f"{each}:\n  PermissionsBoundary: {boundary}" for each in made)
    steps = [
        f"UFO passes the boundary when `.ufo/config/cfn/base.yml` has:\n\n```yaml\n{lines}\n```\n",
        (
            "Without these lines every ship is refused. Nobody who ships may change the boundary's own "
            "policy."
        ),
    ]
    if own:
        steps.append(f"The project sets another boundary now: {one_line(own[0])}.")
    return tuple(steps)
