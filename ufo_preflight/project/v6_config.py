"""The configuration of UFO 6, read layer by layer from its Ruby files, and the helpers it calls.

The defaults are those of lib/ufo/config.rb of https://github.com/boltops-tools/ufo (6.3).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ufo_preflight.catalog.ship import Feature
from ufo_preflight.project.documents import Document, mapping
from ufo_preflight.project.features import known_text, no, open_, yes
from ufo_preflight.project.images import repository
from ufo_preflight.project.naming import ACCOUNT, REGION, Layers, config_files, expand, vars_files
from ufo_preflight.project.ruby_run import read_ruby
from ufo_preflight.project.ruby_scope import Environment, Helper, RubyScope, Use
from ufo_preflight.project.rules import read_helper_files
from ufo_preflight.project.snapshot import (
    ANY,
    NIL,
    Computed,
    Known,
    Plain,
    ProjectFiles,
    Value,
    as_text,
)
from ufo_preflight.project.yaml_templates import read_yaml, unread

CUSTOM = ".ufo/config/cfn"
PREFIX = "config."
DEFAULTS: Mapping[str, Plain] = {
    "autoscaling.enabled": True,
    "autoscaling.manual_changes.retain": False,
    "autoscaling.max_capacity": 5,
    "autoscaling.min_capacity": 1,
    "dns.type": "CNAME",
    "ecs.cluster": ":ENV",
    "elb.enabled": "auto",
    "elb.listener.enabled": True,
    "elb.ssl.enabled": False,
    "elb.type": "application",
    "names.stack": ":APP-:ROLE-:ENV-:EXTRA",
    "names.task_definition": ":APP-:ROLE-:ENV-:EXTRA",
    "ps.summary": True,
    "state.managed": True,
    "state.storage": "s3",
    "vpc.security_groups.managed": True,
}


@dataclass(frozen=True)
class Config:
    """The settings of UFO 6 after all layers, the helpers they call, and what went wrong."""

    layers: Layers
    settings: Mapping[str, Value]
    uses: tuple[Use, ...]
    files: tuple[str, ...]
    environment: Environment
    warnings: tuple[str, ...] = ()

    def get(self, name: str) -> Value:
        """Return a setting by its name without `config.`; nil when nothing sets it."""
        scope = RubyScope(self.settings, {})
        return scope.get(f"{PREFIX}{name}")

    @property
    def app(self) -> Value:
        """The app: UFO_APP, else `config.app`."""
        return Known(self.layers.app) if self.layers.app else self.get("app")

    def name(self, setting: str) -> Value:
        """Return a name that a setting gives as a pattern."""
        return expand(self.get(setting), self.layers, self.app)


def read_config(files: ProjectFiles, layers: Layers, environment: Environment) -> Config:
    """Return the configuration that UFO would load for these layers, after its boot files."""
    bindings: dict[str, Value] = {
        f"{PREFIX}{name}": Known(value) for name, value in DEFAULTS.items()
    }
    scope = RubyScope(bindings, {}, environment=environment)
    scope.helpers = _helpers(layers, scope)
    inits = [path for path in files.under(".ufo/config/inits") if path.endswith(".rb")]
    for path in (".ufo/config/boot.rb", f".ufo/config/boot/{layers.env}.rb", *inits):
        before = dict(scope.bindings)
        if path in files.unread or not _read(files, path, scope):
            scope.bindings = before
            scope.environment = Environment()
    config = config_files(layers)
    # UFO itself gets no further than the first file that is no Ruby.
    broken = next((path for path in config if not _read(files, path, scope)), "")
    told = f"{broken} is not Ruby that can be read: its settings are not detected."
    warnings = (told,) if broken else ()
    scope.bindings.update({f"{PREFIX}{name}": Known(v) for name, v in files.evaluated.items()})
    found = tuple(path for path in config if files.has(path))
    uses = tuple(scope.uses)
    return Config(layers, scope.bindings, uses, found, scope.environment, warnings)


def _read(files: ProjectFiles, path: str, scope: RubyScope) -> bool:
    """Read a file that may not be there; False when it is there and is no Ruby."""
    content = files.contents.get(path)
    if content is not None:
        return read_ruby(content, path, scope)
    if path in files.unread:
        scope.forget("", Computed(path, "in a file that was not read:"))
    return True


def vars_scope(files: ProjectFiles, config: Config, assume: bool | None) -> RubyScope:
    """Return a scope with the variables of the task definition, `@image` and the like."""
    app = config.app
    scope = RubyScope(config.settings, {}, assume=assume, environment=config.environment)
    scope.helpers = {**_helpers(config.layers, scope), **_task_helpers(config)}
    read_helper_files(files, scope)
    for path in vars_files(config.layers, as_text(app) or ""):
        if not _read(files, path, scope):
            break
    return scope


def read_custom(files: ProjectFiles, config: Config) -> Document:
    """Return the properties that .ufo/config/cfn adds; a later file replaces a logical id whole."""
    scope = RubyScope(config.settings, {})
    helpers = _helpers(config.layers, scope)
    merged: dict[str, Document] = {}
    for name in ("base", config.layers.env):
        path = f"{CUSTOM}/{name}.yml"
        document, problem = read_yaml(files, path, helpers, config.environment)
        if problem:
            return unread()
        merged |= mapping(document)
    return merged


def _helpers(layers: Layers, scope: RubyScope) -> dict[str, Helper]:
    def app(_given: tuple[Value, ...] = ()) -> Value:
        return Known(layers.app) if layers.app else scope.get(f"{PREFIX}app")

    def expansion(given: tuple[Value, ...]) -> Value:
        return expand(given[0], layers, app()) if given else NIL

    return {
        "env": lambda _: Known(layers.env),
        "role": lambda _: Known(layers.role),
        "extra": lambda _: Known(layers.extra or None),
        "app": app,
        "expansion": expansion,
        "account": lambda _: Known(ACCOUNT),
        **dict.fromkeys(("region", "aws_region", "current_region"), lambda _: Known(REGION)),
    }


def _task_helpers(config: Config) -> dict[str, Helper]:
    def family(_given: tuple[Value, ...]) -> Value:
        return config.name("names.task_definition")

    def image(_given: tuple[Value, ...]) -> Value:
        return Computed(config.files[0] if config.files else ".ufo", pattern=ANY)

    names = dict.fromkeys(("family", "name", "task_definition_name"), family)
    return {**names, "docker_image": image}


_ENTRY = re.compile(rb"^[ \t]*[^#\s]", re.MULTILINE)

# lib/ufo/task_definition/helpers of https://github.com/boltops-tools/ufo
_FEATURES = {
    "helper_acm": ("acm_cert",),
    "helper_ecr": ("ecr_repo",),
    "helper_key_pairs": ("key_pairs",),
    "helper_ssm": ("ssm",),
    "helper_stack_output": ("stack_output",),
    "helper_waf": ("waf",),
}


def helper_features(uses: Iterable[Use]) -> dict[str, Feature]:
    """Return which helpers are called, each with the place of its first call."""
    called = tuple(uses)
    return {feature: _feature(called, names) for feature, names in _FEATURES.items()}


def config_features(uses: Iterable[Use]) -> dict[str, Feature]:
    """Return which helpers the configuration itself calls: it is read by every command of UFO."""
    called = tuple(uses)
    names = {**_FEATURES, "helper_account": ("account",)}
    return {
        feature.replace("helper_", "config_"): _feature(called, calls)
        for feature, calls in names.items()
    }


def _feature(uses: tuple[Use, ...], names: tuple[str, ...]) -> Feature:
    found = [use for use in uses if use.name in names]
    for use in found:
        if use.certain:
            return yes(f"`{use.name}` is called in {use.place}.")
    if found:
        return open_(f"`{found[0].name}` is called conditionally in {found[0].place}.")
    return no(f"`{names[0]}` is not called.")


def looks_up_account(files: ProjectFiles, uses: Iterable[Use]) -> Feature:
    """Return whether UFO asks for the account id: for the `account` helper and for secrets."""
    for path in files.under(".ufo/env_files"):
        content = files.contents.get(path, b"")
        if path.endswith("secrets") and _ENTRY.search(content):
            return yes(f"{path} has entries.")
    return _feature(tuple(uses), ("account",))


def helper_names(
    uses: Iterable[Use], expanded: Callable[[str, bool], Value]
) -> dict[str, tuple[str, ...]]:
    """Return what helpers are asked for, where every call of one says it in words."""
    called = tuple(uses)
    names = {
        "output_stack": _arguments(
            called, "stack_output", lambda text: known_text(expanded(text.partition(".")[0], True))
        ),
        "parameter": _arguments(
            called, "ssm", lambda text: known_text(expanded(text, False)).lstrip("/")
        ),
        "looked_up_repository_arn": _arguments(
            called, "ecr_repo", lambda text: repository("{region}", "{account}", text)
        ),
    }
    return {name: found for name, found in names.items() if found and all(found)}


def _arguments(uses: tuple[Use, ...], name: str, change: Callable[[str], str]) -> tuple[str, ...]:
    given = [known_text(use.arguments[0]) for use in uses if use.name == name and use.arguments]
    return tuple(dict.fromkeys(change(text) for text in given)) if all(given) else ()
