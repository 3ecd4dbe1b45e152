"""Which UFO a project is for."""

from __future__ import annotations

import pytest

from ufo_preflight.project.files import ProjectFiles
from ufo_preflight.project.versions import version_of

SETTINGS = ".ufo/settings.yml"


@pytest.mark.parametrize(
    ("files", "version"),
    [
        ({}, 0),
        ({".ufo/config.rb": ""}, 6),
        ({".ufo/config.rb": "", SETTINGS: ""}, 6),
        ({SETTINGS: "base: {}"}, 4),
        ({SETTINGS: "auto_camelize: false"}, 5),
        ({SETTINGS: "", ".ufo/iam_roles/task_role.rb": ""}, 5),
        ({SETTINGS: "", ".secrets": ""}, 5),
        ({SETTINGS: "", ".ufo/settings/cfn/default.yml": "Dns:\n  Name: a\n"}, 5),
        ({SETTINGS: "", ".ufo/settings/cfn/default.yml": "dns:\n  name: a\n"}, 4),
        ({SETTINGS: "", "Gemfile.lock": "    ufo (5.0.5)\n"}, 5),
        ({SETTINGS: "", ".secrets": "", "Gemfile.lock": "    ufo (4.6.3)\n"}, 4),
        ({SETTINGS: "", "Gemfile.lock": "    ufo (6.3.0)\n"}, 4),
    ],
)
def test_versions(files, version):
    assert (
        version_of(ProjectFiles({path: text.encode() for path, text in files.items()})) == version
    )


def test_a_configuration_that_cannot_be_read_is_one_still():
    assert version_of(ProjectFiles(unread={".ufo/config.rb": "Permission denied"})) == 6
