"""The snapshot of a project: only what is needed, nothing outside, nothing that hurts."""

from __future__ import annotations

import os

import pytest

from ufo_preflight.cli.project_files import LARGEST, LARGEST_IN_ALL, MOST_FOLDERS, snapshot

CONFIG = """
Ufo.configure do |config|
  config.app = "shop"
  config.docker.repo = "org/shop"
end
"""


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "shop"
    files = {".ufo/config.rb": CONFIG, "Dockerfile": "FROM a\n", "app.rb": "secret"}
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def test_only_what_is_needed_is_read(project):
    (project / ".ufo/tmp").mkdir()
    (project / ".ufo/tmp/state.txt").write_text("x")
    found = snapshot(project)
    assert set(found.contents) == {".ufo/config.rb", "Dockerfile"}
    assert set(found.modified) == set(found.contents)
    assert (found.unread, found.root) == ({}, str(project))


def test_links_that_lead_out_are_not_followed(project, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/config.rb").write_text("x")
    (project / ".ufo/linked.rb").symlink_to(tmp_path / "outside/config.rb")
    (project / ".ufo/folder").symlink_to(tmp_path / "outside")
    (project / ".ufo/nowhere.rb").symlink_to("nowhere")
    (project / ".ufo/round.rb").symlink_to("round.rb")
    (project / ".ufo/inside.rb").symlink_to("config.rb")
    found = snapshot(project)
    assert set(found.contents) == {".ufo/config.rb", ".ufo/inside.rb", "Dockerfile"}
    reasons = {path.rpartition("/")[2]: why for path, why in found.unread.items()}
    assert reasons["linked.rb"] == reasons["folder"] == "it is a link that leads out of the project"
    assert reasons["nowhere.rb"] == "it is a link to nowhere"
    assert set(reasons) == {"linked.rb", "folder", "nowhere.rb", "round.rb"}


def test_a_folder_of_ufo_that_is_a_link_is_read_as_central_deployers_make_it(tmp_path):
    (tmp_path / "central/config").mkdir(parents=True)
    (tmp_path / "central/config.rb").write_text(CONFIG)
    (tmp_path / "secret.rb").write_text("x")
    (tmp_path / "central/config/linked.rb").symlink_to(tmp_path / "secret.rb")
    root = tmp_path / "shop"
    root.mkdir()
    (root / ".ufo").symlink_to(tmp_path / "central")
    found = snapshot(root)
    assert set(found.contents) == {".ufo/config.rb"}
    assert found.unread == {".ufo/config/linked.rb": "it is a link that leads out of the project"}


def test_files_are_bounded_in_all_before_they_are_read(project):
    for at in range(LARGEST_IN_ALL // LARGEST + 1):
        with (project / f".ufo/{at:02}.rb").open("wb") as file:
            file.truncate(LARGEST)
    found = snapshot(project)
    assert sum(len(content) for content in found.contents.values()) <= LARGEST_IN_ALL
    assert found.unread[".ufo/16.rb"] == "the files are larger than 16 MB in all"


def test_a_tree_without_end_is_left(project):
    for at in range(MOST_FOLDERS + 1):
        (project / f".ufo/{at}").mkdir()
    assert snapshot(project).unread == {".ufo": "there are more than 500 folders"}


def test_projects_near_a_folder_that_is_none_are_named(project, tmp_path):
    assert snapshot(tmp_path).nearby == ("shop",)
    assert snapshot(project).nearby == ()
    (project / ".ufo/config").mkdir()
    for inside in (".ufo", ".ufo/config"):
        assert snapshot(project / inside).nearby == (str(project),)


def test_what_is_no_small_file_is_left_alone(project):
    os.truncate(project / ".ufo/config.rb", LARGEST + 1)
    os.mkfifo(project / ".ufo/pipe.rb")
    found = snapshot(project)
    assert found.unread == {
        ".ufo/config.rb": "it is larger than 1 MB",
        ".ufo/pipe.rb": "it is not a regular file",
    }


@pytest.mark.skipif(os.getuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_noted(project):
    (project / ".ufo/config.rb").chmod(0)
    assert snapshot(project).unread == {".ufo/config.rb": "Permission denied"}


def test_a_file_under_a_file_is_noted_and_no_error(project):
    (project / "Dockerfile").unlink()
    (project / "Dockerfile").mkdir()
    assert snapshot(project).unread == {"Dockerfile": "it is not a regular file"}


def test_ufo_4_and_5_have_files_elsewhere(tmp_path):
    root, home, builds = tmp_path / "shop", tmp_path / "home", tmp_path / "builds"
    for path in (root / ".ufo/settings.yml", home / ".ufo/settings.yml", builds / "s/stack.yml"):
        path.parent.mkdir(parents=True)
        path.write_text("a: b\n")
    (builds / "s/other.txt").write_text("x")
    (builds / "linked").symlink_to(builds / "s")
    found = snapshot(root, home=home, builds=builds)
    assert set(found.contents) == {
        ".ufo/settings.yml",
        "~/.ufo/settings.yml",
        "/tmp/ufo/s/stack.yml",  # noqa: S108
    }
