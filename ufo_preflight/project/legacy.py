"""What a ship of UFO 4 or 5 uses, from its YAML settings and its task definitions.

https://github.com/tongueroo/ufo, v4.0.0 to v5.0.7: lib/ufo/stack, lib/cfn/stack.yml of UFO 4
"""

from __future__ import annotations

from dataclasses import replace

from ufo_preflight.catalog.ship import Feature
from ufo_preflight.project.arn_values import checked_roles
from ufo_preflight.project.custom_properties import (
    attached_in,
    boundary_in,
    camelized,
    drawn,
    policies_in,
)
from ufo_preflight.project.documents import Document, mapping
from ufo_preflight.project.features import (
    Names,
    Roles,
    Sights,
    is_on,
    is_set,
    known_text,
    known_texts,
    no,
    stated_or,
    yes,
)
from ufo_preflight.project.images import cleaned_repository_arn, dockerfile_of
from ufo_preflight.project.legacy_service import Service, find_service
from ufo_preflight.project.legacy_settings import SETTINGS, LegacySettings
from ufo_preflight.project.naming import Layers
from ufo_preflight.project.ruby_scope import Environment
from ufo_preflight.project.rules import (
    PASSED,
    RoleFile,
    has_web_container,
    image_names,
    log_group_names,
    privileged_names,
    pulls_from_ecr,
    pushes_to_ecr,
    read_role,
    role_sights,
    uses_awsvpc,
    writes_logs,
)
from ufo_preflight.project.snapshot import NIL, Known, ProjectFiles, Value, as_text, truth
from ufo_preflight.project.stack_names import (
    ELB,
    RECORD,
    ROLE,
    ROLE_IDS,
    SERVICE,
    TARGET_GROUP,
    StackNames,
    names_in,
)
from ufo_preflight.project.ufo_version import UfoVersion
from ufo_preflight.project.yaml_templates import is_unread, read_yaml, unread, value_of

DOCKERFILE_VARIABLES = ".ufo/settings/dockerfile_variables.yml"
_SWITCHABLE_GROUPS = (5, 0, 1)


def read_legacy(
    files: ProjectFiles,
    layers: Layers,
    version: UfoVersion,
    stated: Names,
    environment: Environment,
    profile: str,
) -> Sights:
    """Return what a UFO 4 or 5 project says about its ship.

    `stated` are names that are known beforehand; `profile` is the one that is checked with.
    """
    settings = LegacySettings(files, layers, version, environment)
    service = find_service(files, layers, environment)
    definition, malformed = checked_roles(service.definition)
    service = replace(service, definition=definition)
    roles = [_role(files, role, version, environment) for role in ("task_role", "execution_role")]
    cluster = stated_or(stated, "cluster", settings.cluster_of(service.name))
    named = settings.stack_name(service.name, cluster, service.extra)
    stack = stated_or(stated, "stack", named)
    file, custom = _custom(settings, version, stack)
    sights = role_sights(service.definition, *roles)
    dockerfile = dockerfile_of(files, _dockerfile_variables(files, layers))
    names = _stack_names(settings, service, stack, cluster, version, custom)
    return Sights(
        features={
            **_settings(settings, version),
            "awsvpc": uses_awsvpc(service.definition),
            "ecr_pull": pulls_from_ecr(dockerfile),
            "elb": has_web_container(service.definition, "The container is `{}` (--elb auto)."),
            "logs": writes_logs(service.definition),
            **sights,
            **policies_in(custom, sights, file),
            "boundary": boundary_in(names, file),
        },
        names={
            **names.single_values(),
            **image_names(settings.get("image"), dockerfile),
            **log_group_names(service.definition),
            **_cleaned(settings),
            **_network_names(settings),
            **privileged_names(service.definition),
        },
        roles=Roles(
            names.roles,
            {
                "task_role": service.definition.task_role,
                "execution_role": service.definition.execution_role,
            },
            attached_in(custom, dict(zip(PASSED, (role.attached for role in roles), strict=True))),
            names.boundaries,
        ),
        app=service.name,
        stack=stack,
        cluster=names.single.get("cluster", cluster),
        source=SETTINGS,
        warnings=(
            *settings.warnings,
            *service.warnings,
            *malformed,
            *_other_profile(settings, profile),
        ),
    )


def _other_profile(settings: LegacySettings, profile: str) -> tuple[str, ...]:
    """Return what to say where UFO will take another profile than the check does."""
    taken = settings.profile_taken()
    if not taken or taken == profile:
        return ()
    said = f"`aws_profile` in {SETTINGS} makes UFO take the profile {taken}"
    return (f"{said}: check with the same, by --profile {taken}.",)


def _role(
    files: ProjectFiles, role: str, version: UfoVersion, environment: Environment
) -> RoleFile:
    if version.major < 5:
        never = no("UFO 4 has no role files.")
        return RoleFile(never, never, never)
    return read_role(files, (f".ufo/iam_roles/{role}.rb",), {}, environment)


def _custom(settings: LegacySettings, version: UfoVersion, stack: str) -> tuple[str, Document]:
    """Return the properties that the cfn profile adds; UFO 4 takes ids in snake_case alone."""
    file, document = settings.profile("cfn")
    if version.major == 4 and not is_unread(document):
        document = {key: each for key, each in mapping(document).items() if key == key.lower()}
    return file, camelized(document, stack)


def _settings(settings: LegacySettings, version: UfoVersion) -> dict[str, Feature]:
    """Return what single settings say, and what UFO 4 and 5 always do."""
    name = "managed_security_groups"
    managed = settings.get(name) if version.release >= _SWITCHABLE_GROUPS else NIL
    groups = yes("UFO makes security groups.") if managed == NIL else is_on(name, managed)
    return {
        "create_cluster": yes("UFO 4 and 5 make the cluster when it is not there."),
        "dns": is_set("dns.name", settings.of_cfn("dns.name")),
        "ecr_cleanup": is_set("ecr_keep", settings.get("ecr_keep")),
        "ecr_push": pushes_to_ecr("image", settings.get("image")),
        "ecs_security_group": groups,
        "elb_security_group": groups,
        "existing_target_group": no("`ufo ship --elb` names a target group, no setting does."),
        "listener": yes("The load balancer has a listener."),
        "ssl": is_set("listener_ssl.port", settings.of_cfn("listener_ssl.port")),
        "summary_reads": yes("UFO reads the load balancer of a stack that exists."),
    }


def _stack_names(
    settings: LegacySettings,
    service: Service,
    stack: str,
    cluster: str,
    version: UfoVersion,
    custom: Document,
) -> StackNames:
    family = service.definition.family
    known: dict[str, Document] = {"Cluster": cluster}
    if version.major == 4 and truth(settings.get("pretty_name")) is not False:
        pretty = truth(settings.get("pretty_name"))
        known["ServiceName"] = stack if pretty and stack else unread()
    resources: dict[str, tuple[str, dict[str, Document]]] = {
        "Ecs": (SERVICE, known),
        "Elb": (ELB, {}),
        "TargetGroup": (TARGET_GROUP, {}),
        "Dns": (RECORD, {}),
        **({ROLE_IDS[role]: (ROLE, {}) for role in PASSED} if version.major == 5 else {}),
    }
    names = names_in(drawn(resources, custom), stack)
    single = {**names.single, "family": as_text(family) or ""}
    single.pop("elb_kind", None)
    return replace(names, single={name: value for name, value in single.items() if value})


def _cleaned(settings: LegacySettings) -> dict[str, tuple[str, ...]]:
    """Return the repository that old images are deleted from."""
    cleaned = cleaned_repository_arn(known_text(settings.get("image")))
    return {"cleaned_repository_arn": (cleaned,)} if cleaned else {}


def _network_names(settings: LegacySettings) -> dict[str, tuple[str, ...]]:
    """Return the VPC and the subnets of the network profile."""
    file, profile = settings.profile("network")

    def texts(key: str) -> tuple[str, ...]:
        return () if is_unread(profile) else known_texts(value_of(mapping(profile).get(key), file))

    subnets = tuple(dict.fromkeys((*texts("elb_subnets"), *texts("ecs_subnets"))))
    found = {"vpc_id": texts("vpc"), "subnet_id": subnets}
    return {name: values for name, values in found.items() if values}


def _dockerfile_variables(files: ProjectFiles, layers: Layers) -> dict[str, Value]:
    """Return the variables that UFO compiles a Dockerfile.erb with, by their names in it."""
    document, _problem = read_yaml(files, DOCKERFILE_VARIABLES, {}, Environment())
    section = mapping(document).get(layers.env) if not is_unread(document) else None
    if is_unread(section):
        return {}
    return {
        f"@{name}": Known(value, f"{DOCKERFILE_VARIABLES}:1")
        for name, value in mapping(section).items()
        if isinstance(value, str)
    }
