"""The next step of an error speaks of the sign-in that was used."""

from __future__ import annotations

import pytest

from ufo_preflight.aws.credentials import SignIn


@pytest.mark.parametrize(
    ("profile", "section", "command"),
    [
        ("", {}, "aws sso login"),
        ("default", {"sso_session": "corp"}, "aws sso login"),
        ("dev", {"sso_start_url": "https://x"}, "aws sso login --profile dev"),
        ("dev", {"login_session": "arn"}, "aws login --profile dev"),
    ],
)
def test_the_command_names_the_profile_and_the_kind_of_sign_in(profile, section, command):
    assert SignIn.of(profile, section).command == command


@pytest.mark.parametrize(
    ("section", "beginning"),
    [
        ({"sso_session": "corp"}, "Sign in again: aws sso login --profile dev"),
        ({"login_session": "arn"}, "Sign in again: aws login --profile dev"),
        ({"credential_process": "vault"}, "The credential_process of the profile"),
        ({}, "Get new temporary credentials where these came from"),
    ],
)
def test_credentials_are_renewed_where_they_came_from(section, beginning):
    assert SignIn.of("dev", section).renew.startswith(beginning)
