"""The hook is printed, written and taken back, and nobody's file is ever overwritten."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.cli.gates import CLOSED, OPEN, policy
from tests.cli.worlds import run
from tests.hook.standins import SHIPPED, Project
from ufo_preflight.hook.places import PLACES
from ufo_preflight.hook.ruby import Gate, Place, ruby_hook
from ufo_preflight.hook.scripts import pipeline, wrapper

DOCKER, BOOT = (place.path for place in Place)
THEIRS = '# ours\nbefore("push", execute: "echo hi")\n'


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


def files(project):
    return {
        str(path.relative_to(project.root)): path.read_text()
        for path in project.root.rglob("*")
        if path.is_file()
    }


def write(project, path, text):
    (project.root / path).parent.mkdir(parents=True, exist_ok=True)
    (project.root / path).write_text(text)


@pytest.mark.parametrize(
    ("argv", "text"),
    [
        ([], ruby_hook(Place.DOCKER, Gate())),
        (["--boot"], ruby_hook(Place.BOOT, Gate())),
        (["--build-first"], ruby_hook(Place.DOCKER, Gate(build_first=True))),
        (["--program", "/opt/bin/ufo-preflight", "--", "--on-unknown", "warn", "--mfa"],
         ruby_hook(Place.DOCKER, Gate("/opt/bin/ufo-preflight", ("--on-unknown", "warn", "--mfa")))),
        (["--wrapper"], wrapper(Gate())),
        (["--ci", "gitlab", "--", "--mfa"], pipeline("gitlab", Gate(options=("--mfa",)))),
    ],
)  # fmt: skip
def test_the_text_goes_to_stdout_and_the_rest_to_stderr(tmp_path, argv, text):
    assert run(tmp_path, "hook", *argv) == (0, text, PLACES)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("flags", "path"), [([], DOCKER), (["--boot"], BOOT)])
def test_installing_writes_one_file_and_taking_back_removes_it(project, flags, path):
    before = files(project)
    place = project.root / path
    said = (0, "", f"wrote {place}\n")
    assert run(project.root, "hook", "--install", *flags, "--", "--mfa") == said
    block = ruby_hook(Place.BOOT if flags else Place.DOCKER, Gate(options=("--mfa",)))
    assert files(project) == {**before, path: block}
    assert run(project.root, "hook", "--install", *flags, "--", "--mfa") == (
        0,
        "",
        f"{place} has this hook already\n",
    )
    assert run(project.root, "hook", "--uninstall") == (0, "", f"took the hook out of {place}\n")
    assert files(project) == before
    assert run(project.root, "hook", "--uninstall") == (
        0,
        "",
        f"no ufo-preflight hook in {project.root}\n",
    )


def test_the_installed_hook_stops_a_ship_and_lets_one_through(project):
    project.with_program()
    run(project.root, "hook", "--install", "--", policy(project.root, CLOSED))
    assert project.ufo("ship").returncode == 1
    policy(project.root, OPEN)
    done = project.ufo("ship")
    assert done.returncode == 0
    assert done.stdout.endswith(SHIPPED)


@pytest.mark.parametrize(
    ("file", "text", "why"),
    [
        ("Dockerfile.erb", "FROM <%= @base %>\n", "it has a Dockerfile.erb and keeps its state in s3"),
        ("Dockerfile", "FROM 111122223333.dkr.ecr.us-west-2.amazonaws.com/base\n",
         "a FROM of its Dockerfile is in ECR"),
    ],
)  # fmt: skip
def test_where_ufo_asks_aws_before_the_hook_boot_is_advised(project, file, text, why):
    write(project, file, text)
    code, _, err = run(project.root, "hook", "--install")
    assert code == 0
    assert err.splitlines()[1] == (
        f"ufo-preflight: UFO asks AWS before this hook runs, for {why}. Before everything comes:"
        " ufo-preflight hook --boot --install"
    )


def test_an_existing_file_is_left_as_it_is(project):
    write(project, DOCKER, THEIRS)
    before = files(project)
    code, out, err = run(project.root, "hook", "--install")
    assert (code, out) == (2, ruby_hook(Place.DOCKER, Gate()))
    assert err == (
        f"ufo-preflight: {project.root / DOCKER} exists and was left as it is;"
        " add these lines to it\n"
    )
    assert files(project) == before


def test_a_block_that_was_added_by_hand_is_taken_out_alone(project):
    block = ruby_hook(Place.DOCKER, Gate())
    write(project, DOCKER, f"{THEIRS}{block}# more\n")
    assert run(project.root, "hook", "--install")[0] == 0
    assert run(project.root, "hook", "--uninstall")[0] == 0
    assert files(project)[DOCKER] == f"{THEIRS}# more\n"


def test_another_hook_of_ours_has_to_be_taken_back_first(project):
    write(project, DOCKER, ruby_hook(Place.DOCKER, Gate(options=("--mfa",))))
    before = files(project)
    code, out, err = run(project.root, "hook", "--install")
    assert (code, out) == (2, "")
    assert err == (
        f"ufo-preflight: {project.root / DOCKER} has another ufo-preflight hook\n"
        "Take it back first: ufo-preflight hook --uninstall\n"
    )
    assert files(project) == before


def test_a_changed_hook_is_not_taken_back_and_neither_is_the_other(project):
    write(project, DOCKER, ruby_hook(Place.DOCKER, Gate()).replace("127", "0"))
    write(project, BOOT, ruby_hook(Place.BOOT, Gate()))
    before = files(project)
    code, out, err = run(project.root, "hook", "--uninstall")
    assert (code, out) == (2, "")
    assert err == (
        f"ufo-preflight: the ufo-preflight hook in {project.root / DOCKER} was changed since it"
        " was written\nNothing was removed. Take it out by hand, from `# >>>` to `# <<<`.\n"
    )
    assert files(project) == before


def test_the_root_is_chosen_as_ufo_does(project, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    root = str(project.root)
    assert run(elsewhere, "hook", "--install", environ={"UFO_ROOT": root})[0] == 0
    assert run(elsewhere, "hook", "--uninstall", "--ufo-root", root)[0] == 0
    assert DOCKER not in files(project)


@pytest.mark.parametrize(
    ("there", "message"),
    [
        (None, "{} is no UFO project: it has no .ufo/config.rb"),
        (".ufo/settings.yml", "{} is a project of UFO v4 or v5, which have no hooks"),
    ],
)
def test_only_a_v6_project_is_written_to(tmp_path, there, message):
    if there:
        (tmp_path / ".ufo").mkdir()
        (tmp_path / there).write_text("base: {}\n")
    before = sorted(tmp_path.rglob("*"))
    code, out, err = run(tmp_path, "hook", "--install")
    assert (code, out) == (2, "")
    assert err.splitlines()[0] == f"ufo-preflight: {message.format(tmp_path)}"
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["--install", "--uninstall"], "--install and --uninstall exclude each other"),
        (["--boot", "--wrapper"], "--boot and --wrapper exclude each other"),
        (["--wrapper", "--install"], "--install would change nothing: it is for a hook"),
        (
            ["--ci", "github", "--uninstall"],
            "--ci would change nothing: it is for printing and installing",
        ),
        (
            ["--ci", "github", "--build-first"],
            "--build-first would change nothing: it is for a hook",
        ),
        (["extra"], "`--` is missing before 'extra'"),
        (["--mfa"], "no such option: --mfa"),
        (["--", "--nonsense"], "no such option: --nonsense"),
        (["--", "--help"], "--help is no option for a hook"),
        (["--", "--env", "prod"], "--env is UFO's to tell"),
        (["--", "--ufo-root=x"], "--ufo-root is UFO's to tell"),
    ],
)
def test_what_cannot_be_taken_is_a_usage_error(project, argv, message):
    before = files(project)
    code, out, err = run(project.root, "hook", *argv)
    assert (code, out, err.splitlines()[0]) == (2, "", f"ufo-preflight: {message}")
    assert files(project) == before


def test_what_cannot_be_read_or_written_is_said(project):
    (project.root / DOCKER).mkdir(parents=True)
    code, out, err = run(project.root, "hook", "--uninstall")
    assert (code, out) == (2, "")
    assert err.startswith(f"ufo-preflight: {project.root / DOCKER} cannot be read: ")


@pytest.mark.parametrize("path", ["config/hooks", "config"])
def test_a_folder_that_cannot_be_made_is_said(project, path):
    if path == "config":
        (project.root / ".ufo" / "config").rmdir()
    (project.root / ".ufo" / path).write_text("a file, not a folder\n")
    code, out, err = run(project.root, "hook", "--install")
    assert (code, out) == (2, "")
    assert err.startswith(f"ufo-preflight: {project.root / DOCKER} cannot be ")


def test_printing_into_a_file_gives_the_hook_alone(tmp_path):
    argv = [sys.executable, "-m", "ufo_preflight", "hook"]
    with (tmp_path / "docker.rb").open("w") as file:
        subprocess.run(argv, cwd=tmp_path, stdout=file, stderr=subprocess.DEVNULL, check=True)
    assert (tmp_path / "docker.rb").read_text() == ruby_hook(Place.DOCKER, Gate())
    assert [path.name for path in tmp_path.iterdir()] == ["docker.rb"]


@pytest.mark.parametrize("link", [".ufo", ".ufo/config", ".ufo/config/hooks"])
def test_a_folder_that_leads_out_of_the_project_is_not_written_to(project, tmp_path_factory, link):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    inside = project.root / link
    if inside.exists():
        (elsewhere / "moved").parent.mkdir(exist_ok=True)
        inside.rename(elsewhere / "moved")
        target = elsewhere / "moved"
    else:
        target = elsewhere
    inside.symlink_to(target)
    before = sorted(path.name for path in elsewhere.rglob("*"))
    code, out, err = run(project.root, "hook", "--install")
    assert (code, out) == (2, "")
    assert "leads out of the project" in err
    assert sorted(path.name for path in elsewhere.rglob("*")) == before


def test_a_fifo_in_the_place_of_the_hook_is_not_waited_for(project):
    (project.root / DOCKER).parent.mkdir(parents=True)
    os.mkfifo(project.root / DOCKER)
    for action in ("--install", "--uninstall"):
        code, _, err = run(project.root, "hook", action)
        assert code == 2
        assert "it is not a regular file" in err


def test_an_option_with_a_line_break_is_no_option_of_a_hook(project):
    code, out, err = run(project.root, "hook", "--", "--context", "aws:x=a\n# <<< ufo-preflight")
    assert (code, out) == (2, "")
    assert "characters that cannot be printed" in err
