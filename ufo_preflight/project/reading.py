"""From the files of a project to what its ship will use: the one way in.

    which UFO? → what is configured → what was built, where it is fresh → what preflight.yml settles

https://ufoships.com/docs/ tells what each setting does; docs/project.md what it means here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ufo_preflight.catalog import load_catalogue
from ufo_preflight.catalog.ship import Feature, ShipFacts
from ufo_preflight.project.features import Names, Sights, derive, no, yes
from ufo_preflight.project.naming import DEFAULT_ENV, DEFAULT_ROLE, Layers
from ufo_preflight.project.preferences import FILE as PREFERENCES
from ufo_preflight.project.preferences import NOTHING_STATED, Preferences
from ufo_preflight.project.snapshot import ProjectFiles
from ufo_preflight.project.ufo_version import LOCK, UfoVersion, hint_without_project, version_of
from ufo_preflight.report import ProjectSummary

if TYPE_CHECKING:
    from ufo_preflight.project.ruby_scope import Environment

MOST_UNREAD = 5
OLDEST = 4


def read_project(
    files: ProjectFiles,
    layers: Layers,
    stated: Preferences = NOTHING_STATED,
    *,
    environ: Mapping[str, str] | None = None,
    profile: str = "",
) -> ShipFacts:
    """Return what the project says about its ship, with UFO's defaults for the layers left open.

    What `stated` says of features and names beats what is found; names of the stack and the
    cluster go into others. `environ` are the variables that `ufo ship` will have, None where they
    are not known, `profile` is the one that is checked with. A folder that is no UFO project gives
    facts about nothing and a warning that says so. Nothing in the project is run, and no file of
    it is an error: what cannot be read is not known.
    """
    rules = load_catalogue().features
    said = {
        name: (yes if used else no)(
            stated.because.get(name) or f"{PREFERENCES} says so: `uses.{name}`."
        )
        for name, used in stated.uses.items()
    }
    version = version_of(files)
    if version is None or version.major < OLDEST:
        features = derive({}, rules, said, 0)
        return ShipFacts(
            features={name: each for name, each in features.items() if each.why},
            names=stated.names,
            warnings=(*_unread(files), _not_read(files, version)),
        )
    # What reads Ruby is loaded where there is a project, and each reader where it is its own.
    from ufo_preflight.project.ruby_scope import Environment
    from ufo_preflight.project.rules import role_names

    environment = Environment(_environ(environ, layers))
    found, layers = _sights(files, layers, version, stated.names, said, environment, profile)
    seen = {"docker": yes("UFO builds and pushes the image, unless --no-docker."), **found.features}
    features = derive(seen, rules, said, version.major)
    return ShipFacts(
        summary=ProjectSummary(
            root=files.root,
            version=version.major,
            app=found.app,
            env=layers.env,
            role=layers.role,
            extra=layers.extra,
            stack=found.stack,
            cluster=found.cluster,
            source=found.source,
        ),
        version=version.major,
        features=features,
        names={**found.names, **role_names(features, found.roles), **stated.names},
        warnings=(
            *_unread(files),
            *_guessed(version),
            *found.warnings,
            *_asked(environment),
        ),
        uncovered=found.uncovered,
    )


def _environ(environ: Mapping[str, str] | None, layers: Layers) -> Mapping[str, str] | None:
    """Return the variables that the ship will have: UFO itself is told its layers by them."""
    told = {
        "UFO_ENV": layers.env,
        "UFO_ROLE": layers.role,
        "UFO_APP": layers.app,
        "UFO_EXTRA": layers.extra,
        "UFO_ENV_EXTRA": layers.extra,
    }
    chosen = {name: value for name, value in told.items() if value}
    return None if environ is None else {**environ, **chosen}


def _sights(
    files: ProjectFiles,
    layers: Layers,
    version: UfoVersion,
    names: Names,
    said: Mapping[str, Feature],
    environment: Environment,
    profile: str,
) -> tuple[Sights, Layers]:
    """Return what is seen in files and in what was built, and the layers that were read."""
    from ufo_preflight.project.built import legacy_paths, read_built

    layers = replace(layers, role=layers.role or DEFAULT_ROLE)
    sources = _sources(files)
    if version.major == 6:
        from ufo_preflight.project.v6 import read_v6

        layers = replace(layers, env=layers.env or DEFAULT_ENV)
        configured = read_v6(files, layers, version, names, environment)
        return read_built(files, configured, sources, said, version.major), layers
    from ufo_preflight.project.legacy import read_legacy
    from ufo_preflight.project.legacy_settings import env_of
    from ufo_preflight.project.own_template import read_own_template

    taken = (environment.variables or {}).get("AWS_PROFILE", "")
    layers = replace(layers, env=env_of(files, layers, version, taken))
    configured = read_legacy(files, layers, version, names, environment, profile or taken)
    if version.major == 4:
        configured = read_own_template(files, configured, environment)
    paths = legacy_paths(configured.stack)
    return read_built(files, configured, sources, said, version.major, paths), layers


def _not_read(files: ProjectFiles, version: UfoVersion | None) -> str:
    if version is not None:
        how = f"because {version.guess}" if version.guess else f"as {LOCK} says"
        older = "UFO 3 or older, or a UFO 4 that was never set up"
        which = older if version.guess else f"UFO {version}"
        return f"{files.root} is a project of {which}, {how}: the general rules are checked."
    hint = hint_without_project(files)
    told = f"{files.root} is no UFO project: the general rules are checked."
    return f"{told} {hint}" if hint else told


def _guessed(version: UfoVersion) -> tuple[str, ...]:
    """Return what to say of a version that was guessed: names follow from it."""
    if not version.guess:
        return ()
    said = f"No {LOCK} names the version of UFO: read as {version}, because {version.guess}."
    return (f"{said} The name of the stack depends on it.",)


def _asked(environment: Environment) -> tuple[str, ...]:
    """Return which variables were taken from the environment."""
    if not environment.asked:
        return ()
    places = ", ".join(f"{name} ({place})" for name, place in environment.asked.items())
    return (f"Taken from the environment of this check: {places}.",)


def _unread(files: ProjectFiles) -> tuple[str, ...]:
    told = [f"{path} was not read: {why}." for path, why in sorted(files.unread.items())]
    more = len(told) - MOST_UNREAD
    return (*told[:MOST_UNREAD], *([f"{more} more files were not read."] if more > 0 else []))


def _sources(files: ProjectFiles) -> Iterable[str]:
    """Return the files that feed a build: all of .ufo but what UFO and this program have there."""
    written = tuple(f".ufo/{folder}/" for folder in ("output", "tmp", "log", "state", "data"))
    paths = (path for path in files.under(".ufo") if path != PREFERENCES)
    return [path for path in paths if not path.startswith(written)]
