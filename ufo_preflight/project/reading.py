"""From the files of a project to what its ship will use: the one way in.

    which UFO? → what is configured → what was built, where it is fresh → what preflight.yml settles

https://ufoships.com/docs/ tells what each setting does; docs/project.md what it means here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ufo_preflight.catalog import load_catalogue
from ufo_preflight.catalog.ship import Feature, ShipFacts
from ufo_preflight.project.built import legacy_paths, read_built
from ufo_preflight.project.features import Names, Sights, derive, no, yes
from ufo_preflight.project.legacy import read_legacy
from ufo_preflight.project.naming import DEFAULT_ENV, DEFAULT_ROLE, LEGACY_ENV, Layers
from ufo_preflight.project.preferences import FILE as PREFERENCES
from ufo_preflight.project.preferences import NOTHING_STATED, Preferences
from ufo_preflight.project.rules import role_names
from ufo_preflight.project.snapshot import ProjectFiles
from ufo_preflight.project.v6 import read_v6
from ufo_preflight.report import ProjectSummary

V6_FILE, LEGACY_FILE = ".ufo/config.rb", ".ufo/settings.yml"
NONE = 0
MOST_UNREAD = 5
_LOCKED = re.compile(rb"^\s+ufo \((\d+)\.", re.MULTILINE)
_CAMEL = re.compile(rb"^(Elb|TargetGroup|Listener|ListenerSsl|Dns|Ecs):", re.MULTILINE)


def version_of(files: ProjectFiles) -> int:
    """Return 6, 5 or 4, or NONE for a folder that is no UFO project."""
    if files.has(V6_FILE):
        return 6
    if not files.has(LEGACY_FILE):
        return NONE
    locked = _LOCKED.search(files.contents.get("Gemfile.lock", b""))
    if locked is not None and int(locked[1]) in (4, 5):
        return int(locked[1])
    return 5 if _looks_like_v5(files) else 4


def _looks_like_v5(files: ProjectFiles) -> bool:
    settings = files.contents.get(LEGACY_FILE, b"")
    return (
        bool(files.under(".ufo/iam_roles"))
        or files.has(".secrets")
        or b"auto_camelize" in settings
        or b"managed_security_groups" in settings
        or any(
            _CAMEL.search(files.contents.get(path, b""))
            for path in files.under(".ufo/settings/cfn")
        )
    )


def read_project(
    files: ProjectFiles, layers: Layers, stated: Preferences = NOTHING_STATED
) -> ShipFacts:
    """Return what the project says about its ship, with UFO's defaults for the layers left open.

    What `stated` says of features and names beats what is found; names of the stack and the
    cluster go into others. A folder that is no UFO project gives facts about nothing and a warning
    that says so. Nothing in the project is run, and no file of it is an error: what cannot be read
    is not known.
    """
    rules = load_catalogue().features
    said = {
        name: (yes if used else no)(f"{PREFERENCES} says so: `uses.{name}`.")
        for name, used in stated.uses.items()
    }
    version = version_of(files)
    if version == NONE:
        why = f"{files.root} is no UFO project: the general rules are checked."
        features = derive({}, rules, said, NONE)
        return ShipFacts(
            features={name: each for name, each in features.items() if each.why},
            names=stated.names,
            warnings=(*_unread(files), why),
        )
    found, layers = _sights(files, layers, version, stated.names, said)
    seen = {"docker": yes("UFO builds and pushes the image, unless --no-docker."), **found.features}
    features = derive(seen, rules, said, version)
    return ShipFacts(
        summary=ProjectSummary(
            root=files.root,
            version=version,
            app=found.app,
            env=layers.env,
            role=layers.role,
            extra=layers.extra,
            stack=found.stack,
            cluster=found.cluster,
            source=found.source,
        ),
        version=version,
        features=features,
        names={**found.names, **role_names(features, found.roles), **stated.names},
        warnings=_unread(files) + found.warnings,
        uncovered=found.uncovered,
    )


def _sights(
    files: ProjectFiles, layers: Layers, version: int, names: Names, said: Mapping[str, Feature]
) -> tuple[Sights, Layers]:
    """Return what is seen in files and in what was built, and the layers that were read."""
    env = DEFAULT_ENV if version == 6 else LEGACY_ENV
    layers = replace(layers, env=layers.env or env, role=layers.role or DEFAULT_ROLE)
    sources = _sources(files)
    if version == 6:
        return read_built(files, read_v6(files, layers, names), sources, said), layers
    configured = read_legacy(files, layers, version, names)
    return read_built(files, configured, sources, said, legacy_paths(configured.stack)), layers


def _unread(files: ProjectFiles) -> tuple[str, ...]:
    told = [f"{path} was not read: {why}." for path, why in sorted(files.unread.items())]
    more = len(told) - MOST_UNREAD
    return (*told[:MOST_UNREAD], *([f"{more} more files were not read."] if more > 0 else []))


def _sources(files: ProjectFiles) -> Iterable[str]:
    """Return the files that feed a build: all of .ufo but what UFO and this program have there."""
    written = tuple(f".ufo/{folder}/" for folder in ("output", "tmp", "log", "state", "data"))
    paths = (path for path in files.under(".ufo") if path != PREFERENCES)
    return [path for path in paths if not path.startswith(written)]
