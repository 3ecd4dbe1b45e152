"""What a ship of UFO 6 uses, from its configuration. lib/ufo/cfn/stack of boltops-tools/ufo."""

from __future__ import annotations

from collections.abc import Mapping

from ufo_preflight.catalog.ship import Feature
from ufo_preflight.project.features import (
    Findings,
    Names,
    both,
    either,
    holds,
    is_on,
    is_set,
    known_text,
    known_texts,
    negated,
    stated_or,
)
from ufo_preflight.project.naming import Layers, expand
from ufo_preflight.project.ruby_scope import Scope, Use
from ufo_preflight.project.rules import (
    RoleFile,
    compiles_dockerfile,
    group_features,
    has_web_container,
    image_names,
    log_group_names,
    pulls_from_ecr,
    pushes_to_ecr,
    read_role,
    role_features,
    role_names,
    stack_names,
    uses_awsvpc,
    writes_logs,
)
from ufo_preflight.project.snapshot import Computed, Known, ProjectFiles, Value
from ufo_preflight.project.task_definition import TaskDefinition, from_template, unreadable
from ufo_preflight.project.v6_config import (
    Config,
    helper_features,
    helper_names,
    looks_up_account,
    read_config,
    vars_scope,
)

TASK_DEFINITIONS = ".ufo/resources/task_definitions"
IAM_ROLES = ".ufo/resources/iam_roles"
STATE_STACK = "ufo"


def read_v6(files: ProjectFiles, layers: Layers, stated: Names) -> Findings:
    """Return what the configuration of a UFO 6 project says about its ship.

    `stated` are names that are known beforehand.
    """
    config = read_config(files, layers)
    scopes: list[Scope] = []
    definition = _task_definition(files, config, scopes)
    helpers = dict(vars_scope(files, config, None).helpers)
    task, execution = (
        read_role(files, _role_paths(config, role), helpers)
        for role in ("task_role", "execution_role")
    )
    calls = [config.uses, task.uses, execution.uses]
    features = _features(config, files, definition, task, execution)
    uses = _called(calls, scopes)
    features |= helper_features(uses) | {"helper_account": looks_up_account(files, uses)}
    stack = stated_or(stated, "stack", known_text(config.name("names.stack")))
    cluster = stated_or(stated, "cluster", known_text(config.name("ecs.cluster")))
    return Findings(
        features=features,
        names=_names(config, files, definition, features, stack, cluster)
        | helper_names(uses, lambda text: expand(Known(text), config.layers, config.app)),
        app=known_text(config.app),
        stack=stack,
        cluster=cluster,
        source=", ".join(config.files[:1]) or ".ufo",
        warnings=config.warnings + _boot_warning(files, layers),
    )


def _task_definition(files: ProjectFiles, config: Config, scopes: list[Scope]) -> TaskDefinition:
    names = dict.fromkeys([config.layers.role, "web", "default"])
    paths = [f"{TASK_DEFINITIONS}/{name}.{kind}" for name in names for kind in ("json", "yml")]
    path = files.first(paths)
    text = files.text(path) if path is not None else None
    if path is None or text is None:
        return unreadable(path or f"{TASK_DEFINITIONS}/{config.layers.role}.yml")

    def scope(assume: bool) -> Scope:
        made = vars_scope(files, config, assume)
        scopes.append(made)
        return made

    return from_template(text, path, scope)


def _role_paths(config: Config, role: str) -> tuple[str, ...]:
    app = known_text(config.app)
    own = (f"{IAM_ROLES}/{app}/{role}.rb",) if app else ()
    return (*own, f"{IAM_ROLES}/{role}.rb")


def _called(calls: list[tuple[Use, ...]], scopes: list[Scope]) -> tuple[Use, ...]:
    """Return the calls of helpers; one made under only one assumption is not certain."""
    certain = [use for uses in calls for use in uses]
    readings = [scope.uses for scope in scopes]
    names = [{use.name for use in reading} for reading in readings]
    doubtful: set[str] = set()
    for each in names:
        doubtful |= each ^ names[0]
    certain += [
        Use(use.name, use.arguments, use.place, use.certain and use.name not in doubtful)
        for reading in readings
        for use in reading
    ]
    return tuple(certain)


def _features(
    config: Config,
    files: ProjectFiles,
    definition: TaskDefinition,
    task: RoleFile,
    execution: RoleFile,
) -> dict[str, Feature]:
    autoscaling = both(
        is_on("config.autoscaling.enabled", config.get("autoscaling.enabled")),
        is_set("config.autoscaling.min_capacity", config.get("autoscaling.min_capacity")),
        is_set("config.autoscaling.max_capacity", config.get("autoscaling.max_capacity")),
    )
    return {
        "autoscaling": autoscaling,
        "create_cluster": _set(config, "ecs.create_cluster"),
        "tags": _set(config, "cfn.tags"),
        "waf": _set(config, "waf.web_acl_arn"),
        "vpc_lookup": negated(_set(config, "vpc.id")),
        "subnet_lookup": negated(
            both(_set(config, "vpc.subnets.ecs"), _set(config, "vpc.subnets.elb"))
        ),
        "logs": writes_logs(definition),
        "awsvpc": uses_awsvpc(definition),
        **_image_features(config, files),
        **_balancing(config, definition),
        **role_features(definition, task, execution, autoscaling),
    }


def _set(config: Config, name: str) -> Feature:
    return is_set(f"config.{name}", config.get(name))


def _image_features(config: Config, files: ProjectFiles) -> dict[str, Feature]:
    push = pushes_to_ecr("config.docker.repo", config.get("docker.repo"))
    pull = pulls_from_ecr(files)
    state = both(
        compiles_dockerfile(files),
        holds("config.state.storage", config.get("state.storage"), lambda at: at.value == "s3"),
    )
    return {
        "ecr_push": push,
        "ecr_pull": pull,
        "ecr_login": either(push, pull),
        "state_object": state,
        "state_stack": both(
            state,
            negated(_set(config, "state.bucket")),
            is_on("config.state.managed", config.get("state.managed")),
        ),
    }


def _balancing(config: Config, definition: TaskDefinition) -> dict[str, Feature]:
    existing = _set(config, "elb.existing.target_group")
    elb = both(_enabled(config.get("elb.enabled"), definition), negated(existing))
    wanted = either(_set(config, "dns.domain"), _set(config, "dns.name"))
    dns = both(wanted, either(elb, existing))
    application = holds(
        "config.elb.type", config.get("elb.type"), lambda kind: kind.value in (None, "application")
    )
    managed = is_on("config.vpc.security_groups.managed", config.get("vpc.security_groups.managed"))
    certificates = config.get("elb.ssl.certificates")
    ssl = both(
        elb,
        is_on("config.elb.ssl.enabled", config.get("elb.ssl.enabled")),
        is_set("config.elb.ssl.certificates", certificates),
    )
    listener = both(elb, is_on("config.elb.listener.enabled", config.get("elb.listener.enabled")))
    summary = is_on("config.ps.summary", config.get("ps.summary"))
    return {
        "elb": elb,
        "existing_target_group": existing,
        "elb_reads": either(both(either(elb, existing), summary), both(existing, wanted)),
        "dns": dns,
        "ssl": ssl,
        "listener": either(listener, ssl),
        "listener_certificates": both(
            elb,
            holds("config.elb.ssl.certificates", certificates, lambda at: len(known_texts(at)) > 1),
        ),
        **group_features(both(elb, application, managed), both(uses_awsvpc(definition), managed)),
    }


def _enabled(value: Value, definition: TaskDefinition) -> Feature:
    if isinstance(value, Computed) or known_text(value) != "auto":
        return is_on("config.elb.enabled", value)
    return has_web_container(definition, "`config.elb.enabled` is auto and the container is `{}`.")


def _names(
    config: Config,
    files: ProjectFiles,
    definition: TaskDefinition,
    features: Mapping[str, Feature],
    stack: str,
    cluster: str,
) -> dict[str, tuple[str, ...]]:
    family = known_text(definition.family) or known_text(config.name("names.task_definition"))
    kind = {"application": "app", "network": "net"}.get(known_text(config.get("elb.type")), "")
    zone = known_text(config.get("dns.hosted_zone_id"))
    acl = known_text(config.get("waf.web_acl_arn"))
    single = {"elb_kind": kind, "hosted_zone_id": zone, "web_acl_arn": acl}
    return {
        **stack_names(stack, cluster, f"{stack}-EcsService-*", family),
        **role_names(features, definition, stack),
        **image_names(config.get("docker.repo"), files),
        **log_group_names(definition),
        **_state_names(config),
        **{name: (value,) for name, value in single.items() if value},
    }


def _state_names(config: Config) -> dict[str, tuple[str, ...]]:
    bucket = config.get("state.bucket")
    if isinstance(bucket, Computed):
        return {}
    app, env = known_text(config.app) or "*", config.layers.env
    name = known_text(bucket) or f"{STATE_STACK}-bucket-*"
    return {"state_bucket": (name,), "state_key": (f"ufo/state/{app}/{env}/data.yml",)}


def _boot_warning(files: ProjectFiles, layers: Layers) -> tuple[str, ...]:
    paths = (".ufo/config/boot.rb", f".ufo/config/boot/{layers.env}.rb")
    found = [path for path in paths if b"AWS_PROFILE" in files.contents.get(path, b"")]
    if not found:
        return ()
    return (f"{found[0]} sets AWS_PROFILE: check with the same profile, by --profile.",)
