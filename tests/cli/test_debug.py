"""--debug shows what AWS was asked and what it answered, and no secret."""

from __future__ import annotations

import json

from tests.end_to_end.program import run
from tests.sandbox import allow


def test_debug_logs_the_calls_and_the_report_stays_alone_on_stdout(box, tmp_path):
    keys = box.add_role("deploy")
    box.client("iam").put_role_policy(
        RoleName="deploy", PolicyName="all", PolicyDocument=json.dumps(allow("*"))
    )
    plain = run(box, keys, tmp_path)
    debug = run(box, keys, tmp_path, "--debug")
    assert (debug.code, debug.out) == (0, plain.out)
    assert plain.err == ""
    for word in ("SimulatePrincipalPolicy", "GetRole", "RegisterScalableTarget", "EvalDecision"):
        assert word in debug.err, word


def test_debug_shows_no_secret(box, tmp_path):
    keys = box.add_role("deploy")
    shown = run(box, keys, tmp_path, "--debug").err
    for secret in (keys.secret_key, keys.token, "Authorization", "Signature="):
        assert secret not in shown
