"""Only what can mean one thing is read from a command."""

from __future__ import annotations

import pytest

from ufo_preflight.cli.ship_words import ShipWords, read_ship_words


@pytest.mark.parametrize(
    ("command", "layers", "service"),
    [
        ("ufo ship", {}, ""),
        ("ufo ship prod", {}, "prod"),
        ("ufo ship prod --role worker", {"role": "worker"}, "prod"),
        ("ufo ship --role=worker prod -y", {"role": "worker"}, "prod"),
        ("/opt/bin/ufo ship --env prod --app shop --extra blue",
         {"env": "prod", "app": "shop", "extra": "blue"}, ""),
        ("bundle exec ufo ship prod", {}, "prod"),
        ("env UFO_ENV=prod UFO_ROLE=worker ufo ship", {"env": "prod", "role": "worker"}, ""),
        ("env UFO_ROOT=/srv/app bundle exec ufo ship", {"ufo_root": "/srv/app"}, ""),
        ("env UFO_ENV=prod ufo ship --env qa", {"env": "qa"}, ""),
        # whose value `prod` is, is ufo's to know
        ("ufo ship --elb prod", {}, ""),
        ("ufo ship -y prod", {}, ""),
        ("ufo ship --role", {}, ""),
        ("ufo ps prod", {}, ""),
    ],
)  # fmt: skip
def test_plain_words_are_read(command, layers, service):
    assert read_ship_words(command.split()) == ShipWords(layers, service)


@pytest.mark.parametrize(
    "command",
    ["make deploy", "sh -c ufo", "bundle exec rake", "bundle exec", "env", "env -i ufo ship",
     "env A=b", "sudo ufo ship prod"],
)  # fmt: skip
def test_from_other_words_nothing_is_read(command):
    assert read_ship_words(command.split()) == ShipWords(is_plain=False)


def test_variables_of_env_count_whatever_it_starts():
    words = read_ship_words(["env", "UFO_ENV=prod", "make", "deploy"])
    assert words == ShipWords({"env": "prod"}, is_plain=False)


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
    assert read_ship_words(command.split()).other_credentials == name
