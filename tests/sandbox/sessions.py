"""Sessions on the sandbox, with keys of nobody and without the waits of retries."""

from __future__ import annotations

import pytest

from ufo_preflight.aws.session import AwsSession, open_session
from ufo_preflight.aws.settings import AwsSettings

KEYS = {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "none"}
REGION = "us-west-2"


def signed_in(monkeypatch: pytest.MonkeyPatch, *, attempts: int = 1) -> None:
    """Put keys into the environment, and the number of attempts."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", str(attempts))


def session_at(url: str, region: str | None = REGION) -> AwsSession:
    """Return a session that talks to `url`."""
    return open_session(AwsSettings(region=region, endpoint_url=url))
