"""Every test here has keys, unless it takes them away; the developer's are gone before that."""

from __future__ import annotations

import pytest

from tests.sandbox.sessions import signed_in


@pytest.fixture(autouse=True)
def keys(monkeypatch, box):
    signed_in(monkeypatch)
    return box
