"""What `ufo build` wrote, where it is there and fresh: it beats what is configured.

Fresh means that no file which feeds it was changed after it was written, and that it was built for
the stack that is asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ufo_preflight.catalog.ship import Feature
from ufo_preflight.project.built_names import (
    TYPES,
    built_names,
    image_of,
    log_groups,
    task_definition,
)
from ufo_preflight.project.documents import (
    Document,
    UnreadableDocumentError,
    read_document,
    sequence,
)
from ufo_preflight.project.features import Findings, both, either, no, open_, yes
from ufo_preflight.project.images import is_ecr
from ufo_preflight.project.rules import AWSVPC, ROLE_IDS, group_features
from ufo_preflight.project.snapshot import ProjectFiles
from ufo_preflight.project.stack_template import Resource, Template, read_parameters, read_template

OUTPUT = ".ufo/output"
DESCRIPTION = "UFO ECS stack "
_IDS = {
    "elb_security_group": "ElbSecurityGroup",
    "ecs_security_group": "EcsSecurityGroup",
    "ssl": "ListenerSsl",
    "task_role": "TaskRole",
    "execution_role": "ExecutionRole",
}


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
    files: ProjectFiles, configured: Findings, sources: Iterable[str], paths: Paths = V6
) -> Findings:
    """Return the findings with those of the built template over them, where it can be trusted."""
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
    return _over(configured, template, stack or configured.stack, paths.template)


def _newer_than_built(files: ProjectFiles, sources: Iterable[str], paths: Paths) -> str:
    built = min(
        (
            files.modified[path]
            for path in (paths.template, paths.parameters)
            if path in files.modified
        ),
        default=0.0,
    )
    return next((path for path in sources if files.modified.get(path, 0.0) > built), "")


def _unused(configured: Findings, why: str) -> Findings:
    return _replace(configured, warnings=(*configured.warnings, f"{why}: not used."))


def _replace(findings: Findings, *, warnings: tuple[str, ...]) -> Findings:
    return Findings(
        findings.features,
        findings.names,
        findings.app,
        findings.stack,
        findings.cluster,
        findings.source,
        warnings,
    )


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


def _over(configured: Findings, template: Template, stack: str, file: str) -> Findings:
    features = {
        **configured.features,
        **_features(configured, template, f"the built {file.rpartition('/')[2]}"),
    }
    service = next(iter(template.of_type("AWS::ECS::Service")), None)
    cluster = template.resolve(service.properties.get("Cluster")) if service else ""
    return Findings(
        features=features,
        names={**configured.names, **built_names(template, features, stack, cluster)},
        app=configured.app,
        stack=stack,
        cluster=cluster or configured.cluster,
        source=file,
        warnings=configured.warnings,
    )


def _features(configured: Findings, template: Template, file: str) -> dict[str, Feature]:
    found = {name: _made(template.of_type(kind), kind, file) for name, kind in TYPES.items()}
    found |= {name: _one(template, logical_id, file) for name, logical_id in _IDS.items()}
    definition = task_definition(template)
    return {
        **found,
        **group_features(found["elb_security_group"], found["ecs_security_group"]),
        **_reads(configured, template, found["elb"], file),
        **_role_features(template, definition, file),
        **_task_features(definition, file),
        **_image_features(configured, image_of(definition), file),
    }


def _reads(configured: Findings, template: Template, elb: Feature, file: str) -> dict[str, Feature]:
    group = template.resolve(template.parameters.get("ElbTargetGroup"))
    existing = _stated(bool(group), f"`ElbTargetGroup` is {'set' if group else 'blank'} in {file}.")
    reads = either(elb, existing)
    summary = configured.features.get("elb_reads", reads)
    if summary.used is False and existing.used is False:
        reads = both(summary, reads)
    return {"existing_target_group": existing, "elb_reads": reads}


def _role_features(
    template: Template, definition: Mapping[str, Document], file: str
) -> dict[str, Feature]:
    managed = _managed(template, file)
    found = {"managed_policies": managed}
    if definition:
        found["passes_roles"] = _passed(definition, file)
    for role in ("task_role", "execution_role"):
        attached = template.named(ROLE_IDS[role])
        listed = sequence(attached.properties.get("ManagedPolicyArns")) if attached else ()
        found[f"{role}_policies"] = _stated(bool(listed), managed.why)
    return found


def _task_features(definition: Mapping[str, Document], file: str) -> dict[str, Feature]:
    """Return what the task definition decides; nothing where the template has none."""
    if not definition:
        return {}
    mode, groups = definition.get("NetworkMode") or "bridge", log_groups(definition)
    some = "A" if groups else "No"
    return {
        "awsvpc": _stated(mode == AWSVPC, f"`NetworkMode` is {mode} in {file}."),
        "logs": _stated(bool(groups), f"{some} container in {file} has an `awslogs-group`."),
    }


def _image_features(configured: Findings, image: str, file: str) -> dict[str, Feature]:
    """Return whether the image is in ECR, where only the build could tell its name."""
    if not image or configured.features["ecr_push"].used is not None:
        return {}
    push = _stated(is_ecr(image), f"The image in {file} is {image}.")
    return {"ecr_push": push, "ecr_login": either(push, configured.features["ecr_pull"])}


def _stated(used: bool, why: str) -> Feature:
    return Feature(used=used, why=why)


def _made(resources: tuple[Resource, ...], kind: str, file: str) -> Feature:
    short = kind.rpartition("::")[2]
    for resource in resources:
        if resource.made:
            return yes(f"{resource.logical_id} is in {file}.")
    if any(resource.made is None for resource in resources):
        return open_(f"The condition of {resources[0].logical_id} in {file} is open.")
    if resources:
        return no(f"The condition of {resources[0].logical_id} is false in {file}.")
    return no(f"No {short} is in {file}.")


def _one(template: Template, logical_id: str, file: str) -> Feature:
    resource = template.named(logical_id)
    if resource is None:
        return no(f"No {logical_id} is in {file}.")
    return _made((resource,), resource.type, file)


def _passed(definition: Mapping[str, Document], file: str) -> Feature:
    for name in ("TaskRoleArn", "ExecutionRoleArn"):
        if definition.get(name):
            return yes(f"The task definition in {file} has a {name}.")
    return no(f"The task definition in {file} names no role.")


def _managed(template: Template, file: str) -> Feature:
    for role in template.of_type("AWS::IAM::Role"):
        if sequence(role.properties.get("ManagedPolicyArns")):
            return yes(f"{role.logical_id} has managed policies in {file}.")
    return no(f"No role has managed policies in {file}.")
