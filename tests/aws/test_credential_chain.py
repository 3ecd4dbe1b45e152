"""Credentials as the AWS CLI finds them; each way to fail has its own sentence and next step."""

from __future__ import annotations

import json

import pytest

from tests.sandbox.answers import answering, error
from tests.sandbox.controls import ACCOUNT
from tests.sandbox.sessions import KEYS
from ufo_preflight.aws.identity import whoami
from ufo_preflight.aws.session import open_session
from ufo_preflight.aws.settings import AwsSettings
from ufo_preflight.errors import CredentialsError, FileUnreadableError, UsageError

ROLE = f"arn:aws:iam::{ACCOUNT}:role/deploy"
BASE = "[profile base]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = none\n"
SWITCHES = f"[profile dev]\nrole_arn = {ROLE}\nsource_profile = base\n{BASE}"
WEB = f"[profile dev]\nrole_arn = {ROLE}\nweb_identity_token_file = {{file}}\n"


@pytest.fixture
def configured(monkeypatch, tmp_path):
    """Return a function that writes the configuration file; no keys are in the environment."""

    def configured(text):
        for name in KEYS:
            monkeypatch.delenv(name, raising=False)
        file = tmp_path / "config"
        file.write_text(text)
        monkeypatch.setenv("AWS_CONFIG_FILE", str(file))
        monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")

    return configured


def refused(**settings):
    with pytest.raises(CredentialsError) as raised:
        whoami(open_session(AwsSettings(**{"region": "us-west-2", "profile": "dev"} | settings)))
    assert "\n" not in raised.value.message
    return raised.value.code, raised.value.message, raised.value.hint


@pytest.mark.parametrize("by", ["--region", "AWS_REGION"])
@pytest.mark.parametrize("kind", ["role_arn", "web identity"])
def test_the_region_reaches_the_provider_that_assumes_a_role(
    by, kind, box, configured, monkeypatch, tmp_path
):
    box.add_role("deploy")
    token = tmp_path / "token"
    token.write_text("jwt-of-nobody")
    configured(SWITCHES if kind == "role_arn" else WEB.format(file=token))
    monkeypatch.setenv("AWS_ENDPOINT_URL", box.url)
    region = None
    if by == "AWS_REGION":
        monkeypatch.setenv("AWS_REGION", "us-west-2")
    else:
        region = "us-west-2"
    identity = whoami(open_session(AwsSettings(region=region, profile="dev")))
    assert identity.arn.startswith(f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/")
    assert identity.is_temporary


@pytest.mark.parametrize("name", ["profile", "region", "endpoint_url"])
def test_an_empty_setting_is_a_usage_error(name):
    with pytest.raises(UsageError) as raised:
        open_session(AwsSettings(**{name: ""}))
    assert raised.value.exit_code == 2


def test_a_role_that_refuses_says_what_both_sides_must_allow(configured, monkeypatch):
    configured(SWITCHES)
    text = f"User: me is not authorized to perform: sts:AssumeRole on resource: {ROLE}"
    denied = error("AccessDenied", text, 403)
    with answering(others={"AssumeRole": lambda _asked: denied}) as box:
        monkeypatch.setenv("AWS_ENDPOINT_URL", box.url)
        code, message, hint = refused()
    assert code == "assume-role"
    assert (
        message == f"the role of profile dev cannot be assumed (AssumeRole: AccessDenied: {text})"
    )
    assert "trust policy must name the caller" in hint


@pytest.mark.parametrize("code", ["InvalidIdentityToken", "ExpiredTokenException"])
def test_a_web_identity_that_is_refused_speaks_of_its_token(
    code, configured, monkeypatch, tmp_path
):
    token = tmp_path / "token"
    token.write_text("jwt-of-nobody")
    configured(WEB.format(file=token))
    answer = error(code, "Couldn't retrieve verification key from your identity provider")
    with answering(others={"AssumeRoleWithWebIdentity": lambda _asked: answer}) as box:
        monkeypatch.setenv("AWS_ENDPOINT_URL", box.url)
        found, message, hint = refused()
    assert found == "web-identity"
    assert message.startswith(
        f"AWS does not accept the web identity token of profile dev ({code}: "
    )
    assert "trust policy" in hint


def test_a_token_file_that_is_not_there_is_named(configured, tmp_path):
    file = tmp_path / "gone"
    configured(WEB.format(file=file))
    code, message, hint = refused()
    assert code == "token-file"
    assert str(file) in message
    assert "AWS_WEB_IDENTITY_TOKEN_FILE" in hint


def test_a_missing_source_profile_is_named(configured):
    configured(f"[profile dev]\nrole_arn = {ROLE}\nsource_profile = nobody\n")
    code, message, hint = refused()
    assert code == "aws-configuration"
    assert 'source_profile "nobody" referenced in the profile "dev" does not exist' in message
    assert "source_profile" in hint


@pytest.mark.parametrize("profile", ["dev", "outer"])
def test_a_profile_with_mfa_is_not_waited_for_without_a_terminal(profile, configured):
    outer = f"[profile outer]\nrole_arn = {ROLE}\nsource_profile = dev\n"
    mfa = f"mfa_serial = arn:aws:iam::{ACCOUNT}:mfa/me\n"
    configured(SWITCHES.replace("source_profile = base\n", f"source_profile = base\n{mfa}") + outer)
    code, message, hint = refused(profile=profile)
    assert code == "mfa"
    assert message == "profile dev asks for an MFA code, and there is no terminal to type it"
    assert hint.endswith("aws configure export-credentials --profile dev --format env")


def process(tmp_path, program):
    script = tmp_path / "process"
    script.write_text(f"#!/bin/sh\n{program}\n")
    script.chmod(0o700)
    return f"[profile dev]\ncredential_process = {script}\n"


def test_credentials_of_a_process_that_are_already_old_are_said_to_be(configured, tmp_path):
    old = {
        "Version": 1,
        "AccessKeyId": "ASIA",
        "SecretAccessKey": "none",
        "SessionToken": "t",
        "Expiration": "2020-01-01T00:00:00Z",
    }
    configured(process(tmp_path, f"echo '{json.dumps(old)}'"))
    assert refused()[:2] == (
        "expired",
        "the credential_process of profile dev hands out credentials that have already expired",
    )


def test_what_a_process_says_cannot_steer_the_terminal(configured, tmp_path):
    configured(process(tmp_path, "printf 'sealed\\033[2J\\n::error::x' >&2; exit 1"))
    code, message, _hint = refused()
    assert code == "credential-process"
    assert message.endswith("failed: sealed\\x1b[2J ::error::x")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE\r", "the access key contains a carriage return"),
        ("AWS_SECRET_ACCESS_KEY", "none\n", "the secret key contains a line end"),
        ("AWS_SESSION_TOKEN", "to ken", "the session token contains a blank"),
        ("AWS_ACCESS_KEY_ID", '"AKIAEXAMPLE"', "the access key contains the character '\"'"),
    ],
)
def test_a_key_with_what_no_key_has_is_told(name, value, sentence, monkeypatch):
    monkeypatch.setenv(name, value)
    code, message, hint = refused(profile=None)
    assert (code, message) == ("malformed-credentials", sentence)
    assert "Windows line ends" in hint
    assert value not in message + hint


@pytest.mark.parametrize("name", ["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"])
@pytest.mark.parametrize(
    ("text", "words"), [(None, "no such file"), ("hello", "no certificates can be read")]
)
def test_a_bundle_of_certificates_that_is_none_is_told(name, text, words, monkeypatch, tmp_path):
    file = tmp_path / "ca.pem"
    if text:
        file.write_text(text)
    monkeypatch.setenv(name, str(file))
    with pytest.raises(FileUnreadableError) as raised:
        open_session(AwsSettings(region="us-west-2"))
    assert raised.value.exit_code == 2
    assert raised.value.message.startswith(name)
    assert f"{file}: {words}" in raised.value.message
    open_session(AwsSettings(region="us-west-2", verify_ssl=False))
