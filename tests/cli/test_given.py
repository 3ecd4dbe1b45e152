"""The AWS options reach the session as they were given."""

from __future__ import annotations

from tests.cli.parsing import parsed
from ufo_preflight.aws.settings import AwsSettings
from ufo_preflight.cli import groups
from ufo_preflight.cli.given import AwsOptions

ARGUMENTS = (
    "--profile p --region us-west-2 --endpoint-url http://localhost:1 --ca-bundle c.pem "
    "--no-verify-ssl --cli-read-timeout 3 --cli-connect-timeout 2"
)


def test_every_option_has_its_setting():
    found = parsed("check", *ARGUMENTS.split())
    given = AwsOptions(**{name: found[name] for name in groups.names(groups.AWS)})
    assert given.settings() == AwsSettings(
        "p", "us-west-2", "http://localhost:1", "c.pem", False, 3, 2
    )


def test_without_options_botocore_has_its_own_way():
    assert AwsOptions().settings() == AwsSettings()
