"""`.ufo/preflight.yml`: every key, and an error with its line for every mistake."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ufo_preflight.project.preferences import (
    FILE,
    Preferences,
    PreferencesError,
    Setting,
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
            option: Setting(value, key, f"{FILE}:{line}")
            for line, key, option, value in (
                (2, "env", "env", "prod"),
                (3, "role", "role", "worker"),
                (4, "app", "app", "shop"),
                (5, "extra", "extra", "2"),
                (6, "require", "require", ("cloudwatch", "s3")),
                (7, "skip", "skip", ("logs",)),
                (8, "full", "full", "true"),
                (9, "mfa", "mfa", "false"),
                (10, "phase", "phase", "update"),
                (11, "fail_on", "fail_on", "any"),
                (12, "on_unknown", "on_unknown", "warn"),
                (13, "passrole_arns", "passrole_arn", ("arn:a", "arn:b c")),
                (14, "resources", "resource", ("ecr=arn:r",)),
                (16, "context", "context", ("aws:SourceIp:ip=203.0.113.7",)),
            )
        },
        names={"cluster": ("main",), "log_group": ("a", "b")},
        uses={"dns": True, "docker": False},
        places={
            "names.cluster": f"{FILE}:19",
            "names.log_group": f"{FILE}:20",
            "uses.dns": f"{FILE}:22",
            "uses.docker": f"{FILE}:23",
        },
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
        ("full: [7]\n", "1: `full` needs a text"),
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


def test_a_stated_name_that_should_be_an_arn_is_one():
    text = "names:\n  cluster: main\n  passrole_arn: [arn:aws:iam::111122223333ole/task]\n"
    with pytest.raises(PreferencesError, match=r"preflight.yml:3: .* is not an ARN"):
        read(text)
