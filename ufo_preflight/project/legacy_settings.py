"""The settings of UFO 4 and 5, as each of its versions reads them.

lib/ufo/setting.rb, lib/ufo/setting/profile.rb, lib/ufo/core.rb and lib/ufo/stack/helper.rb of
https://github.com/tongueroo/ufo, v4.0.0 to v5.0.7
"""

from __future__ import annotations

from collections.abc import Mapping

from ufo_preflight.project.documents import (
    Document,
    UnreadableDocumentError,
    mapping,
    read_document,
)
from ufo_preflight.project.features import known_text
from ufo_preflight.project.naming import LEGACY_ENV, Layers
from ufo_preflight.project.ruby_scope import Environment, Helper
from ufo_preflight.project.snapshot import NIL, Computed, Known, ProjectFiles, Value
from ufo_preflight.project.ufo_version import UfoVersion
from ufo_preflight.project.yaml_templates import is_unread, read_yaml, unread, value_of

SETTINGS, USER_SETTINGS = ".ufo/settings.yml", "~/.ufo/settings.yml"
_ENV, _CLUSTER, _NOTHING = "{service}-{env}", "{service}-{cluster}", "{service}"
_FIRST = "{cluster}-{service}"
# From which version on a `stack_naming` makes which name; "" is any other.
_NAMINGS: tuple[tuple[tuple[int, int, int], Mapping[str, str]], ...] = (
    ((4, 0, 0), {"": _FIRST}),
    ((4, 4, 0), {"append_env": _CLUSTER, "": _FIRST}),
    (
        (4, 5, 0),
        {"append_ufo_env": _ENV, "append_env": _CLUSTER, "append_cluster": _CLUSTER, "": _FIRST},
    ),
    (
        (4, 5, 2),
        {
            "append_ufo_env": _ENV,
            "append_env": _CLUSTER,
            "append_cluster": _CLUSTER,
            "append_nothing": _NOTHING,
            "prepend_nothing": _NOTHING,
            "": _FIRST,
        },
    ),
    (
        (4, 5, 3),
        {
            "prepend_cluster": _FIRST,
            "append_env": _CLUSTER,
            "append_cluster": _CLUSTER,
            "append_nothing": _NOTHING,
            "prepend_nothing": _NOTHING,
            "": _ENV,
        },
    ),
)
_BASES_MERGED, _BASE_FOUND, _PROFILES_SEARCHED = (5, 0, 4), (5, 0, 5), (5, 0, 0)
_PROFILE_OF_ENV, _PROFILE_TAKEN = (4, 4, 0), (4, 5, 9)


def env_of(files: ProjectFiles, layers: Layers, version: UfoVersion, profile: str) -> str:
    """Return UFO_ENV, else the environment to which AWS_PROFILE is bound, else `development`.

    The file is read as it stands: UFO itself evaluates no ERB here.
    """
    if layers.env:
        return layers.env
    try:
        sections = mapping(read_document(files.text(SETTINGS) or ""))
    except UnreadableDocumentError:
        return LEGACY_ENV
    for env, section in sections.items() if profile else ():
        bound = mapping(section)
        if version.release >= _PROFILE_OF_ENV:
            if bound.get("aws_profile") == profile:
                return env
        elif profile in _listed(bound.get("aws_profiles")):
            return env
    return LEGACY_ENV


def _listed(document: Document) -> tuple[Document, ...]:
    return document if isinstance(document, tuple) else (document,) if document else ()


class LegacySettings:
    """The settings of UFO 4 and 5: the user's, the project's over them, `base` under the env's."""

    def __init__(
        self, files: ProjectFiles, layers: Layers, version: UfoVersion, environment: Environment
    ) -> None:
        self.warnings: list[str] = []
        self._files = files
        self._layers = layers
        self._version = version
        self._environment = environment
        self._helpers: dict[str, Helper] = {"env": lambda _: Known(layers.env)}
        self._settings = self._of_env()

    def get(self, name: str) -> Value:
        """Return a setting of settings.yml; nil when it is not set, or set to nil."""
        if is_unread(self._settings):
            return Computed(SETTINGS, "in a file that was not read:")
        document: Document = self._settings
        for part in name.split("."):
            document = document if is_unread(document) else mapping(document).get(part)
        return value_of(document, SETTINGS)

    def of_cfn(self, path: str) -> Value:
        """Return a property of the template that the cfn profile sets, as `dns.name`.

        UFO 4 reads `dns`, UFO 5 `Dns` before it.
        """
        file, document = self.profile("cfn")
        for part in path.split("."):
            if is_unread(document):
                return Computed(file, "in a file that was not read:")
            camel = "".join(word.capitalize() for word in part.split("_"))
            names = (camel, part) if self._version.major == 5 else (part,)
            found = mapping(document)
            document = next((found[name] for name in names if name in found), None)
        return value_of(document, file)

    def profile(self, folder: str) -> tuple[str, Document]:
        """Return the file that a profile of .ufo/settings/FOLDER is read from, and what it says."""
        chosen = self.get(f"{folder}_profile")
        if isinstance(chosen, Computed):
            return SETTINGS, unread()
        release = self._version.release
        names = [known_text(chosen) or "default"]
        if release >= _PROFILES_SEARCHED:
            names += [self._layers.env, "default"]
        if release >= _BASE_FOUND:
            names.append("base")
        paths = [f".ufo/settings/{folder}/{name}.yml" for name in names]
        path = next((path for path in paths if self._files.has(path)), "")
        if not path:
            return paths[0], None
        document = self._read(path)
        base = f".ufo/settings/{folder}/base.yml"
        if release >= _BASES_MERGED and path != base and self._files.has(base):
            document = _deep_merged(self._read(base), document)
        return path, document

    def stack_name(self, service: str, cluster: str, extra: str) -> str:
        """Return the stack's name, "" where a part of it is not known."""
        naming = self.get("stack_naming")
        if isinstance(naming, Computed):
            return ""
        rules = [rules for since, rules in _NAMINGS if since <= self._version.release][-1]
        pattern = rules.get(str(naming.value or ""), rules[""])
        if not service or ("{cluster}" in pattern and not cluster):
            return ""
        name = pattern.format(service=service, env=self._layers.env, cluster=cluster)
        return "-".join(part for part in (name, extra) if part).replace("_", "-")

    def cluster_of(self, service: str) -> str:
        """Return the cluster of a service, "" where it is computed."""
        own = self.get(f"service_cluster.{service}") if service else NIL
        for value in (own, self.get("cluster")):
            if isinstance(value, Computed):
                return ""
            if value.value:
                return str(value.value)
        return self._layers.env

    def profile_taken(self) -> str:
        """Return the profile that UFO puts into AWS_PROFILE, "" for none."""
        if self._version.release < _PROFILE_TAKEN:
            return ""
        return known_text(self.get("aws_profile"))

    def _of_env(self) -> Document:
        project = self._read(SETTINGS)
        user = self._read(USER_SETTINGS)
        if is_unread(project) or is_unread(user):
            return unread()
        sections = {name: each or {} for name, each in mapping(project).items()}
        merged = mapping(_deep_merged(user, sections))
        base, own = merged.get("base"), merged.get(self._layers.env)
        if is_unread(base) or is_unread(own):
            return unread()
        return {**mapping(base), **mapping(own)}

    def _read(self, path: str) -> Document:
        document, problem = read_yaml(self._files, path, self._helpers, self._environment)
        warning = f"{path} {problem}: its settings are not detected."
        if problem and warning not in self.warnings:
            self.warnings.append(warning)
        return document


def _deep_merged(under: Document, over: Document) -> Document:
    """Return two hashes merged as ActiveSupport's deep_merge does: a nil that is set counts."""
    if is_unread(under) or is_unread(over):
        return unread()
    if not isinstance(over, Mapping):
        return under if over is None else over
    merged = dict(mapping(under))
    for key, value in over.items():
        both = isinstance(merged.get(key), Mapping) and isinstance(value, Mapping)
        merged[key] = _deep_merged(merged[key], value) if both else value
    return merged
