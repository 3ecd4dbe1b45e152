"""`--debug` shows no secret, wherever credentials come from; everything printed is looked through."""

from __future__ import annotations

import hashlib
import json

import pytest

from tests.end_to_end.program import run
from tests.sandbox.answers import all_allowed, caller
from tests.sandbox.controls import ACCOUNT

SECRET, TOKEN, JWT = "SECRET-OF-NOBODY", "TOKEN-OF-NOBODY", "JWT-OF-NOBODY"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/deploy"
LATER = "2099-01-01T00:00:00Z"
GIVEN = (
    f"<Credentials><AccessKeyId>ASIAGIVEN</AccessKeyId><SecretAccessKey>{SECRET}</SecretAccessKey>"
    f"<SessionToken>{TOKEN}</SessionToken><Expiration>{LATER}</Expiration></Credentials>"
)
KEYS = f"aws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = {SECRET}\n"
SSO = "https://corp.awsapps.com/start"
LOGIN = f"arn:aws:iam::{ACCOUNT}:user/me"


def process(folder):
    file = folder / "process"
    printed = {
        "Version": 1,
        "AccessKeyId": "ASIA",
        "SecretAccessKey": SECRET,
        "SessionToken": TOKEN,
    }
    file.write_text(f"#!/bin/sh\necho '{json.dumps(printed)}'\n")
    file.chmod(0o700)
    return f"credential_process = {file}\n"


def web_identity(folder):
    (folder / "token").write_text(JWT)
    return f"role_arn = {ROLE}\nweb_identity_token_file = {folder}/token\n"


def cached(folder, kind, name, content):
    file = folder / ".aws" / kind / "cache" / f"{name}.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(content))


def single_sign_on(folder):
    name = hashlib.sha1(SSO.encode(), usedforsecurity=False).hexdigest()
    cached(folder, "sso", name, {"accessToken": JWT, "expiresAt": LATER})
    return (
        f"sso_start_url = {SSO}\nsso_region = us-west-2\nsso_account_id = {ACCOUNT}\n"
        "sso_role_name = Dev\n"
    )


def login(folder):
    name = hashlib.sha256(LOGIN.encode()).hexdigest()
    token = {"accessKeyId": "ASIA", "secretAccessKey": SECRET, "sessionToken": TOKEN}
    token |= {"accountId": ACCOUNT, "expiresAt": LATER}
    content = {"accessToken": token, "refreshToken": JWT, "dpopKey": JWT, "clientId": "x"}
    cached(folder, "login", name, content)
    return f"login_session = {LOGIN}\n"


PROFILES = {
    "profile": lambda _folder: KEYS,
    "role_arn": lambda _folder: f"role_arn = {ROLE}\nsource_profile = base\n[profile base]\n{KEYS}",
    "web identity": web_identity,
    "sso": single_sign_on,
    "process": process,
    "login": login,
}
CONTAINER = {"AccessKeyId": "ASIA", "SecretAccessKey": SECRET, "Token": TOKEN, "Expiration": LATER}
ROLE_CREDENTIALS = {
    "accessKeyId": "ASIA",
    "secretAccessKey": SECRET,
    "sessionToken": TOKEN,
    "expiration": 4070908800000,
}


@pytest.fixture
def aws(box):
    """Return a sandbox that hands out credentials in every way, and allows everything."""
    answers = {
        name: lambda _asked, name=name: (200, f"<R><{name}Result>{GIVEN}</{name}Result></R>")
        for name in ("AssumeRole", "AssumeRoleWithWebIdentity")
    }
    answers["GetCallerIdentity"] = lambda _asked: caller()
    answers["SimulatePrincipalPolicy"] = all_allowed
    box.controls.answers |= answers
    box.controls.pages |= {
        "/creds": json.dumps(CONTAINER),
        "/federation/credentials": json.dumps({"roleCredentials": ROLE_CREDENTIALS}),
    }
    return box


def everything(done):
    return done.out + done.err


def assert_no_secret(done):
    for secret in (SECRET, TOKEN, JWT, "Signature=", "Authorization"):
        assert secret not in everything(done), secret


@pytest.mark.parametrize("source", PROFILES)
def test_no_secret_of_a_profile_is_shown(source, aws, tmp_path):
    file = tmp_path / "config"
    file.write_text(f"[profile dev]\n{PROFILES[source](tmp_path)}")
    words = ("check", "--debug", "--profile", "dev", "--region", "us-west-2")
    done = run(aws, None, tmp_path, *words, AWS_CONFIG_FILE=str(file))
    if source != "login" or "missing-dependency" not in everything(done):
        assert "GetCallerIdentity" in done.err or source == "login", done.err
    assert_no_secret(done)


@pytest.mark.parametrize(
    "variables",
    [
        {
            "AWS_ACCESS_KEY_ID": "ASIA",
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_SESSION_TOKEN": TOKEN,
        },
        {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{url}/creds"},
    ],
    ids=["environment", "container"],
)
def test_no_secret_of_the_environment_is_shown(variables, aws, tmp_path):
    told = {name: value.format(url=aws.url) for name, value in variables.items()}
    done = run(aws, None, tmp_path, "--debug", "--region", "us-west-2", **told)
    assert done.code == 0, done.err
    assert "sts:GetCallerIdentity answered: HTTP 200" in done.err
    assert_no_secret(done)


def test_a_decoded_message_is_not_logged(aws, tmp_path):
    opened = f'<R><DecodeAuthorizationMessageResult><DecodedMessage>{{"allowed": "{JWT}"}}'
    answer = f"{opened}</DecodedMessage></DecodeAuthorizationMessageResult></R>"
    aws.controls.answers["DecodeAuthorizationMessage"] = lambda _asked: (200, answer)
    text = (
        "API: ec2:RunInstances You are not authorized to perform this operation."
        " Encoded authorization failure message: ABCDEFGHIJKLMNOPQRST"
    )
    keys = aws.add_user("dev")
    done = run(aws, keys, tmp_path, "explain", "--decode", "--debug", text)
    assert "DecodeAuthorizationMessage answered" in done.err
    assert JWT not in done.err


def test_the_password_of_an_endpoint_is_not_shown(aws, tmp_path):
    keys = aws.add_user("dev")
    url = aws.url.replace("http://", f"http://me:{SECRET}@")
    assert_no_secret(run(aws, keys, tmp_path, "--debug", "--endpoint-url", url))
    dead = f"http://me:{SECRET}@127.0.0.1:1"
    assert_no_secret(run(aws, keys, tmp_path, "--debug", "--endpoint-url", dead))


def test_the_calls_that_hold_no_secret_are_shown_whole(aws, tmp_path):
    keys = aws.add_user("dev")
    shown = run(aws, keys, tmp_path, "--debug").err
    assert "credentials: env" in shown
    assert "iam:SimulatePrincipalPolicy asked of 127.0.0.1: {" in shown
    assert "<EvalDecision>allowed</EvalDecision>" in shown
