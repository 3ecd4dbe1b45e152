"""Every way in which AWS cannot be asked has its own sentence and its own next step."""

from __future__ import annotations

import socket
from itertools import combinations

import pytest
from botocore.exceptions import ClientError, NoCredentialsError

from tests.sandbox.answers import answering, error
from tests.sandbox.sessions import KEYS, REGION
from ufo_preflight.aws import api_errors
from ufo_preflight.aws.identity import whoami
from ufo_preflight.aws.session import open_session
from ufo_preflight.aws.settings import AwsSettings
from ufo_preflight.errors import ApiError, CredentialsError, EndpointError, RegionError

SSO = """
[profile dev]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Dev
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access
"""
LEGACY_SSO = """
[profile dev]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
sso_account_id = 123456789012
sso_role_name = Dev
"""
SWITCHING = """
[profile dev]
role_arn = arn:aws:iam::123456789012:role/x
source_profile = nobody
"""
PROCESS = """
[profile dev]
credential_process = printf '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"b"}'
"""


@pytest.fixture
def ask(monkeypatch, tmp_path):
    """Return a function that asks who is calling and returns the error that it ends with."""

    def ask(*, config="", environ=None, **settings):
        for name in KEYS:
            if config:
                monkeypatch.delenv(name, raising=False)
        for name, value in (environ or {}).items():
            monkeypatch.setenv(name, value)
        file = tmp_path / "config"
        file.write_text(config)
        monkeypatch.setenv("AWS_CONFIG_FILE", str(file))
        with pytest.raises((CredentialsError, RegionError, EndpointError, ApiError)) as raised:
            whoami(open_session(AwsSettings(**({"region": REGION} | settings))))
        assert raised.value.exit_code == 3
        assert "\n" not in raised.value.message
        return raised.value.code, raised.value.message, raised.value.hint

    return ask


def test_no_credentials_at_all_say_where_was_looked(ask, monkeypatch):
    for name in KEYS:
        monkeypatch.delenv(name)
    assert ask() == (
        "no-credentials",
        (
            "no AWS credentials: not in the environment, the AWS configuration files, "
            "a container or an instance"
        ),
        "Sign in with `aws sso login`, or set keys with `aws configure`.",
    )


def test_a_profile_without_credentials_is_named(ask):
    assert ask(config="[profile dev]\nregion = us-west-2\n", profile="dev") == (
        "no-credentials",
        "no AWS credentials in profile dev, nor in a container or instance",
        (
            "Sign in with `aws sso login --profile dev`, or set keys with "
            "`aws configure --profile dev`."
        ),
    )


def test_half_a_key_is_named(ask, monkeypatch):
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    code, message, _hint = ask()
    assert code == "partial-credentials"
    assert "AWS_SECRET_ACCESS_KEY is missing" in message


def test_an_unknown_profile_is_compared_with_those_that_exist(ask):
    config = "[profile staging]\n[profile production]\n"
    assert ask(config=config, profile="prodution") == (
        "unknown-profile",
        "there is no AWS profile 'prodution'",
        "Did you mean production? Configured: production, staging.",
    )


def test_an_unknown_profile_of_the_environment_is_named(ask):
    assert ask(environ={"AWS_PROFILE": "gone"})[1:] == (
        "there is no AWS profile 'gone'",
        "None is configured.",
    )


@pytest.mark.parametrize("config", [SSO, LEGACY_SSO])
def test_single_sign_on_that_has_not_begun_prints_its_command(config, ask):
    code, _message, hint = ask(config=config, profile="dev")
    assert (code, hint) == ("sso-expired", "Sign in: aws sso login --profile dev")


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("false", "Error when retrieving credentials"),
        ("echo hi", "Expecting value"),
        ("/no/such/thing", "No such file"),
        ("sh -c 'echo the vault is sealed >&2; exit 1'", "the vault is sealed"),
    ],
)
def test_a_failing_credential_process_is_named(program, words, ask):
    code, message, hint = ask(
        config=f"[profile dev]\ncredential_process = {program}\n", profile="dev"
    )
    assert code == "credential-process"
    assert words in message
    assert hint == "Run the command of credential_process by hand and mend it."


@pytest.mark.parametrize("config", ["[profile dev\nregion", SWITCHING])
def test_a_configuration_that_cannot_be_used_is_told(config, ask):
    assert ask(config=config, profile="dev")[0] == "aws-configuration"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AWS_RETRY_MODE", "bogus"),
        ("AWS_MAX_ATTEMPTS", "many"),
        ("AWS_MAX_ATTEMPTS", "0"),
        ("AWS_ENDPOINT_URL", "localhost"),
    ],
)
def test_a_variable_that_cannot_be_used_is_told(name, value, ask):
    assert ask(environ={name: value})[0] == "aws-configuration"


def test_a_region_is_needed_and_must_look_like_one(ask):
    assert ask(region=None) == (
        "no-region",
        "no region is configured",
        (
            "Name the region of the deploy: --region us-west-2, or AWS_REGION, "
            "or `aws configure set region us-west-2`."
        ),
    )
    assert ask(region="us west")[0] == "no-region"


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        (error("ExpiredToken", "expired", 403), "expired", "have expired (ExpiredToken)"),
        (
            error("SignatureDoesNotMatch", "Signature expired: 1 is now earlier than 2", 403),
            "clock",
            "the clock of this computer is wrong",
        ),
        (
            error("SignatureDoesNotMatch", "Signature not yet current: 2 is later than 1", 403),
            "clock",
            "the clock of this computer is wrong",
        ),
        (
            error(
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided.",
                403,
            ),
            "signature",
            "the secret key does not belong to the access key",
        ),
        (
            error("InvalidClientTokenId", "The security token is invalid.", 403),
            "not-accepted",
            "does not accept these credentials (InvalidClientTokenId: The security token",
        ),
        (error("Throttling", "Rate exceeded"), "throttled", "throttles GetCallerIdentity"),
        (error("Odd", "something"), "api-error", "GetCallerIdentity was answered with Odd: some"),
        ((500, "<html>"), "api-error", "GetCallerIdentity was answered with 500"),
        ((200, "<html>hello</html>"), "not-aws", "what answered is not AWS"),
        ((200, "hello"), "not-aws", "what answered is not AWS"),
        (None, "connection-cut", "the connection to 127.0.0.1:"),
    ],
)
def test_an_answer_that_helps_nobody_is_explained(answer, code, words, ask):
    with answering(get_caller_identity=lambda _asked: answer) as aws:
        found, message, hint = ask(endpoint_url=aws.url)
    assert (found, bool(hint)) == (code, code != "api-error")
    assert words in message


def test_temporary_keys_that_expired_are_renewed_as_they_were_made(ask):
    expired = error("ExpiredToken", "expired", 403)
    with answering(get_caller_identity=lambda _asked: expired) as aws:
        assert ask(endpoint_url=aws.url)[2] == (
            "Get new temporary credentials where these came from, and export them again "
            "(with IAM Identity Center: aws sso login)."
        )
        assert ask(config=PROCESS, profile="dev", endpoint_url=aws.url)[2] == (
            "The credential_process of the profile hands out old credentials: renew its own."
        )


def closed_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{listener.getsockname()[1]}"


def test_an_endpoint_that_nobody_serves_is_named(ask):
    address = closed_port()
    code, message, _hint = ask(endpoint_url=f"http://{address}")
    assert (code, message) == ("unreachable", f"cannot reach {address}")


def test_a_proxy_that_nobody_serves_is_named(ask):
    address = closed_port()
    code, message, _hint = ask(environ={"HTTPS_PROXY": f"http://me:secret@{address}"})
    assert (code, message) == ("proxy", f"cannot get through the proxy {address}")


def test_a_slow_endpoint_is_a_time_out(ask):
    with answering(delay=1) as aws:
        code, message, _hint = ask(endpoint_url=aws.url, read_timeout=0.1)
    assert (code, message) == ("timeout", f"no answer in time from {aws.url[7:]}")


def test_tls_that_cannot_be_verified_names_the_flag(ask):
    with answering() as aws:
        code, message, hint = ask(endpoint_url=aws.url.replace("http:", "https:"))
    assert code == "tls"
    assert message.startswith(f"the TLS certificate of {aws.url[7:]} is not trusted here")
    assert "--ca-bundle FILE" in hint


def test_no_code_means_two_things():
    meanings = (
        api_errors.ACCESS_DENIED,
        api_errors.EXPIRED,
        api_errors.NOT_ACCEPTED,
        api_errors.SIGNATURE,
        api_errors.THROTTLING,
    )
    assert not any(one & other for one, other in combinations(meanings, 2))


def test_the_code_and_text_of_an_answer_are_awss():
    answer = ClientError({"Error": {"Code": "Throttling", "Message": "Rate exceeded"}}, "GetRole")
    assert (api_errors.error_code(answer), api_errors.error_text(answer)) == (
        "Throttling",
        "Rate exceeded",
    )


def test_what_is_no_answer_has_no_code():
    assert api_errors.error_code(NoCredentialsError()) == ""
    assert api_errors.error_text(NoCredentialsError()) == "Unable to locate credentials"
    bare = ClientError({}, "GetRole")
    assert (api_errors.error_code(bare), api_errors.error_text(bare)) == ("", str(bare))
