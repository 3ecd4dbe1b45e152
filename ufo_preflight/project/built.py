"""What `ufo build` wrote, where it is there and fresh: it beats what is configured.

Fresh means that no file which feeds it was changed after it was written, and that it was built for
the very ship that is asked about: its stack, and the features that preflight.yml states.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ufo_preflight.catalog.ship import Feature
from ufo_preflight.project.built_names import (
    ROLE_KEYS,
    attached_policies,
    checked_names,
    image_of,
    log_groups,
    task_definition,
    template_names,
)
from ufo_preflight.project.custom_properties import boundary_in
from ufo_preflight.project.documents import (
    Document,
    UnreadableDocumentError,
    read_document,
    sequence,
)
from ufo_preflight.project.features import Roles, Sights, no, open_, yes
from ufo_preflight.project.images import is_ecr
from ufo_preflight.project.rules import AWSVPC, PASSED
from ufo_preflight.project.snapshot import ProjectFiles
from ufo_preflight.project.stack_names import (
    ELB,
    LISTENER,
    LISTENER_CERTIFICATE,
    RECORD,
    ROLE_IDS,
    SCALABLE_TARGET,
    SERVICE,
    TARGET_GROUP,
    WEB_ACL,
    names_in,
    uncovered,
)
from ufo_preflight.project.stack_template import (
    Resource,
    Template,
    read_parameters,
    read_template,
)

OUTPUT = ".ufo/output"
DESCRIPTION = "UFO ECS stack "
_TYPES = {
    "autoscaling": SCALABLE_TARGET,
    "dns": RECORD,
    "elb": ELB,
    "listener": LISTENER,
    "listener_certificates": LISTENER_CERTIFICATE,
    "waf": WEB_ACL,
}
_IDS = {
    "elb_security_group": "ElbSecurityGroup",
    "ecs_security_group": "EcsSecurityGroup",
    "ssl": "ListenerSsl",
    "task_role": "TaskRole",
    "execution_role": "ExecutionRole",
}
# Names that a template tells, or that only AWS can tell then.
_OF_TEMPLATE = {"service": SERVICE, "elb_name": ELB, "target_group_name": TARGET_GROUP}


@dataclass(frozen=True)
class Paths:
    """Where the built files of a project lie."""

    template: str
    parameters: str


V6 = Paths(f"{OUTPUT}/template.yml", f"{OUTPUT}/params.json")


def legacy_paths(stack: str) -> Paths:
    """Return where UFO 4 and 5 write what they build."""
    return Paths(f"/tmp/ufo/{stack}/stack.yml", f"/tmp/ufo/{stack}/parameters.yml")  # noqa: S108


def read_built(
    files: ProjectFiles,
    configured: Sights,
    sources: Iterable[str],
    stated: Mapping[str, Feature],
    major: int,
    paths: Paths = V6,
) -> Sights:
    """Return the sights with those of the built template over them, where it can be trusted.

    `sources` are the files that feed a build. A template that was built with or without a feature
    of which `stated` says the opposite is that of another ship.
    """
    if paths.template not in files.contents:
        return configured
    newer = _newer_than_built(files, sources, paths)
    if newer:
        return _unused(configured, f"{paths.template} is older than {newer}")
    try:
        template = _read(files, paths)
    except UnreadableDocumentError as error:
        return _unused(configured, f"{paths.template} {error}")
    stack = _stack_of(template)
    if configured.stack and stack and stack != configured.stack:
        return _unused(
            configured, f"{paths.template} was built for {stack}, not for {configured.stack}"
        )
    built = _over(configured, template, stack or configured.stack, paths.template, major)
    for name, feature in stated.items():
        if name in built.features and feature.used is (not built.features[name].used):
            how = "without" if feature.used else "with"
            return _unused(configured, f"{paths.template} was built {how} `{name}`")
    return built


def _newer_than_built(files: ProjectFiles, sources: Iterable[str], paths: Paths) -> str:
    written = (paths.template, paths.parameters)
    times = [files.modified[path] for path in written if path in files.modified]
    built = min(times, default=0.0)
    return next((path for path in sources if files.modified.get(path, 0.0) > built), "")


def _unused(configured: Sights, why: str) -> Sights:
    return replace(configured, warnings=(*configured.warnings, f"{why}: not used."))


def _read(files: ProjectFiles, paths: Paths) -> Template:
    parameters = files.text(paths.parameters)
    given = read_parameters(read_document(parameters)) if parameters is not None else {}
    template = read_template(read_document(files.text(paths.template) or ""), given)
    if not template.resources:
        raise UnreadableDocumentError("has no resources")
    return template


def _stack_of(template: Template) -> str:
    name = template.description.removeprefix(DESCRIPTION)
    return name.strip() if name != template.description else ""


def _over(configured: Sights, template: Template, stack: str, path: str, major: int) -> Sights:
    file = f"the built {path.rpartition('/')[2]}"
    given, names, warnings = checked_names(configured, template, names_in(template, stack), path)
    features = template_features(configured, template, file) | {
        "boundary": boundary_in(names, file)
    }
    pushes = {**configured.features, **features}["ecr_push"].used
    stated = {name for name in _OF_TEMPLATE if template.of_type(_OF_TEMPLATE[name])}
    kept = {name: each for name, each in configured.names.items() if name not in stated}
    return replace(
        configured,
        features={**configured.features, **features},
        names={**kept, **template_names(template, names, pushes=bool(pushes))},
        roles=Roles(names.roles, given, attached_policies(template, stack), names.boundaries),
        stack=stack,
        cluster=names.single.get("cluster", configured.cluster),
        source=path,
        warnings=(*configured.warnings, *warnings),
        uncovered=uncovered(template, major),
    )


def template_features(configured: Sights, template: Template, file: str) -> dict[str, Feature]:
    """Return what a template says of features; `file` names it in their reasons."""
    found = {name: _made(template.of_type(kind), kind, file) for name, kind in _TYPES.items()}
    for name, logical_id in _IDS.items():
        resource = template.named(logical_id)
        found[name] = (
            no(f"No {logical_id} is in {file}.")
            if resource is None
            else _made((resource,), resource.type, file)
        )
    for role in PASSED:
        attached = template.named(ROLE_IDS[role])
        managed = sequence(attached.properties.get("ManagedPolicyArns")) if attached else ()
        inline = sequence(attached.properties.get("Policies")) if attached else ()
        found[f"{role}_policies"] = (
            yes(f"{ROLE_IDS[role]} has managed policies in {file}.")
            if managed
            else no(f"No role has managed policies in {file}.")
        )
        found[f"{role}_inline"] = _stated(
            bool(inline), f"`Policies` of {ROLE_IDS[role]} in {file}: {len(inline)}."
        )
    group = template.resolve(template.parameters.get("ElbTargetGroup"))
    said = "set" if group else "blank"
    found["existing_target_group"] = _stated(bool(group), f"`ElbTargetGroup` is {said} in {file}.")
    definition = task_definition(template)
    if definition:
        found |= _task_features(definition, file)
    image = image_of(definition)
    if image and configured.features["ecr_push"].used is None:
        found["ecr_push"] = _stated(is_ecr(image), f"The image in {file} is {image}.")
    return found


def _task_features(definition: Mapping[str, Document], file: str) -> dict[str, Feature]:
    mode, groups = definition.get("NetworkMode") or "bridge", log_groups(definition)
    some = "A" if groups else "No"
    role = next((key for key in ROLE_KEYS.values() if definition.get(key)), "")
    return {
        "awsvpc": _stated(mode == AWSVPC, f"`NetworkMode` is {mode} in {file}."),
        "logs": _stated(bool(groups), f"{some} container in {file} has an `awslogs-group`."),
        "passes_roles": yes(f"The task definition in {file} has a {role}.")
        if role
        else no(f"The task definition in {file} names no role."),
    }


def _stated(used: bool, why: str) -> Feature:
    return Feature(used=used, why=why)


def _made(resources: tuple[Resource, ...], kind: str, file: str) -> Feature:
    for resource in resources:
        if resource.made:
            return yes(f"{resource.logical_id} is in {file}.")
    if any(resource.made is None for resource in resources):
        return open_(f"The condition of {resources[0].logical_id} in {file} is open.")
    if resources:
        return no(f"The condition of {resources[0].logical_id} is false in {file}.")
    return no(f"No {kind.rpartition('::')[2]} is in {file}.")
