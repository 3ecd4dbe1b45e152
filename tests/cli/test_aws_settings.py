"""The AWS options reach the session as they were given."""

from __future__ import annotations

from ufo_preflight.aws.settings import AwsSettings
from ufo_preflight.cli import parser_of
from ufo_preflight.cli.aws_settings import settings_of

ARGUMENTS = (
    "--profile p --region us-west-2 --endpoint-url http://localhost:1 --ca-bundle c.pem "
    "--no-verify-ssl --cli-read-timeout 3 --cli-connect-timeout 2"
)


def test_every_option_has_its_setting():
    args = parser_of("check").parse_args(ARGUMENTS.split())
    assert settings_of(args) == AwsSettings(
        "p", "us-west-2", "http://localhost:1", "c.pem", False, 3, 2
    )


def test_without_options_botocore_has_its_own_way():
    assert settings_of(parser_of("check").parse_args([])) == AwsSettings()
