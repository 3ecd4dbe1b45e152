"""The hook under real Ruby: the code that a ship ends with, and what was done by then."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cli.gates import CLOSED, OPEN, UNDECIDED, policy
from tests.hook.standins import SHIPPED, Project, ruby
from ufo_preflight.cli.ship_words import _V6_NAMES
from ufo_preflight.hook.ruby import Gate, Place, quoted, ruby_hook

TELL = 'echo "CHECK $*"'


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


def install(project, place=Place.DOCKER, **gate):
    path = project.root / place.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(ruby_hook(place, Gate(**gate)))


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize("build_first", [False, True])
@pytest.mark.parametrize(("statement", "code"), [(OPEN, 0), (CLOSED, 1), (UNDECIDED, 3)])
def test_a_ship_ends_as_the_check_does(project, place, build_first, statement, code):
    project.with_program()
    install(project, place, options=(policy(project.root, statement),), build_first=build_first)
    done = project.ufo("ship", "-y")
    assert done.returncode == code, done.stderr
    shipped = SHIPPED in done.stdout
    assert shipped == (code == 0)
    assert shipped or "DOCKER" not in done.stdout
    assert {0: "ready: ", 1: "blocked: ", 3: "undetermined: "}[code] in done.stdout
    assert ("BUILT" in done.stdout.replace(SHIPPED, "")) == build_first


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize("code", [2, 3, 126, 130, 255])
def test_every_code_of_the_check_is_the_ships(project, place, code):
    project.on_path("ufo-preflight", f"exit {code}")
    install(project, place)
    done = project.ufo("ship")
    assert (done.returncode, done.stdout, done.stderr) == (code, "", "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_check_that_a_signal_ended_stops_the_ship(project, number):
    project.on_path("ufo-preflight", f"kill -{int(number)} $$")
    install(project)
    done = project.ufo("ship")
    assert (done.returncode, done.stdout) == (128 + number, "")


@pytest.mark.parametrize("place", Place)
def test_a_missing_program_stops_the_ship_and_says_so(project, place):
    install(project, place)
    done = project.ufo("ship")
    assert (done.returncode, done.stdout) == (127, "")
    assert done.stderr == (
        "ufo-preflight: ufo-preflight is not on the PATH: not checked, not shipped\n"
    )


def test_a_program_that_cannot_be_executed_counts_as_missing(project):
    project.on_path("ufo-preflight", "exit 0")
    (project.bin / "ufo-preflight").chmod(0o644)
    install(project)
    assert project.ufo("ship").returncode == 127


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize("value", ["1", "true", "YES"])
def test_skipping_is_one_loud_line(project, place, value):
    install(project, place)
    done = project.ufo("ship", UFO_PREFLIGHT_SKIP=value)
    assert (done.returncode, done.stdout) == (0, SHIPPED)
    assert done.stderr == (
        "ufo-preflight: UFO_PREFLIGHT_SKIP is set: NOT CHECKED, the ship goes on\n"
    )


@pytest.mark.parametrize("value", ["", "0", "ecr,route53"])
def test_what_skips_no_gate_closes_it_as_before(project, value):
    install(project)
    assert project.ufo("ship", UFO_PREFLIGHT_SKIP=value).returncode == 127


def test_the_check_is_told_what_ufo_knows(project):
    project.on_path("ufo-preflight", TELL)
    install(project, options=("--on-unknown", "warn"))
    check = "CHECK check --full --output=short --on-unknown warn --ufo-root=."
    config = {
        "docker": {"repo": "111122223333.dkr.ecr.us-west-2.amazonaws.com/shop"},
        "dns": {"domain": None, "ttl": 60},
        "elb": {"ssl": {"certificates": ["arn:a", "arn:b"]}, "default_actions": [{"type": "x"}]},
        "secrets": {"provider": "ssm"},
    }
    told = json.dumps(
        {
            "dns.domain": None,
            "dns.ttl": 60,
            "docker.repo": "111122223333.dkr.ecr.us-west-2.amazonaws.com/shop",
            "elb.ssl.certificates": ["arn:a", "arn:b"],
        },
        separators=(",", ":"),
    )
    assert project.ufo("ship", STANDIN_CONFIG=json.dumps(config)).stdout == (
        f"{check} --env=dev --role=web --app=demo --evaluated={told}\n{SHIPPED}"
    )
    named = project.ufo("ship", UFO_ENV="prod", UFO_ROLE="worker", UFO_APP="shop", UFO_EXTRA="blue")
    layers = "--env=prod --role=worker --app=shop --extra=blue --evaluated={}"
    assert named.stdout.splitlines()[0] == f"{check} {layers}"


def test_before_the_configuration_the_check_is_left_to_read_the_variables(project):
    project.on_path("ufo-preflight", f'{TELL} "$UFO_ENV"')
    install(project, Place.BOOT)
    done = project.ufo("ship", UFO_ENV="prod")
    assert done.stdout == f"CHECK check --full --output=short prod\n{SHIPPED}"


COMPUTED = """
Ufo.configure do |config|
  config.app = "demo"
  config.docker.repo = lookup("repo")
  config.dns.domain = lookup("domain")
end
"""


@pytest.mark.parametrize(
    ("evaluated", "code"),
    [
        ({"docker": {"repo": "org/demo"}, "dns": {"domain": None}}, 0),
        ({"docker": {"repo": "111122223333.dkr.ecr.us-west-2.amazonaws.com/demo"}}, 1),
        (
            {
                "docker": {"repo": "org/demo"},
                "dns": {"domain": "example.com"},
                "elb": {"enabled": True},
            },
            1,
        ),
    ],
)
def test_what_only_ruby_computes_decides_in_the_hook(project, evaluated, code):
    project.with_program()
    (project.root / ".ufo/config.rb").write_text(COMPUTED)
    deny = {"Effect": "Deny", "Action": ["ecr:*", "route53:*"], "Resource": "*"}
    (project.root / "deny.json").write_text(
        json.dumps({"Version": "2012-10-17", "Statement": [deny, OPEN]})
    )
    install(project, options=("--policy-file", "deny.json"))
    done = project.ufo("ship", "-y", STANDIN_CONFIG=json.dumps(evaluated))
    assert done.returncode == code, done.stdout


@pytest.mark.parametrize(
    "words", [["sh"], ["shi", "-y"], ["ship"], ["roll", "1"], ["rollback", "1"]]
)
def test_the_boot_gate_knows_thors_prefixes(project, words):
    project.on_path("ufo-preflight", "exit 3")
    install(project, Place.BOOT)
    done = project.ufo(*words)
    assert (done.returncode, done.stdout) == (3, "")


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize(
    "words",
    [["b"], ["bu", "--no-docker"], ["do", "base"], ["ship", "--help"], ["sh", "-h"], ["help", "ship"],
     ["p"], ["st"]],
)  # fmt: skip
def test_what_needs_no_check_is_let_through(project, place, words):
    project.on_path("ufo-preflight", "exit 3")
    install(project, place)
    assert "ufo-preflight" not in (done := project.ufo(*words)).stderr
    assert done.returncode == (1 if words == ["st"] else 0), done.stderr


def test_the_commands_that_the_hook_knows_are_ufos():
    names = re.search(r"COMMANDS = %w\[(.*?)\]", ruby_hook(Place.BOOT, Gate()), re.DOTALL)[1]
    assert names.split() == _V6_NAMES.split()


def test_the_check_runs_once_a_ship(project):
    project.on_path("ufo-preflight", TELL)
    install(project)
    assert project.ufo("ship").stdout.count("CHECK") == 1


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize("words", [["build"], ["docker", "build"], ["ps"]])
def test_what_ships_nothing_is_not_checked(project, place, words):
    install(project, place)
    assert project.ufo(*words).returncode == 0


def test_a_ship_without_docker_passes_the_hook_of_docker_and_not_that_of_boot(project):
    install(project)
    assert project.ufo("ship", "--no-docker").returncode == 0
    install(project, Place.BOOT)
    assert project.ufo("ship", "--no-docker").returncode == 127


def test_building_first_leaves_a_fresh_template_for_the_check(project):
    project.on_path("ufo-preflight", "cat .ufo/output/template.yml")
    install(project, build_first=True)
    done = project.ufo("ship")
    assert done.stdout == f"BUILT template\nResources: {{}}\n{SHIPPED}"


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize(("check", "code"), [("exit 0", 3), ("exit 1", 1)])
def test_a_build_that_fails_is_never_a_pass(project, place, check, code):
    project.on_path("ufo-preflight", check)
    install(project, place, build_first=True)
    done = project.ufo("ship", STANDIN_BUILD_FAILS="1")
    assert (done.returncode, done.stdout) == (code, "")
    said = "`ufo build --no-docker` failed: not all was checked, not shipped"
    assert (said in done.stderr) == (code == 3)


def test_the_shell_form_would_not_have_stopped_it(project):
    hooks = project.root / Place.DOCKER.path
    hooks.parent.mkdir(parents=True)
    hooks.write_text('before("build", execute: "exit 1", exit_on_fail: true)\n')
    assert project.ufo("ship").returncode == 0
    hooks.write_text('before("build", execute: lambda { })\n')
    assert project.ufo("ship").returncode == 1


@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_ruby_reads_a_quoted_string_back_as_it_was(text):
    program = f"require 'json'; puts JSON.generate({quoted(text)})"
    environ = {**os.environ, "LANG": "C.UTF-8"}
    done = subprocess.run([ruby(), "-e", program], capture_output=True, env=environ, check=True)
    assert json.loads(done.stdout) == text
