"""What holds for every test: nothing of the developer's AWS settings, nothing beyond loopback."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.sandbox import Sandbox


# A job in the background inherits ignoring ^C, and every program that a test starts would, too.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def no_developer_settings(monkeypatch, tmp_path):
    for name in list(os.environ):
        # A test runner may set the width of its own terminal.
        is_width = name in ("COLUMNS", "LINES")
        if (
            is_width
            or name.startswith(("AWS_", "UFO_", "BOTO_"))
            or name.lower().endswith("_proxy")
        ):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "no-config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "no-credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    from tests.sandbox import Sandbox

    with Sandbox() as box:
        yield box


@pytest.fixture
def box(sandbox: Sandbox) -> Sandbox:
    """An empty account in an AWS on loopback."""
    sandbox.reset()
    return sandbox
