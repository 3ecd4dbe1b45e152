"""Settings, the environment and boto3's sessions become clients that behave."""

from __future__ import annotations

import gc

import boto3
import pytest

from tests.sandbox.answers import USER, answering, error
from tests.sandbox.sessions import REGION, session_at
from ufo_preflight import __version__
from ufo_preflight.aws.identity import whoami
from ufo_preflight.aws.session import collector_paused, open_session, wrap
from ufo_preflight.aws.settings import ATTEMPTS, AwsSettings
from ufo_preflight.errors import FileUnreadableError, PreflightError, RegionError, UsageError


def config_of(session):
    return session.iam.meta.config


def test_the_settings_reach_both_clients():
    session = open_session(
        AwsSettings(
            region=REGION,
            endpoint_url="http://127.0.0.1:9",
            read_timeout=7,
            connect_timeout=0,
        )
    )
    for client in (session.sts, session.iam):
        assert client.meta.endpoint_url == "http://127.0.0.1:9"
        assert client.meta.config.read_timeout == 7
        assert client.meta.config.connect_timeout is None
    assert session.region == REGION
    assert session.calls == 0


def test_requests_name_the_program_as_their_agent():
    with answering() as aws:
        whoami(session_at(aws.url))
    assert aws.calls()[0].agent.endswith(f"ufo-preflight/{__version__}")


@pytest.mark.parametrize(
    ("environ", "config", "expected"),
    [
        ({}, "", {"mode": "standard", "total_max_attempts": ATTEMPTS}),
        ({"AWS_MAX_ATTEMPTS": "2"}, "", {"mode": "standard", "total_max_attempts": 2}),
        (
            {"AWS_RETRY_MODE": "adaptive"},
            "",
            {"mode": "adaptive", "total_max_attempts": ATTEMPTS},
        ),
        ({}, "max_attempts = 3", {"mode": "standard", "total_max_attempts": 3}),
        ({}, "retry_mode = legacy", {"mode": "legacy", "total_max_attempts": ATTEMPTS}),
    ],
)
def test_retries_are_enough_unless_the_user_chose(environ, config, expected, monkeypatch, tmp_path):
    monkeypatch.delenv("AWS_MAX_ATTEMPTS")
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    file = tmp_path / "config"
    file.write_text(f"[default]\n{config}\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(file))
    assert config_of(open_session(AwsSettings(region=REGION))).retries == expected


@pytest.mark.parametrize(
    ("flag", "environ", "region"),
    [
        ("eu-west-1", {"AWS_REGION": "us-east-2", "AWS_DEFAULT_REGION": "us-west-1"}, "eu-west-1"),
        (None, {"AWS_REGION": "us-east-2", "AWS_DEFAULT_REGION": "us-west-1"}, "us-east-2"),
        (None, {"AWS_DEFAULT_REGION": "us-west-1"}, "us-west-1"),
        (None, {}, "ap-south-1"),
    ],
)
def test_the_region_is_the_flags_then_the_variables_then_the_profiles(
    flag, environ, region, monkeypatch, tmp_path
):
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    file = tmp_path / "config"
    file.write_text("[default]\nregion = ap-south-1\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(file))
    session = open_session(AwsSettings(region=flag))
    assert session.region == region
    assert session.sts.meta.endpoint_url == f"https://sts.{region}.amazonaws.com"


def test_no_region_is_an_error_only_where_one_is_needed():
    session = open_session(AwsSettings())
    assert session.iam.meta.endpoint_url == "https://iam.amazonaws.com"
    with pytest.raises(RegionError):
        _ = session.region


@pytest.mark.parametrize("url", ["localhost", "ftp://localhost", "http://", "//localhost"])
def test_an_endpoint_that_is_no_url_is_a_usage_error(url):
    with pytest.raises(UsageError) as raised:
        open_session(AwsSettings(endpoint_url=url))
    assert raised.value.message == f"--endpoint-url {url!r} is not a URL"


def test_a_bundle_of_certificates_must_be_there(tmp_path):
    missing = tmp_path / "ca.pem"
    with pytest.raises(FileUnreadableError) as raised:
        open_session(AwsSettings(ca_bundle=str(missing)))
    assert raised.value.message == f"--ca-bundle {missing}: no such file"


def test_the_endpoint_of_the_environment_is_botocores_to_read(monkeypatch):
    with answering() as aws:
        monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url)
        assert whoami(open_session(AwsSettings(region=REGION))).arn == USER


def test_a_session_of_boto3_is_taken_with_its_region_and_its_calls_are_counted(monkeypatch):
    with answering() as aws:
        monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url)
        session = wrap(boto3.Session(region_name=REGION))
        assert (whoami(session).arn, session.region, session.calls) == (USER, REGION, 1)
    assert aws.calls()[0].agent.endswith(f"ufo-preflight/{__version__}")


def test_the_caller_is_asked_once_a_session_also_when_refused(monkeypatch):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with answering(get_caller_identity=lambda _asked: error("Odd", "x")) as aws:
        session = session_at(aws.url)
        session.begin()
        for _time in range(2):
            with pytest.raises(Exception, match="answered with Odd"):
                session.caller_identity()
    assert len(aws.asked()) == 1


def test_the_collector_rests_during_a_start_and_works_again_after_it():
    gc.unfreeze()
    with collector_paused():
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0
    gc.unfreeze()


def test_a_collector_that_was_off_stays_off():
    gc.disable()
    try:
        with collector_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()


OPENED = (
    '<R xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><DecodeAuthorizationMessageResult>'
    "<DecodedMessage>{}</DecodedMessage></DecodeAuthorizationMessageResult></R>"
)


def test_the_decoded_text_is_returned_as_it_is():
    with answering() as stub:
        stub.controls.answers["DecodeAuthorizationMessage"] = lambda _asked: (200, OPENED)
        assert session_at(stub.url).decode_message("ABC") == "{}"


def test_a_refusal_of_sts_is_one_of_our_errors():
    with answering() as stub:
        stub.controls.answers["DecodeAuthorizationMessage"] = lambda _asked: error(
            "AccessDenied", "no", 403
        )
        with pytest.raises(PreflightError):
            session_at(stub.url).decode_message("ABC")
