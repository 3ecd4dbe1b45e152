"""Whatever an export holds: a report or one clear error, and nobody ships by accident."""

from __future__ import annotations

import json
import random

import pytest

from tests.auditing.accounts import account, group, role, trust, user
from tests.policy.fuzzing import damaged
from ufo_preflight.auditing import Principals, audit
from ufo_preflight.errors import PolicyDocumentError
from ufo_preflight.model import Overall
from ufo_preflight.render.audit_data import render_audit_json
from ufo_preflight.render.audit_page import render_audit_html
from ufo_preflight.render.audit_text import render_audit_table
from ufo_preflight.render.style import Style

WHOLE = account(
    user("u", "no-iam", groups=["g"], boundary="limit"),
    role("r", "reader", "mfa", trusted=trust({"AWS": "*"}), used="2026-01-01"),
    role("s", "by-name", path="service-role/"),
    group("g", "table"),
)


@pytest.mark.parametrize("seed", range(3))
def test_a_damaged_export_is_a_report_or_an_error(seed):
    source = random.Random(seed)
    counts = {"error": 0, "report": 0}
    for _ in range(60):
        export = damaged(source, json.loads(json.dumps(WHOLE)))
        if not isinstance(export, dict):
            continue
        try:
            made = audit(export, region="us-west-2", principals=Principals(with_service_roles=True))
        except PolicyDocumentError:
            counts["error"] += 1
            continue
        counts["report"] += 1
        for render in (render_audit_json, render_audit_html, render_audit_table):
            assert render(made, Style(verbose=True))
        # Nobody in it can ship as it is, and damage grants nothing.
        assert all(one.verdict is not Overall.READY for one in made.principals)
    assert min(counts.values()) > 5
