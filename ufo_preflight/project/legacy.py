"""What a ship of UFO 4 or 5 uses, from its YAML settings and its task definitions.

https://github.com/tongueroo/ufo at v4.6.3 and v5.0.5: lib/ufo/setting.rb, lib/ufo/stack/context.rb
"""

from __future__ import annotations

from ufo_preflight.catalog.ship import Feature
from ufo_preflight.project.documents import (
    Document,
    UnreadableDocumentError,
    mapping,
    read_document,
)
from ufo_preflight.project.erb import render
from ufo_preflight.project.features import (
    Names,
    Sights,
    is_on,
    is_set,
    known_text,
    no,
    stated_or,
    yes,
)
from ufo_preflight.project.images import cleaned_repository_arn
from ufo_preflight.project.legacy_service import Service, find_service
from ufo_preflight.project.naming import Layers
from ufo_preflight.project.ruby_scope import Scope
from ufo_preflight.project.rules import (
    RoleFile,
    has_web_container,
    image_names,
    log_group_names,
    pulls_from_ecr,
    pushes_to_ecr,
    read_role,
    role_sights,
    roles_of,
    stack_names,
    uses_awsvpc,
    writes_logs,
)
from ufo_preflight.project.snapshot import NIL, Computed, Known, ProjectFiles, Value
from ufo_preflight.project.task_definition import TaskDefinition

SETTINGS, USER_SETTINGS = ".ufo/settings.yml", "~/.ufo/settings.yml"
# Which names stand before and after the dash, by `stack_naming`; lib/ufo/stack/helper.rb
_NAMINGS = {
    "": "{service}-{env}",
    "append_ufo_env": "{service}-{env}",
    "append_env": "{service}-{cluster}",
    "append_cluster": "{service}-{cluster}",
    "append_nothing": "{service}",
    "prepend_nothing": "{service}",
    "prepend_cluster": "{cluster}-{service}",
}


class LegacySettings:
    """The settings of UFO 4 and 5: `base` and the environment's, a file at a time."""

    def __init__(self, files: ProjectFiles, layers: Layers) -> None:
        self.warnings: list[str] = []
        self._files = files
        self._layers = layers
        self._main = [
            *self._levels(SETTINGS, layers.env, "base"),
            *self._levels(USER_SETTINGS, layers.env, "base"),
        ]

    def get(self, name: str) -> Value:
        """Return a setting of settings.yml."""
        return _first(self._main, name)

    def of_profile(self, folder: str, path: str) -> Value:
        """Return a setting of .ufo/settings/FOLDER: the profile's file, by its names with dots."""
        chosen = known_text(self.get(f"{folder}_profile"))
        names = dict.fromkeys([*([chosen] if chosen else []), self._layers.env, "default", "base"])
        for name in names:
            file = f".ufo/settings/{folder}/{name}.yml"
            if self._files.has(file):
                return _first([(file, self._read(file))], path)
        return NIL

    def _levels(self, file: str, *names: str) -> list[tuple[str, Document | Computed]]:
        if not self._files.has(file):
            return []
        document = self._read(file)
        if isinstance(document, Computed):
            return [(file, document)]
        return [(file, mapping(document).get(name)) for name in names]

    def _read(self, file: str) -> Document | Computed:
        text = self._files.text(file)
        scope = Scope({}, {"env": lambda _: Known(self._layers.env)}, assume=True)
        rendered = render(text, file, scope) if text is not None else None
        problem = self._files.unread.get(file, "is no template that can be read")
        if rendered is not None:
            try:
                return read_document(rendered.text)
            except UnreadableDocumentError as error:
                problem = str(error)
        self.warnings.append(f"{file} {problem}: its settings are not detected.")
        return Computed(file, "in a file that was not read:")


def _first(levels: list[tuple[str, Document | Computed]], path: str) -> Value:
    for file, level in levels:
        if isinstance(level, Computed):
            return level
        found = _within(level, path.split("."))
        if found is not None:
            return _value(found, file)
    return NIL


def _within(document: Document, names: list[str]) -> Document:
    for name in names:
        spellings = {_camel(name), name}
        matching = [value for key, value in mapping(document).items() if key in spellings]
        document = matching[0] if matching else None
    return document


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _value(found: Document, file: str) -> Value:
    place = f"{file}:1"
    if isinstance(found, str):
        if "\u27e6" in found:
            return Computed(file)
        return Known({"true": True, "false": False}.get(found, found), place)
    return Known(True if found else None, place)


def read_legacy(files: ProjectFiles, layers: Layers, version: int, stated: Names) -> Sights:
    """Return what a UFO 4 or 5 project says about its ship.

    `stated` are names that are known beforehand.
    """
    settings = LegacySettings(files, layers)
    service = find_service(files, layers)
    roles = [
        read_role(files, (f".ufo/iam_roles/{role}.rb",), {}) if version == 5 else _no_role_file()
        for role in ("task_role", "execution_role")
    ]
    cluster = stated_or(stated, "cluster", _cluster(settings, service, layers))
    stack = stated_or(stated, "stack", _stack(settings, service, cluster, layers))
    return Sights(
        features={
            **_settings(settings, version),
            "awsvpc": uses_awsvpc(service.definition),
            "ecr_pull": pulls_from_ecr(files),
            "elb": has_web_container(service.definition, "The container is `{}` (--elb auto)."),
            "logs": writes_logs(service.definition),
            **role_sights(service.definition, *roles),
        },
        names=_names(files, settings, service.definition, stack, cluster),
        roles=roles_of(service.definition, stack),
        app=service.name,
        stack=stack,
        cluster=cluster,
        source=SETTINGS,
        warnings=(*settings.warnings, *service.warnings),
    )


def _no_role_file() -> RoleFile:
    never = no("UFO 4 has no role files.")
    return RoleFile(never, never)


def _cluster(settings: LegacySettings, service: Service, layers: Layers) -> str:
    own = settings.get(f"service_cluster.{service.name}") if service.name else NIL
    general = settings.get("cluster")
    for value in (own, general):
        if isinstance(value, Computed):
            return ""
        if value.value:
            return str(value.value)
    return layers.env


def _stack(settings: LegacySettings, service: Service, cluster: str, layers: Layers) -> str:
    naming = settings.get("stack_naming")
    pattern = "" if isinstance(naming, Computed) else _NAMINGS.get(str(naming.value or ""), "")
    if not pattern or not service.name or ("{cluster}" in pattern and not cluster):
        return ""
    name = pattern.format(service=service.name, env=layers.env, cluster=cluster)
    extra = service.extra or layers.extra
    return "-".join(part for part in (name, extra) if part).replace("_", "-")


def _settings(settings: LegacySettings, version: int) -> dict[str, Feature]:
    """Return what single settings say, and what UFO 4 and 5 always do."""
    managed = settings.get("managed_security_groups") if version == 5 else NIL
    groups = (
        yes("UFO makes security groups.")
        if managed == NIL
        else is_on("managed_security_groups", managed)
    )
    return {
        "create_cluster": yes("UFO 4 and 5 make the cluster when it is not there."),
        "dns": is_set("dns.name", settings.of_profile("cfn", "dns.name")),
        "ecr_cleanup": is_set("ecr_keep", settings.get("ecr_keep")),
        "ecr_push": pushes_to_ecr("image", settings.get("image")),
        "ecs_security_group": groups,
        "elb_security_group": groups,
        "existing_target_group": no("`ufo ship --elb` names a target group, no setting does."),
        "listener": yes("The load balancer has a listener."),
        "ssl": is_set("listener_ssl.port", settings.of_profile("cfn", "listener_ssl.port")),
        "summary_reads": yes("UFO reads the load balancer of a stack that exists."),
    }


def _names(
    files: ProjectFiles,
    settings: LegacySettings,
    definition: TaskDefinition,
    stack: str,
    cluster: str,
) -> dict[str, tuple[str, ...]]:
    image = settings.get("image")
    names = {
        **stack_names(stack, cluster, f"{stack}-Ecs-*", known_text(definition.family)),
        **image_names(image, files),
        **log_group_names(definition),
    }
    cleaned = cleaned_repository_arn(known_text(image))
    if cleaned:
        names["cleaned_repository_arn"] = (cleaned,)
    zone = known_text(settings.of_profile("cfn", "dns.hosted_zone_id"))
    if zone:
        names["hosted_zone_id"] = (zone,)
    return names
