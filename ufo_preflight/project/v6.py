"""What a ship of UFO 6 uses, from its configuration. lib/ufo/cfn/stack of boltops-tools/ufo."""

from __future__ import annotations

from ufo_preflight.catalog.ship import Feature
from ufo_preflight.project.arn_values import WEB_ACL as WEB_ACL_ARN
from ufo_preflight.project.arn_values import checked_arn, checked_roles
from ufo_preflight.project.custom_properties import (
    attached_in,
    boundary_in,
    camelized,
    policies_in,
)
from ufo_preflight.project.features import (
    Names,
    Roles,
    Sights,
    both,
    either,
    holds,
    is_on,
    is_set,
    known_text,
    known_texts,
    negated,
    stated_or,
    yes,
)
from ufo_preflight.project.images import dockerfile_of
from ufo_preflight.project.naming import Layers, expand
from ufo_preflight.project.ruby_scope import Environment, RubyScope, Use
from ufo_preflight.project.rules import (
    PASSED,
    compiles_dockerfile,
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
from ufo_preflight.project.snapshot import Computed, Known, ProjectFiles
from ufo_preflight.project.task_definition import TaskDefinition, from_template, unreadable
from ufo_preflight.project.ufo_version import UfoVersion
from ufo_preflight.project.v6_config import (
    CUSTOM,
    Config,
    config_features,
    helper_features,
    helper_names,
    looks_up_account,
    read_config,
    read_custom,
    vars_scope,
)
from ufo_preflight.project.v6_names import network_names, stack_names, state_names

TASK_DEFINITIONS = ".ufo/resources/task_definitions"
IAM_ROLES = ".ufo/resources/iam_roles"
_ALWAYS_MANAGED = (6, 3, 4)


def read_v6(
    files: ProjectFiles,
    layers: Layers,
    version: UfoVersion,
    stated: Names,
    environment: Environment,
) -> Sights:
    """Return what the configuration of a UFO 6 project says about its ship.

    `stated` are names that are known beforehand.
    """
    config = read_config(files, layers, environment)
    scopes: list[RubyScope] = []
    definition, malformed = checked_roles(_task_definition(files, config, scopes))
    acl, no_acl = checked_arn("config.waf.web_acl_arn", config.get("waf.web_acl_arn"), WEB_ACL_ARN)
    helpers = vars_scope(files, config, None).helpers
    task, execution = (
        read_role(files, _role_paths(config, role), helpers, config.environment) for role in PASSED
    )
    uses = _called([config.uses, task.uses, execution.uses], scopes)
    stack = stated_or(stated, "stack", known_text(config.name("names.stack")))
    cluster = stated_or(stated, "cluster", known_text(config.name("ecs.cluster")))
    custom = camelized(read_custom(files, config), stack)
    sights = role_sights(definition, task, execution)
    dockerfile = dockerfile_of(files, {})
    names = stack_names(config, definition, stack, cluster, acl, custom)
    return Sights(
        features={
            **_settings(config, version),
            "ecr_pull": pulls_from_ecr(dockerfile),
            "state_object": both(compiles_dockerfile(files), _keeps_state_in_s3(config)),
            "elb": _balancer(config, definition),
            "awsvpc": uses_awsvpc(definition),
            "logs": writes_logs(definition),
            "helper_account": looks_up_account(files, uses),
            **sights,
            **policies_in(custom, sights, CUSTOM),
            "boundary": boundary_in(names, CUSTOM),
            **helper_features(uses),
            **config_features(config.uses),
        },
        names={
            **names.single_values(),
            **image_names(config.get("docker.repo"), dockerfile),
            **log_group_names(definition),
            **state_names(config),
            **network_names(config),
            **privileged_names(definition),
            **helper_names(
                uses, lambda text, dashes: expand(Known(text), layers, config.app, dashes=dashes)
            ),
        },
        roles=Roles(
            names.roles,
            {"task_role": definition.task_role, "execution_role": definition.execution_role},
            attached_in(custom, {"task_role": task.attached, "execution_role": execution.attached}),
            names.boundaries,
        ),
        app=known_text(config.app),
        stack=stack,
        cluster=names.single.get("cluster", cluster),
        source=", ".join(config.files[:1]) or ".ufo",
        warnings=(
            *config.warnings,
            *malformed,
            *no_acl,
            *_boot_warning(files, layers),
            *_app_warning(files, config),
        ),
    )


def _task_definition(
    files: ProjectFiles, config: Config, scopes: list[RubyScope]
) -> TaskDefinition:
    names = dict.fromkeys([config.layers.role, "web", "default"])
    paths = [f"{TASK_DEFINITIONS}/{name}.{kind}" for name in names for kind in ("json", "yml")]
    path = files.first(paths)
    text = files.text(path) if path is not None else None
    if path is None or text is None:
        return unreadable(path or f"{TASK_DEFINITIONS}/{config.layers.role}.yml")

    def scope(assume: bool) -> RubyScope:
        made = vars_scope(files, config, assume)
        scopes.append(made)
        return made

    return from_template(text, path, scope)


def _role_paths(config: Config, role: str) -> tuple[str, ...]:
    app = known_text(config.app)
    own = (f"{IAM_ROLES}/{app}/{role}.rb",) if app else ()
    return (*own, f"{IAM_ROLES}/{role}.rb")


def _called(calls: list[tuple[Use, ...]], scopes: list[RubyScope]) -> tuple[Use, ...]:
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


def _settings(config: Config, version: UfoVersion) -> dict[str, Feature]:
    """Return what single settings say, each for itself."""

    def given(name: str) -> Feature:
        return is_set(f"config.{name}", config.get(name))

    def on(name: str) -> Feature:
        return is_on(f"config.{name}", config.get(name))

    certificates = "elb.ssl.certificates"
    managed = yes(f"UFO {version} makes security groups.")
    if version.release < _ALWAYS_MANAGED:
        managed = on("vpc.security_groups.managed")
    application = holds(
        "config.elb.type", config.get("elb.type"), lambda kind: kind.value in (None, "application")
    )
    return {
        "autoscaling": both(
            on("autoscaling.enabled"),
            given("autoscaling.min_capacity"),
            given("autoscaling.max_capacity"),
        ),
        "create_cluster": given("ecs.create_cluster"),
        "dns": either(given("dns.domain"), given("dns.name")),
        "ecr_push": pushes_to_ecr("config.docker.repo", config.get("docker.repo")),
        "ecs_security_group": managed,
        "elb_security_group": both(application, managed),
        "existing_target_group": given("elb.existing.target_group"),
        "listener": on("elb.listener.enabled"),
        "listener_certificates": holds(
            f"config.{certificates}", config.get(certificates), lambda at: len(known_texts(at)) > 1
        ),
        "ssl": both(on("elb.ssl.enabled"), given(certificates)),
        "state_stack": both(negated(given("state.bucket")), on("state.managed")),
        "subnet_lookup": negated(both(given("vpc.subnets.ecs"), given("vpc.subnets.elb"))),
        "summary_reads": on("ps.summary"),
        "tags": given("cfn.tags"),
        "vpc_lookup": negated(given("vpc.id")),
        "waf": given("waf.web_acl_arn"),
    }


def _keeps_state_in_s3(config: Config) -> Feature:
    storage = config.get("state.storage")
    return holds("config.state.storage", storage, lambda at: at.value == "s3")


def _balancer(config: Config, definition: TaskDefinition) -> Feature:
    value = config.get("elb.enabled")
    if isinstance(value, Computed) or known_text(value) != "auto":
        return is_on("config.elb.enabled", value)
    return has_web_container(definition, "`config.elb.enabled` is auto and the container is `{}`.")


def _app_warning(files: ProjectFiles, config: Config) -> tuple[str, ...]:
    """Return what to say of an app for which the project has no files and which it does not name."""
    app, own = config.layers.app, known_text(config.get("app"))
    folders = (f".ufo/config/{app}", f".ufo/vars/{app}", f"{IAM_ROLES}/{app}")
    if not app or not own or app == own or any(files.under(folder) for folder in folders):
        return ()
    return (f"No file is for the app {app}: `config.app` is {own}.",)


def _boot_warning(files: ProjectFiles, layers: Layers) -> tuple[str, ...]:
    paths = (".ufo/config/boot.rb", f".ufo/config/boot/{layers.env}.rb")
    found = [path for path in paths if b"AWS_PROFILE" in files.contents.get(path, b"")]
    if not found:
        return ()
    return (f"{found[0]} sets AWS_PROFILE: check with the same profile, by --profile.",)
