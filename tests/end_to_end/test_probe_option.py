"""--probe: what AWS really answers stands in the report, and a refusal never leaves a pass."""

from __future__ import annotations

import pytest

from tests.end_to_end.program import run
from tests.sandbox.controls import ApiError
from tests.sandbox.ufo_account import walk_through

REFUSAL = (
    "User: arn:aws:iam::123456789012:user/ufo is not authorized to perform: {action} on resource: "
    "* because no {layer} allows the {action} action"
)
STACKS = "cloudformation:DescribeStacks"
GROUP = "ec2:CreateSecurityGroup"


@pytest.fixture(scope="module", autouse=True)
def services(sandbox):
    """Let the sandbox load its services: the first answer of each takes longer than a probe waits."""
    ask = {
        "cloudformation": "list_stacks",
        "ec2": "describe_vpcs",
        "ecr": "describe_repositories",
        "logs": "describe_log_groups",
        "ecs": "list_clusters",
        "elbv2": "describe_load_balancers",
    }
    for service, call in ask.items():
        getattr(sandbox.client(service, region="us-west-2"), call)()
    sandbox.client("application-autoscaling", region="us-west-2").describe_scalable_targets(
        ServiceNamespace="ecs"
    )


def probed(box, keys, folder, *argv):
    return run(box, keys, folder, "check", "--full", "--probe", "-o", "json", *argv)


def probes_of(done):
    return {probe["operation"]: probe for probe in done.document()["probes"]}


def decisions(done, action):
    return {
        found["decision"]
        for check in done.document()["checks"]
        for found in check["actions"]
        if found["action"] == action
    }


def refuse(box, action, layer):
    text = REFUSAL.format(action=action, layer=layer)
    box.faults(operation=action.partition(":")[2], error=ApiError("AccessDenied", text, 403))


def test_without_the_option_no_call_is_made(box, tmp_path):
    done = run(box, walk_through(box), tmp_path, "-o", "json")
    assert done.document()["probes"] == []
    assert "CreateSecurityGroup" not in done.calls


def test_an_answer_is_reached_and_shortens_the_caveat(box, tmp_path):
    keys = walk_through(box)
    plain = run(box, keys, tmp_path, "check", "--full", "-o", "json")
    done = probed(box, keys, tmp_path)
    assert {probe["outcome"] for probe in probes_of(done).values()} == {"answered"}
    assert len(probes_of(done)) == 9
    assert done.results() == plain.results()
    assert "9 probes" in done.document()["caveats"][0]
    assert len(done.document()["caveats"][0]) < len(plain.document()["caveats"][0])


@pytest.mark.parametrize(
    ("layer", "named", "words"),
    [
        ("session policy", "session-policy", "what simulation cannot see"),
        ("identity-based policy", "identity", "AWS and its simulator disagree"),
    ],
)
def test_a_refusal_of_what_was_allowed_is_unknown(box, tmp_path, layer, named, words):
    keys = walk_through(box)
    refuse(box, STACKS, layer)
    done = probed(box, keys, tmp_path)
    assert (probes_of(done)[STACKS]["outcome"], probes_of(done)[STACKS]["layer"]) == (
        "refused",
        named,
    )
    assert words in probes_of(done)[STACKS]["sentence"]
    assert decisions(done, STACKS) == {"unknown"}
    row = next(one for one in done.document()["checks"] if one["id"] == "cloudformation")
    found = next(one for one in row["actions"] if one["action"] == STACKS)
    assert (row["result"], found["reason"]) == ("unknown", "probe-refused")
    assert words in found["detail"]
    assert words in row["hint"]
    assert done.code == 3


def test_a_refusal_without_a_layer_is_unknown_too(box, tmp_path):
    keys = walk_through(box)
    box.faults(operation="DescribeStacks", error=ApiError("AccessDenied", "No.", 403))
    done = probed(box, keys, tmp_path)
    assert probes_of(done)[STACKS]["layer"] is None
    assert "why is not known" in probes_of(done)[STACKS]["sentence"]
    assert decisions(done, STACKS) == {"unknown"}
    text = run(box, keys, tmp_path, "check", "--full", "--probe", "--width", "400")
    assert f"Probe: {STACKS} refused: AWS refused {STACKS}" in text.out


@pytest.mark.parametrize(
    ("layer", "decided"), [("VPC endpoint policy", "allowed"), ("session policy", "unknown")]
)
def test_an_endpoint_refuses_nothing_of_cloudformation(box, tmp_path, layer, decided):
    keys = walk_through(box)
    refuse(box, GROUP, layer)
    done = probed(box, keys, tmp_path, "--require", "ec2")
    assert probes_of(done)[GROUP]["outcome"] == "refused"
    assert decisions(done, GROUP) == {decided}


def test_a_hanging_endpoint_fails_the_probes_and_changes_no_row(box, tmp_path):
    keys = walk_through(box)
    plain = run(box, keys, tmp_path, "check", "-o", "json")
    box.faults(delay=3000)
    done = run(box, keys, tmp_path, "check", "--probe", "-o", "json")
    outcomes = {name: probe["outcome"] for name, probe in probes_of(done).items()}
    assert outcomes.pop("sts:GetCallerIdentity") == "answered"
    assert set(outcomes.values()) == {"failed"}
    assert done.results() == plain.results()


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (ApiError("Surprise", "\x1b[2J odd", 500), "failed"),
        (ApiError("Surprise", "odd", 400), "answered"),
    ],
)
def test_an_odd_answer_changes_no_row(box, tmp_path, error, outcome):
    keys = walk_through(box)
    plain = run(box, keys, tmp_path, "check", "--full", "-o", "json")
    box.faults(operation="DescribeVpcs", error=error)
    done = probed(box, keys, tmp_path)
    assert probes_of(done)["ec2:DescribeVpcs"]["outcome"] == outcome
    assert "\x1b" not in done.out
    assert done.results() == plain.results()


def test_with_policy_files_it_is_a_usage_error(box, tmp_path):
    (tmp_path / "p.json").write_text('{"Version": "2012-10-17", "Statement": []}')
    for words in (["check"], ["run"]):
        tail = ["--", "true"] if words == ["run"] else []
        more = ["--probe", "--policy-file", "p.json", "--env", "dev", *tail]
        done = run(box, None, tmp_path, *words, *more)
        assert (done.code, done.calls) == (2, ())


def test_another_principal_is_not_probed_as_the_caller(box, tmp_path):
    keys = walk_through(box)
    box.add_user("other")
    other = "arn:aws:iam::123456789012:user/other"
    done = run(box, keys, tmp_path, "check", "--probe", "--principal-arn", other)
    assert done.code == 2
    assert "--probe asks AWS as" in done.err
    assert "CreateSecurityGroup" not in done.calls
