"""The settings of UFO 4 and 5 as each version reads them; each rule was read in UFO's own code."""

from __future__ import annotations

import pytest

from tests.project.projects import LEGACY, V4, V5, files
from ufo_preflight.project.legacy_settings import LegacySettings, env_of
from ufo_preflight.project.naming import Layers
from ufo_preflight.project.reading import read_project
from ufo_preflight.project.ruby_scope import Environment
from ufo_preflight.project.snapshot import NIL, Computed, Known
from ufo_preflight.project.ufo_version import UfoVersion

SETTINGS, CFN = ".ufo/settings.yml", ".ufo/settings/cfn"
DEV = Layers(env="development", role="web")


def lock(release):
    return {"Gemfile.lock": f"GEM\n  specs:\n    ufo ({release})\n"}


def settings(text, release=(5, 0, 7), layers=DEV, environ=None, **more):
    project = files(V5, {SETTINGS: text, **more})
    return LegacySettings(project, layers, UfoVersion(release), Environment(environ))


def summary(tree, changes, layers=None, environ=None):
    found = read_project(files(tree, changes), layers or Layers(), environ=environ or {})
    return found.summary


NAMES = {
    "4.0.0": {"": "c-s", "append_env": "c-s", "append_ufo_env": "c-s"},
    "4.3.1": {"": "c-s", "append_env": "c-s", "append_cluster": "c-s"},
    "4.4.0": {"": "c-s", "append_env": "s-c", "append_ufo_env": "c-s"},
    "4.4.3": {"": "c-s", "append_env": "s-c", "append_cluster": "c-s"},
    "4.5.0": {"": "c-s", "append_ufo_env": "s-e", "append_cluster": "s-c", "append_nothing": "c-s"},
    "4.5.2": {"": "c-s", "append_nothing": "s", "prepend_nothing": "s", "append_env": "s-c"},
    "4.5.3": {"": "s-e", "prepend_cluster": "c-s", "append_env": "s-c", "append_ufo_env": "s-e"},
    "4.6.3": {"": "s-e", "append_nothing": "s", "append_cluster": "s-c"},
    "5.0.7": {"": "s-e", "append_ufo_env": "s-e", "prepend_cluster": "c-s", "by_moon": "s-e"},
}


@pytest.mark.parametrize(
    ("release", "naming", "made"),
    [(release, naming, made) for release, each in NAMES.items() for naming, made in each.items()],
)
def test_the_stacks_name_by_version(release, naming, made):
    text = f"base:\n  stack_naming: {naming}\n  cluster: c\nproduction:\n"
    layers = Layers(env="e", app="s")
    found = summary(V4 if release < "5" else V5, {SETTINGS: text, **lock(release)}, layers)
    assert found.stack == made


def test_a_stack_whose_naming_is_computed_has_no_name():
    text = "base:\n  stack_naming: <%= naming %>\n"
    assert summary(V5, {SETTINGS: text}).stack == ""


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("base:\n  cluster: shared\ndevelopment:\n", Known("shared", f"{SETTINGS}:1")),
        ("base:\n  cluster: shared\ndevelopment:\n  cluster:\n", NIL),
        ("base:\n  cluster: shared\ndevelopment:\n  cluster: own\n", Known("own", f"{SETTINGS}:1")),
        ("base:\n  cluster: <%= a %>\n", Computed(SETTINGS)),
        ("base:\n<% if a %>\n  cluster: own\n<% end %>\n", Computed(SETTINGS)),
        ("base:\n<% if Ufo.env == 'development' %>\n  cluster: own\n<% end %>\n", "own"),
        ("{", Computed(SETTINGS, "in a file that was not read:")),
    ],
)
def test_an_environment_replaces_base_key_by_key_nil_included(text, value):
    found = settings(text).get("cluster")
    assert (found.value if isinstance(value, str) else found) == value


def test_the_users_settings_lie_under_the_projects():
    user = {"~/.ufo/settings.yml": "base:\n  image: user\n  cluster: user\nproduction:\n  a: b\n"}
    found = settings("base:\n  image: project\n", **user)
    assert (found.get("image").value, found.get("cluster").value) == ("project", "user")


def test_a_cluster_of_the_service_beats_that_of_all():
    text = "base:\n  cluster: all\n  service_cluster:\n    shop-web: own\ndevelopment:\n"
    assert summary(V5, {SETTINGS: text}).cluster == "own"
    replaced = text + "  service_cluster: {other: x}\n"
    assert summary(V5, {SETTINGS: replaced}).cluster == "all"


DNS = "Dns:\n  Name: a.example.com.\n"
SNAKE = "dns:\n  name: a.example.com.\n"


@pytest.mark.parametrize(
    ("release", "profiles", "used"),
    [
        # UFO 4 reads the profile and no other file.
        ((4, 6, 3), {"default": "a: b\n", "development": SNAKE}, False),
        ((4, 6, 3), {"default": SNAKE}, True),
        # UFO 5 takes `default` before the environment's file, which stands in for it alone.
        ((5, 0, 0), {"default": "a: b\n", "development": DNS}, False),
        ((5, 0, 0), {"development": DNS}, True),
        ((5, 0, 3), {"default": "a: b\n", "base": DNS}, False),
        ((5, 0, 4), {"default": "a: b\n", "base": DNS}, True),
        ((5, 0, 4), {"base": DNS}, False),
        ((5, 0, 5), {"base": DNS}, True),
        ((5, 0, 7), {"default": "# nothing\n", "base": DNS}, True),
        ((5, 0, 7), {"default": "<% ( %>"}, None),
        ((5, 0, 7), {"default": "Dns:\n  Name: <%= name %>\n"}, None),
    ],
)
def test_profiles_by_version(release, profiles, used):
    changes = {f"{CFN}/{name}.yml": text for name, text in profiles.items()}
    changes.setdefault(f"{CFN}/default.yml", None)
    found = settings("base:\n", release, **changes).of_cfn("dns.name")
    known = None if isinstance(found, Computed) else found.value is not None
    assert known is used


def test_a_profile_that_is_named_is_read():
    changes = {f"{CFN}/mine.yml": DNS, f"{CFN}/default.yml": "a: b\n"}
    found = settings("base:\n  cfn_profile: mine\n", **changes).of_cfn("dns.name")
    assert found.value == "a.example.com."


BOUND = "development:\n  aws_profile: acme-dev\nproduction:\n  aws_profile: acme-prod\n"
LISTED = "production:\n  aws_profiles:\n  - acme-prod\n"


@pytest.mark.parametrize(
    ("text", "release", "layers", "profile", "env"),
    [
        (BOUND, (4, 4, 0), Layers(), "acme-prod", "production"),
        (BOUND, (5, 0, 7), Layers(), "acme-prod", "production"),
        (BOUND, (4, 3, 1), Layers(), "acme-prod", "development"),
        (LISTED, (4, 3, 1), Layers(), "acme-prod", "production"),
        (LISTED, (4, 4, 0), Layers(), "acme-prod", "development"),
        (BOUND, (5, 0, 7), Layers(), "", "development"),
        (BOUND, (5, 0, 7), Layers(env="qa"), "acme-prod", "qa"),
        ("{", (5, 0, 7), Layers(), "acme-prod", "development"),
    ],
)
def test_the_environment_follows_from_the_profile(text, release, layers, profile, env):
    project = files(V5, {SETTINGS: text})
    assert env_of(project, layers, UfoVersion(release), profile) == env


@pytest.mark.parametrize(
    ("release", "environ", "profile", "told"),
    [
        ("5.0.7", {}, "", True),
        ("5.0.7", {"AWS_PROFILE": "acme-dev"}, "", False),
        ("5.0.7", {}, "acme-dev", False),
        ("5.0.7", {}, "other", True),
        ("4.5.8", {}, "", False),
    ],
)
def test_a_caller_other_than_the_profile_that_ufo_takes_is_told(release, environ, profile, told):
    tree = files(V5, {SETTINGS: LEGACY[SETTINGS] + "  aws_profile: acme-dev\n", **lock(release)})
    found = read_project(tree, Layers(), environ=environ, profile=profile)
    warning = (
        "`aws_profile` in .ufo/settings.yml makes UFO take the profile acme-dev: check with the "
        "same, by --profile acme-dev."
    )
    assert (warning in found.warnings) is told


@pytest.mark.parametrize(
    ("extra", "stack", "group"),
    [("", "shop-web-dev-2", "ecs/shop-web-2"), ("7", "shop-web-dev-7", "ecs/shop-web-7")],
)
def test_the_extra_of_ufo_current_gives_way_to_the_variable(extra, stack, group):
    project = files(V5, {".ufo/current": "service: shop-web\nenv_extra: '2'\n"})
    found = read_project(project, Layers(extra=extra))
    assert found.summary.stack == stack
    assert found.names["log_group"] == (group,)


@pytest.mark.parametrize(
    ("tree", "text", "service"),
    [
        (V4, "  pretty_name: true\n", ("shop-web-dev",)),
        (V4, "  pretty_name: false\n", ("shop-web-dev-Ecs-*",)),
        (V4, "  pretty_name: <%= pretty %>\n", None),
        (V5, "  pretty_name: true\n", ("shop-web-dev-Ecs-*",)),
    ],
)
def test_a_pretty_name_is_the_stacks_in_ufo_4_alone(tree, text, service):
    found = read_project(files(tree, {SETTINGS: LEGACY[SETTINGS] + text}), Layers())
    assert found.names.get("service") == service
