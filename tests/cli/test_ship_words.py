"""Only what UFO itself would take a command's words for is read from them."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from ufo_preflight.cli.ship_words import (
    _LEGACY_NAMES,
    _V6_NAMES,
    CommandWords,
    Shipment,
    read_command,
    read_shipment,
    thor_command,
)
from ufo_preflight.errors import UsageError


@pytest.mark.parametrize(
    ("command", "ufo", "layers"),
    [
        ("ufo ship", "ship", {}),
        ("/opt/bin/ufo ship -y", "ship -y", {}),
        ("bundle exec ufo ship", "ship", {}),
        ("env UFO_ENV=prod UFO_ROLE=worker ufo ship", "ship", {"env": "prod", "role": "worker"}),
        ("env UFO_ROOT=/srv/app bundle exec ufo ship", "ship", {"ufo_root": "/srv/app"}),
    ],
)
def test_what_only_starts_ufo_is_taken_off(command, ufo, layers):
    words = read_command(command.split())
    assert (words.ufo, words.layers) == (tuple(ufo.split()), layers)
    assert words.other_credentials == ""


@pytest.mark.parametrize(
    "command",
    ["make deploy", "sh -c ufo", "bundle exec rake", "bundle exec", "env", "env -i ufo ship",
     "sudo ufo ship prod", "bundle exec --verbose ufo ship"],
)  # fmt: skip
def test_other_words_are_no_ufo(command):
    assert read_command(command.split()) == CommandWords()


def test_variables_of_env_count_whatever_it_starts():
    words = read_command(["env", "UFO_ENV=prod", "make", "deploy"])
    assert (words.ufo, words.layers) == (None, {"env": "prod"})


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("aws-vault exec prod -- ufo ship", "aws-vault"),
        ("/usr/local/bin/aws-sso exec -- ufo ship", "aws-sso"),
        ("env AWS_PROFILE=prod ufo ship", "AWS_PROFILE"),
        ("env UFO_ENV=prod saml2aws exec ufo", "saml2aws"),
    ],
)
def test_credentials_of_the_commands_own_are_noticed(command, name):
    assert read_command(command.split()).other_credentials == name


NO_DOCKER = "The command has --no-docker."


@pytest.mark.parametrize(
    ("version", "words", "shipment"),
    [
        (6, "ship", Shipment()),
        (6, "sh -y --no-wait --image=a/b:1", Shipment()),
        (6, "ship --no-docker", Shipment(without_docker=NO_DOCKER)),
        (6, "ship --docker=false", Shipment(without_docker=NO_DOCKER)),
        (6, "ship -i a/b", Shipment()),
        (6, "ro abc123", Shipment(phase="update", without_docker="`ufo rollback` builds no image.")),
        (6, "destroy -y", Shipment(phase="destroy")),
        (5, "ship", Shipment()),
        (5, "ship demo-web", Shipment(("demo-web",))),
        (5, "ship --no-wait demo-worker", Shipment(("demo-worker",))),
        (5, "ship --cluster prod demo-web", Shipment(("demo-web",), cluster="prod")),
        (5, "ship demo-web --cluster=prod --ecr_keep 3", Shipment(("demo-web",), cluster="prod")),
        (5, "ships a b:b --stop-old-tasks", Shipment(("a", "b"))),
        (5, "ships", Shipment(all_current=True)),
        (5, "ship a --elb-eip-ids x y --wait", Shipment(("a",))),
        (5, "ship --task a a", Shipment(("a",))),
        (4, "deploy web", Shipment(("web",), without_docker="`ufo deploy` builds no image.")),
        (4, "rollback web 7",
         Shipment(("web",), phase="update", without_docker="`ufo rollback` builds no image.")),
        (4, "rollback 7", Shipment(phase="update", without_docker="`ufo rollback` builds no image.")),
        (4, "destroy web --sure",
         Shipment(("web",), phase="destroy", without_docker="`ufo destroy` builds no image.")),
    ],
)  # fmt: skip
def test_what_is_shipped_is_what_ufo_would_ship(version, words, shipment):
    assert read_shipment(words.split(), version) == shipment


@pytest.mark.parametrize(
    ("version", "words"),
    [
        (6, "ps"), (6, "ship --help"), (6, "ship -h"), (6, "help ship"), (6, "--version"),
        (6, "build"), (6, "docker base"), (6, "logs -f"), (5, "tasks build"), (5, ""), (6, "p"),
    ],
)  # fmt: skip
def test_what_ships_nothing_is_none(version, words):
    assert read_shipment(words.split(), version) is None


@pytest.mark.parametrize(
    ("version", "words", "said"),
    [
        (6, "ship prod", "UFO 6 takes no 'prod' after `ship`"),
        (6, "ship --role worker", "--role is no option of `ufo ship` in UFO 6"),
        (6, "rollback 1 2", "UFO 6 takes no '2' after `rollback`"),
        (6, "s", "UFO 6 knows no single command 's'"),
        (6, "ships a b", "UFO 6 knows no single command 'ships'"),
        (5, "sh a", "UFO 5 knows no single command 'sh'"),
        (5, "ship a b", "UFO 5 takes one service after `ship`, not a b"),
        (5, "ship a --env prod", "--env is no option of `ufo ship` in UFO 5"),
        (5, "ship a --task other", "the task definition other is not that of its service"),
        (5, "ships a:x b", "the task definition x is not that of its service"),
    ],
)
def test_what_ufo_refuses_or_the_check_cannot_read_is_refused(version, words, said):
    with pytest.raises(UsageError) as caught:
        read_shipment(words.split(), version)
    assert caught.value.message.startswith(said)


THOR = """
require "thor"
class Cli < Thor
  def self.exit_on_failure? = true
  ARGV.shift.split(",").each { |name| desc(name, name); define_method(name) { |*| puts name } }
  desc "help", "help"
  def help(*) = puts("help")
end
ARGV.each do |word|
  begin
    puts [word, Cli.send(:normalize_command_name, word)].join(" ")
  rescue Thor::AmbiguousTaskError
    puts [word, "-"].join(" ")
  end
end
"""


@pytest.mark.parametrize(("version", "names"), [(6, _V6_NAMES), (5, _LEGACY_NAMES)])
def test_commands_are_found_as_thor_finds_them(version, names):
    ruby = shutil.which("ruby")
    if (
        not ruby
        or subprocess.run([ruby, "-rthor", "-e", ""], check=False, capture_output=True).returncode
    ):
        pytest.skip("no ruby with thor; scripts/test-tools installs it")
    words = sorted({name[:length] for name in names.split() for length in range(1, len(name) + 1)})
    done = subprocess.run(
        [ruby, "-e", THOR, names.replace(" ", ","), *words],
        capture_output=True,
        text=True,
        check=True,
    )
    for word, found in (line.split() for line in done.stdout.splitlines()):
        assert thor_command(word, version) == found.removeprefix("-"), word
