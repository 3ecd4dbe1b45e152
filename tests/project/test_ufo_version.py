"""Which UFO a folder is a project of: as Gemfile.lock says, else a guess that is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.project.projects import V5, facts, files
from ufo_preflight.project.snapshot import ProjectFiles
from ufo_preflight.project.ufo_version import LATEST, version_of

GUESSED = (
    "No Gemfile.lock names the version of UFO: read as 5.0.7, because there is .ufo/iam_roles. "
    "The name of the stack depends on it."
)
NEVER_SET_UP = (
    "UFO 3 or older, or a UFO 4 that was never set up, because there is no .ufo/settings folder"
)
SETTINGS, CFN = ".ufo/settings.yml", ".ufo/settings/cfn/default.yml"


def version(tree):
    return version_of(ProjectFiles({path: text.encode() for path, text in tree.items()}))


def lock(release):
    return {"Gemfile.lock": f"GEM\n  specs:\n    ufo ({release})\n      thor\n"}


@pytest.mark.parametrize(
    ("tree", "release", "guess"),
    [
        ({".ufo/config.rb": ""}, LATEST[6], ""),
        ({".ufo/config.rb": "", SETTINGS: ""}, LATEST[6], ""),
        ({".ufo/config.rb": "", **lock("6.3.3")}, (6, 3, 3), ""),
        ({".ufo/config.rb": "", **lock("4.6.3")}, LATEST[6], ""),
        ({SETTINGS: "", CFN: ""}, LATEST[4], "nothing of UFO 5 is there"),
        ({SETTINGS: "auto_camelize: a", CFN: ""}, LATEST[5], f"{SETTINGS} has auto_camelize"),
        ({SETTINGS: "", CFN: "", ".ufo/iam_roles/a.rb": ""}, LATEST[5], "there is .ufo/iam_roles"),
        ({SETTINGS: "", CFN: "", ".secrets": ""}, LATEST[5], "there is .secrets"),
        ({SETTINGS: "", CFN: "Dns:\n"}, LATEST[5], f"{CFN} has keys in CamelCase"),
        ({SETTINGS: "", CFN: "dns:\n"}, LATEST[4], "nothing of UFO 5 is there"),
        ({SETTINGS: "", **lock("5.0.5")}, (5, 0, 5), ""),
        ({SETTINGS: "", ".secrets": "", **lock("4.6.3")}, (4, 6, 3), ""),
        ({SETTINGS: "", CFN: "", **lock("6.3.0")}, LATEST[4], "nothing of UFO 5 is there"),
        ({SETTINGS: "", **lock("3.5.7")}, (3, 5, 7), ""),
        ({SETTINGS: ""}, (3, 0, 0), "there is no .ufo/settings folder"),
    ],
)
def test_versions(tree, release, guess):
    found = version(tree)
    assert (found.release, found.guess) == (release, guess)


def test_no_project_has_no_version():
    assert version({}) is None
    assert version({"Gemfile.lock": "    ufo (6.3.0)\n"}) is None


def test_a_configuration_that_cannot_be_read_is_one_still():
    unread = version_of(ProjectFiles(unread={".ufo/config.rb": "Permission denied"}))
    assert unread.major == 6


def test_a_lock_of_nothing_but_line_ends_is_read_in_one_pass():
    assert version({SETTINGS: "", CFN: "", "Gemfile.lock": "\n" * 150_000}).major == 4


def test_a_guess_is_said_and_a_lock_is_not():
    guessed, locked = facts(files(V5, {"Gemfile.lock": None})), facts(files(V5))
    assert guessed.warnings == (GUESSED,)
    assert locked.warnings == ()


@pytest.mark.parametrize(
    ("tree", "which"),
    [
        ({SETTINGS: "base:", **lock("3.5.7")}, "UFO 3.5.7, as Gemfile.lock says"),
        ({SETTINGS: "base:"}, NEVER_SET_UP),
    ],
)
def test_an_older_ufo_is_said_and_not_read_as_another(tree, which):
    found = facts(files(tree))
    assert found.version is None
    assert found.warnings == (f"shop is a project of {which}: the general rules are checked.",)


@pytest.mark.parametrize(
    ("tree", "nearby", "hint"),
    [
        ({}, ("services/web",), "Projects are near: name one by --ufo-root services/web."),
        ({}, ("a", "b"), "Projects are near: name one by --ufo-root a or b."),
        ({"ufo/settings.yml": ""}, (), "ufo/ is of UFO 1 or 2, which is not read."),
    ],
)
def test_a_folder_that_is_no_project_says_what_may_be_meant(tree, nearby, hint):
    (warning,) = facts(replace(files(tree), nearby=nearby)).warnings
    assert warning.startswith("shop is no UFO project: the general rules are checked. ")
    assert warning.endswith(hint)
