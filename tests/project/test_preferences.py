"""`.ufo/preflight.yml`: every key, and an error with its line for every mistake."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ufo_preflight.project.naming import Layers
from ufo_preflight.project.preferences import (
    FILE,
    Preferences,
    PreferencesError,
    read_preferences,
)
from ufo_preflight.project.snapshot import ProjectFiles

FEATURES = frozenset({"dns", "docker"})


def read(text):
    return read_preferences(ProjectFiles({FILE: text.encode()}), FEATURES)


def test_every_key():
    found = read("""
env: prod
role: worker
app: shop
extra: '2'
require: [cloudwatch, s3]
skip: logs
full: true
mfa: false
phase: update
fail_on: any
on_unknown: warn
passrole_arns: [arn:a, 'arn:b c']
resources:
  ecr: arn:r
context:
  aws:SourceIp:ip: 203.0.113.7
names:
  cluster: main
  log_group: [a, b]
uses:
  dns: true
  docker: false
""")
    assert found == Preferences(
        options={
            "UFO_PREFLIGHT_REQUIRE": "cloudwatch,s3",
            "UFO_PREFLIGHT_SKIP": "logs",
            "UFO_PREFLIGHT_FULL": "1",
            "UFO_PREFLIGHT_MFA": "0",
            "UFO_PREFLIGHT_PHASE": "update",
            "UFO_PREFLIGHT_FAIL_ON": "any",
            "UFO_PREFLIGHT_ON_UNKNOWN": "warn",
            "UFO_PREFLIGHT_PASSROLE_ARN": "arn:a 'arn:b c'",
            "UFO_PREFLIGHT_RESOURCE": "ecr=arn:r",
            "UFO_PREFLIGHT_CONTEXT": "aws:SourceIp:ip=203.0.113.7",
        },
        layers=Layers("prod", "worker", "shop", "2"),
        names={"cluster": ("main",), "log_group": ("a", "b")},
        uses={"dns": True, "docker": False},
    )


@pytest.mark.parametrize("text", ["", "# nothing\n", "env:\nnames:\nrequire:\n"])
def test_nothing_said_is_nothing_settled(text):
    assert read(text) == read_preferences(ProjectFiles(), FEATURES) == Preferences()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\n", "1: 'a' is no key"),
        ("env: prod\n\nendpoint_url: http://x\n", "3: 'endpoint_url' is no key"),
        ("- a\n", "1: keys with values are expected"),
        ("env: [a]\n", "1: `env` needs a text"),
        ("full: 7\n", "1: `full` needs true or false"),
        ("phase: later\n", "1: `phase` needs one of create, update, destroy"),
        ("uses: [dns]\n", "1: `uses` needs names with values"),
        ("uses:\n  dns: maybe\n", "2: `uses.dns` needs true or false"),
        ("uses:\n  dns: true\n  dms: true\n", "3: `uses` has no 'dms'"),
        ("names:\n  region: x\n", "2: `names` has no 'region'"),
        ("names:\n  stack: {a: b}\n", "2: `names.stack` needs a text"),
        ("resources: arn\n", "1: `resources` needs names with values"),
    ],
)
def test_a_mistake_is_named_with_its_line(text, problem):
    with pytest.raises(PreferencesError) as caught:
        read(text)
    assert caught.value.message.startswith(f"{FILE}:{problem}")
    assert caught.value.exit_code == 2


def test_a_file_that_cannot_be_read_is_a_mistake():
    with pytest.raises(PreferencesError, match="is not valid YAML"):
        read("a: [")
    unread = replace(ProjectFiles(), unread={FILE: "Permission denied"})
    with pytest.raises(PreferencesError, match="was not read: Permission denied"):
        read_preferences(unread, FEATURES)
