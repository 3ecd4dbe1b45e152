"""Rules that hold for every version of UFO: images, roles, names that follow from the stack."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

from ufo_preflight.catalog.ship import Feature
from ufo_preflight.project.features import (
    Roles,
    either,
    known_text,
    known_texts,
    no,
    open_,
    undetected,
    yes,
)
from ufo_preflight.project.images import DOCKERFILE_ERB, Bases, is_ecr, repository_arn
from ufo_preflight.project.ruby_run import read_ruby
from ufo_preflight.project.ruby_scope import CONDITIONAL, Environment, Helper, RubyScope, Use
from ufo_preflight.project.snapshot import NIL, Computed, ProjectFiles, Value, truth
from ufo_preflight.project.task_definition import TaskDefinition

PASSED = ("task_role", "execution_role")
MADE = (*PASSED, "autoscaling")
AWSVPC = "awsvpc"


def pushes_to_ecr(name: str, image: Value) -> Feature:
    """Return whether the image is pushed to ECR: by its name, as UFO tells."""
    if isinstance(image, Computed):
        if is_ecr(image.pattern):
            return yes(f"`{name}` is in ECR, and {image.how} in {image.place}.")
        return undetected(name, image)
    text = known_text(image)
    if not text:
        return open_(f"`{name}` is not set.")
    where = f" in {image.file}" if image.file else ""
    if is_ecr(text):
        return yes(f"`{name}` is in ECR{where}.")
    return no(f"`{name}` is not in ECR{where}.")


def pulls_from_ecr(bases: Bases) -> Feature:
    """Return whether the build pulls an image from ECR."""
    found = next((image for image in bases.images if is_ecr(image)), "")
    if found:
        return yes(f"A FROM in {bases.file} is in ECR.")
    if bases.open:
        return open_(bases.open)
    return no(f"No FROM in {bases.file} is in ECR.")


def image_names(image: Value, bases: Bases) -> dict[str, tuple[str, ...]]:
    """Return the repositories that are pushed to and pulled from, as far as names tell them."""
    names: dict[str, tuple[str, ...]] = {}
    pushed = repository_arn(known_text(image))
    if pushed:
        names["repository_arn"] = (pushed,)
    pulled = (repository_arn(each) for each in bases.images)
    known = tuple(dict.fromkeys(arn for arn in pulled if arn))
    if known:
        names["base_repository_arn"] = known
    return names


def has_web_container(definition: TaskDefinition, said: str) -> Feature:
    """Return whether the first container is `web`: it then gets a load balancer on `auto`.

    `said` is the sentence for a known one, with `{}` for its name.
    """
    container = definition.container
    if isinstance(container, Computed):
        return undetected("name of the first container", container)
    if not known_text(container):
        return open_("No task definition tells the name of the container.")
    name = known_text(container)
    return (yes if name == "web" else no)(said.format(name))


def writes_logs(definition: TaskDefinition) -> Feature:
    """Return whether a container logs to CloudWatch: UFO then makes the log group."""
    for group in definition.log_groups:
        if not isinstance(group, Computed):
            return yes(f"`awslogs-group` is set in {definition.file}.")
        if group.pattern or group.how not in (CONDITIONAL, "not readable"):
            return yes(f"`awslogs-group` is computed in {group.place}.")
    if definition.log_groups:
        return open_(f"`awslogs-group` in {definition.file} may or may not be set.")
    return no(f"No container in {definition.file} has an `awslogs-group`.")


def uses_awsvpc(definition: TaskDefinition) -> Feature:
    """Return whether tasks get network interfaces of their own."""
    mode = definition.network_mode
    if isinstance(mode, Computed):
        return undetected("networkMode", mode)
    if mode.value == AWSVPC:
        return yes(f"`networkMode` is awsvpc in {definition.file}.")
    return no(f"`networkMode` is not awsvpc in {definition.file}.")


def role_sights(
    definition: TaskDefinition, task: RoleFile, execution: RoleFile
) -> dict[str, Feature]:
    """Return what role files declare, and whether the task definition names a role."""
    given = either(
        _given("taskRoleArn", definition.task_role, definition.file),
        _given("executionRoleArn", definition.execution_role, definition.file),
    )
    return {
        "task_role": task.made,
        "execution_role": execution.made,
        "task_role_policies": task.managed_policies,
        "execution_role_policies": execution.managed_policies,
        "task_role_inline": task.inline_policies,
        "execution_role_inline": execution.inline_policies,
        "passes_roles": no("No role file declares a policy, no role ARN is given.")
        if given.used is False
        else given,
    }


def _given(name: str, value: Value, file: str) -> Feature:
    if isinstance(value, Computed):
        if truth(value):
            return yes(f"`{name}` is {value.how} in {value.place}.")
        return undetected(name, value)
    return yes(f"`{name}` is set in {file}.") if value.value else no(f"No `{name}` in {file}.")


def role_names(features: Mapping[str, Feature], roles: Roles) -> dict[str, tuple[str, ...]]:
    """Return the ARNs of the roles that the stack makes, as features say, and that ECS is passed.

    A group of which one role is not known is left out: nobody may take the others for all.
    """

    def of(*wanted: str) -> tuple[str | None, ...]:
        return tuple(roles.made.get(role) for role in wanted)

    made = [role for role in MADE if features[role].used is not False]
    groups = {
        "stack_role_arn": of(*made),
        "scaling_role_arn": of(*(role for role in made if role == "autoscaling")),
        "policied_role_arn": of(*(role for role in made if _has(features, role, "policies"))),
        "inline_role_arn": of(*(role for role in made if _has(features, role, "inline"))),
        "passrole_arn": tuple(_passed(role, features, roles) for role in PASSED),
    }
    known = {name: arns for name, arns in groups.items() if None not in arns}
    names = {
        name: tuple(dict.fromkeys(arn for arn in arns if arn))
        for name, arns in known.items()
        if any(arns)
    }
    return {**names, **_policy_names(features, roles, made)}


def _policy_names(
    features: Mapping[str, Feature], roles: Roles, made: list[str]
) -> dict[str, tuple[str, ...]]:
    """Return the managed policies and the one boundary of the roles that are made."""
    names: dict[str, tuple[str, ...]] = {}
    attached = [roles.attached.get(role) for role in made if _has(features, role, "policies")]
    if attached and all(attached):
        arns = itertools.chain.from_iterable(each or () for each in attached)
        names["attached_policy_arn"] = tuple(dict.fromkeys(arns))
    boundaries = {roles.boundaries.get(role) for role in made}
    if len(boundaries) == 1 and None not in boundaries:
        (names["boundary_arn"],) = (each or () for each in boundaries)
    return names


def _passed(role: str, features: Mapping[str, Feature], roles: Roles) -> str | None:
    """Return the role that ECS gets, "" for none, None when that is not known."""
    if features[role].used:
        return roles.made.get(role)
    given = roles.given.get(role, NIL)
    if features[role].used is None or isinstance(given, Computed):
        return None
    return role_arn(str(given.value)) if given.value else ""


def _has(features: Mapping[str, Feature], role: str, kind: str) -> bool:
    """Return whether a role may have policies of a kind; the scaling role has an inline one."""
    found = features.get(f"{role}_{kind}")
    return found.used is not False if found is not None else kind == "inline"


def role_arn(role: str) -> str:
    """Return the ARN of a role that a task definition names by ARN or by name."""
    return role if role.startswith("arn:") else f"arn:{{partition}}:iam::{{account}}:role/{role}"


def privileged_names(definition: TaskDefinition) -> dict[str, tuple[str, ...]]:
    """Return the value of ecs:privileged, unless it is not known."""
    found = known_text(definition.privileged)
    return {"privileged": (found,)} if found else {}


def log_group_names(definition: TaskDefinition) -> dict[str, tuple[str, ...]]:
    """Return the log groups, unless one of them is not known."""
    groups = tuple(known_text(group) for group in definition.log_groups)
    return {"log_group": groups} if groups and all(groups) else {}


def compiles_dockerfile(files: ProjectFiles) -> Feature:
    """Return whether UFO compiles a Dockerfile.erb, for which it reads its state."""
    if files.has(DOCKERFILE_ERB):
        return yes(f"There is a {DOCKERFILE_ERB}.")
    return no(f"There is no {DOCKERFILE_ERB}.")


def read_helper_files(files: ProjectFiles, scope: RubyScope) -> None:
    """Make the methods of the project's own modules in .ufo/helpers known to a scope."""
    paths = [path for path in files.under(".ufo/helpers") if path.endswith(".rb")]
    for path in sorted(paths, key=len):
        content = files.contents.get(path)
        if content is not None and not read_ruby(content, path, scope):
            return


INLINE, MANAGED = "iam_policy", "managed_iam_policy"
AWS_POLICIES = "iam::aws:policy"


@dataclass(frozen=True)
class RoleFile:
    """Whether the stack makes a role, with which kinds of policies, and what its file calls.

    Which kinds a role would have that no file declares is not known. `attached` are the ARNs of its
    managed policies, None when one of them is not known.
    """

    made: Feature
    managed_policies: Feature
    inline_policies: Feature
    uses: tuple[Use, ...] = ()
    attached: tuple[str, ...] | None = None


def read_role(
    files: ProjectFiles,
    paths: tuple[str, ...],
    helpers: Mapping[str, Helper],
    environment: Environment,
) -> RoleFile:
    """Return what the first of `paths` that is there declares."""
    path = files.first(paths)
    if path is None:
        absent = no(f"There is no {paths[-1]}.")
        return RoleFile(absent, open_(absent.why), open_(absent.why))
    scope = RubyScope({}, helpers, environment=environment)
    content = files.contents.get(path)
    if content is None or not read_ruby(content, path, scope):
        unread = open_(f"{path} is not Ruby that can be read.")
        return RoleFile(unread, unread, unread)
    made = _declares(scope, path, "a policy", INLINE, MANAGED)
    if made.used is False:
        return RoleFile(made, open_(made.why), open_(made.why), tuple(scope.uses))
    return RoleFile(
        made=made,
        managed_policies=_declares(scope, path, "a managed policy", MANAGED),
        inline_policies=_declares(scope, path, "an inline policy", INLINE),
        uses=tuple(scope.uses),
        attached=_attached(scope),
    )


def _attached(scope: RubyScope) -> tuple[str, ...] | None:
    """Return the ARNs of the managed policies. lib/ufo/iam_role/builder.rb"""
    given = [value for use in scope.uses if use.name == MANAGED for value in use.arguments]
    names = [name for value in given for name in known_texts(value) or ("",)]
    if not all(names):
        return None
    return tuple(
        name if AWS_POLICIES in name else f"arn:aws:{AWS_POLICIES}/{name}" for name in names
    )


def _declares(scope: RubyScope, path: str, what: str, *calls: str) -> Feature:
    found = [use for use in scope.uses if use.name in calls]
    if any(use.certain for use in found):
        return yes(f"{path} declares {what}.")
    if found:
        return open_(f"{path} declares {what} conditionally.")
    return no(f"{path} declares no {what.partition(' ')[2]}.")
