"""`ufo-preflight policy` through the real program: what it prints, and that it is right."""

import json
from pathlib import Path

import pytest

from tests.cli.worlds import run
from tests.project.projects import V6
from ufo_preflight import evaluate
from ufo_preflight.policy.policy_files import read_policy_file
from ufo_preflight.remedy.forms import FORMS

ROOT = Path(__file__).parent.parent.parent
ROLE = "arn:aws:iam::123456789012:role/deploy"
HERE = ("--region", "us-west-2", "--principal-arn", ROLE)
CHECK = ("check", "--full", "-o", "short", *HERE)


def documents(text):
    found = json.loads(text)
    return found if isinstance(found, list) else [found]


def files(folder, policies):
    words = []
    for number, policy in enumerate(policies):
        path = folder / f"policy-{number}.json"
        path.write_text(json.dumps(policy))
        words += ["--policy-file", str(path)]
    return words


def tree_in(folder, tree):
    for name, text in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def without_each_statement(policies):
    for policy in policies:
        for left_out in policy["Statement"]:
            rest = [
                other | {"Statement": [part for part in other["Statement"] if part is not left_out]}
                for other in policies
            ]
            yield left_out["Sid"], [part for part in rest if part["Statement"]]


def test_the_minimal_policy_makes_the_check_ready_and_no_statement_is_too_much(tmp_path):
    code, out, _ = run(tmp_path, "policy", *HERE)
    assert code == 0
    policies = documents(out)
    assert run(tmp_path, *CHECK, *files(tmp_path, policies))[0] == 0
    for sid, rest in without_each_statement(policies):
        assert run(tmp_path, *CHECK, *files(tmp_path, rest))[0] in (1, 3), sid


SHARED = ROOT.parent / "shared" / "ufo-projects"
PROJECTS = sorted(SHARED.glob("*/project")) or [SHARED]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real projects are not beside the repository")
@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.parent.name)
def test_the_minimal_policy_of_a_real_project_is_enough_and_not_too_much(tmp_path, project):
    here = (*HERE, "--ufo-root", str(project))
    check = (*CHECK, "-o", "json", "--ufo-root", str(project))
    code, out, _ = run(tmp_path, "policy", *here)
    assert code == 0
    policies = documents(out)
    whole = run(tmp_path, *check, *files(tmp_path, policies))
    assert whole[0] == 0
    for sid, rest in without_each_statement(policies):
        found = run(tmp_path, *check, *files(tmp_path, rest))
        # Of what only advises the ship's own calls are in it, too.
        allowed = '"decision": "allowed"'
        assert found[0] in (1, 3) or found[1].count(allowed) < whole[1].count(allowed), sid


# The keys that a real request of UFO itself carries, beside those of every request.
def carried(call):
    cluster = f"arn:aws:ecs:us-west-2:123456789012:cluster/{call['params'].get('cluster')}"
    return {"ecs:cluster": cluster} if call["params"].get("cluster") else {}


def resource_of(call):
    """Return the ARN that AWS authorises a recorded call on, None for one without."""
    params, name = call["params"], call["iam_action"]
    place = "us-west-2:123456789012"
    if name.startswith("cloudformation:"):
        return f"arn:aws:cloudformation:{place}:stack/{params['stack_name'].split('/')[-2:][0]}/1"
    if name == "logs:CreateLogGroup":
        return f"arn:aws:logs:{place}:log-group:{params['log_group_name']}:*"
    if name == "ecs:DescribeServices":
        return f"arn:aws:ecs:{place}:service/{params['cluster']}/{params['services'][0].split('/')[-1]}"
    if name == "ecs:DescribeTasks":
        return f"arn:aws:ecs:{place}:task/{params['cluster']}/0a1b"
    if name == "ecs:ListTasks":
        return f"arn:aws:ecs:{place}:container-instance/{params['cluster']}/0a1b"
    if name.startswith("s3:"):
        return f"arn:aws:s3:::{params['bucket']}/{params.get('key', '')}".rstrip("/")
    return None


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real projects are not beside the repository")
@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.parent.name)
@pytest.mark.parametrize("hardened", [(), ("--boundary", "arn:aws:iam::123456789012:policy/ship")])
def test_every_recorded_call_of_a_ship_is_allowed(tmp_path, project, hardened):
    told = json.loads((project.parent / "run.json").read_text())
    role = ("--role", "worker") if "worker" in str(told["env"]) + told["variant"] else ()
    here = (*HERE, *role, "--ufo-root", str(project))
    _, out, _ = run(tmp_path, "policy", "-q", *here, *hardened)
    calls = (project.parent / "calls.jsonl").read_text().splitlines()
    refused = set()
    for call in map(json.loads, calls):
        decision = evaluate(
            action=call["iam_action"],
            resource=resource_of(call),
            context={"aws:RequestedRegion": "us-west-2", **carried(call)},
            identity_policies=documents(out),
            strict=True,
        )
        if decision.result != "allowed" and call["iam_action"] != "sts:GetCallerIdentity":
            refused.add((call["iam_action"], resource_of(call)))
    assert refused == set()


BOUNDARY = "arn:aws:iam::123456789012:policy/ship"
OWN = {name: text.replace("111122223333", "123456789012") for name, text in V6.items()}
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def test_a_hardened_policy_checks_as_ready_where_the_project_sets_the_boundary(tmp_path):
    roles = ("TaskRole", "ExecutionRole", "ScalingRole")
    custom = "".join(f"{role}:\n  PermissionsBoundary: {BOUNDARY}\n" for role in roles)
    tree = {**OWN, ".ufo/config/cfn/base.yml": custom}
    here = (*HERE, "--ufo-root", str(tree_in(tmp_path / "bounded", tree)))
    _, out, err = run(tmp_path, "policy", *here)
    assert "become administrator" not in err
    assert f'"iam:PermissionsBoundary": "{BOUNDARY}"' in out
    checked = (*CHECK, *here[4:], *files(tmp_path, documents(out)))
    assert run(tmp_path, *checked)[0] == 0
    other = [
        json.loads(json.dumps(part).replace("policy/ship", "policy/x")) for part in documents(out)
    ]
    assert run(tmp_path, *CHECK, *here[4:], *files(tmp_path, other))[0] == 1


def test_the_boundary_is_printed_with_the_lines_that_make_ufo_pass_it(tmp_path):
    here = (*HERE, "--ufo-root", str(tree_in(tmp_path / "plain", V6)))
    _, plain, warned = run(tmp_path, "policy", *here)
    assert "note: This holder can become administrator of the account" in warned
    _, out, err = run(tmp_path, "policy", *here, "--boundary", BOUNDARY)
    assert "become administrator" not in err
    assert f"TaskRole:\n  PermissionsBoundary: {BOUNDARY}\n" in err
    assert out != plain
    _, page, _ = run(tmp_path, "policy", *here, "--boundary", BOUNDARY, "-o", "markdown")
    assert page.startswith("# Policy for `ufo ship`\n")
    assert ".ufo/config/cfn/base.yml" in page
    assert "| Attach AdministratorAccess to a role of the stack | closed | closed |" in page


def test_roles_that_are_given_need_no_right_to_write_roles(tmp_path):
    given = [f"arn:aws:iam::123456789012:role/{name}" for name in ("task", "execution")]
    here = (*HERE, "--ufo-root", str(tree_in(tmp_path / "plain", V6)))
    words = [word for arn in given for word in ("--roles-given", arn)]
    _, out, err = run(tmp_path, "policy", *here, *words)
    iam = [s for part in documents(out) for s in part["Statement"] if '"iam:' in json.dumps(s)]
    assert [(s["Action"], s["Resource"]) for s in iam] == [("iam:PassRole", sorted(given))]
    assert "config.autoscaling.enabled = false" in err


def test_the_service_role_takes_what_cloudformation_does(tmp_path):
    here = (*HERE, "--ufo-root", str(tree_in(tmp_path / "plain", V6)))
    code, out, err = run(tmp_path, "policy", *here, "--service-role")
    assert code == 0
    deployer, *role = documents(out)
    assert "iam:" not in json.dumps(deployer)
    assert "iam:CreateRole" in json.dumps(role)
    assert "ROLLBACK_COMPLETE" in err
    script = run(tmp_path, "policy", *here, "--service-role", "--as", "commands")[1]
    assert "aws iam create-role --role-name UfoCloudFormation" in script
    code, _, err = run(tmp_path, "policy", *here, "--service-role", "--as", "terraform")
    assert (code, "--service-role makes two policies" in err) == (2, True)


def test_the_risks_of_any_policy(tmp_path):
    (tmp_path / "all.json").write_text(
        json.dumps({"Version": "2012-10-17", "Statement": EVERYTHING})
    )
    code, out, _ = run(tmp_path, "policy", "--risks", str(tmp_path / "all.json"), *HERE)
    assert code == 0
    assert out.startswith("Its holder can become administrator of the account")
    assert "closed" not in out
    _, page, _ = run(tmp_path, "policy", "--risks", str(tmp_path / "all.json"), "-o", "markdown")
    assert "| Scale a DynamoDB table | **open** | **open** |" in page


@pytest.mark.parametrize(
    "words",
    [
        ("--boundary", "ship"),
        ("--boundary", ROLE),
        ("--roles-given", BOUNDARY),
        ("--risks", "p.json", "--boundary", BOUNDARY),
        ("--missing", "--service-role"),
        ("--baseline", "-o", "markdown"),
        ("--boundary", BOUNDARY, "--roles-given", ROLE),
    ],
)
def test_what_cannot_be_hardened_is_refused(tmp_path, words):
    (tmp_path / "p.json").write_text("{}")
    assert run(tmp_path, "policy", *words)[0] == 2


def test_a_required_action_that_is_undecided_ends_with_three_though_its_row_fails(tmp_path):
    mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    held = [
        {"Effect": "Allow", "NotAction": "ecs:*", "Resource": "*"},
        {"Effect": "Allow", "Action": "ecs:UpdateService", "Resource": "*", "Condition": mfa},
    ]
    words = files(tmp_path, [{"Version": "2012-10-17", "Statement": held}])
    code, out, err = run(tmp_path, "policy", "--missing", *words, *HERE)
    assert (code, "ecs:CreateService" in out, "ecs:UpdateService" in out) == (3, True, False)
    assert "ECS" in err
    assert "could not be decided" in err


def test_the_owner_of_an_scp_gets_the_document_with_the_change_marked(tmp_path):
    deny = {"Sid": "NoLogs", "Effect": "Deny", "Action": "logs:*", "Resource": "*"}
    (tmp_path / "scp.json").write_text(
        json.dumps({"Version": "2012-10-17", "Statement": [EVERYTHING, deny]})
    )
    held = files(tmp_path, [{"Version": "2012-10-17", "Statement": EVERYTHING}])
    words = ("--missing", *held, "--scp-file", str(tmp_path / "scp.json"), *HERE)
    code, out, err = run(tmp_path, "policy", *words)
    assert (code, out) == (1, "")
    assert "-o markdown prints the change for the owner, marked in the document." in err
    code, page, err = run(tmp_path, "policy", *words, "-o", "markdown")
    assert (code, err) == (1, "")
    assert "## For the owner of the service control policy" in page
    assert f'+            "{ROLE}"' in page


def test_with_optional_leaves_nothing_to_warn_about(tmp_path):
    _, out, _ = run(tmp_path, "policy", "--with-optional", *HERE)
    words = (*CHECK, *files(tmp_path, documents(out)), "-o", "json")
    report = json.loads(run(tmp_path, *words)[1])
    assert {check["result"] for check in report["checks"]} == {"pass"}


def test_the_documented_policy_corrected_makes_the_check_ready(tmp_path):
    code, out, err = run(tmp_path, "policy", "--baseline")
    assert (code, err) == (0, "")
    assert json.loads(out) == json.loads((ROOT / "docs/policies/ufo-baseline.json").read_text())
    assert run(tmp_path, *CHECK, *files(tmp_path, documents(out)))[0] == 0


def test_what_is_missing_makes_the_check_ready(tmp_path):
    some = {"Statement": {"Effect": "Allow", "Action": ["ec2:*", "ecs:*"], "Resource": "*"}}
    have = files(tmp_path, [{"Version": "2012-10-17"} | some])
    code, out, err = run(tmp_path, "policy", "--missing", *have, *HERE)
    assert code == 0
    assert err == (
        "note: Proved: decided again with these statements, everything in them is allowed.\n"
    )
    assert not any(
        ":Describe" in str(policy) and "ec2:" in str(policy) for policy in documents(out)
    )
    (tmp_path / "more").mkdir()
    more = files(tmp_path / "more", documents(out))
    assert run(tmp_path, *CHECK, *have, *more)[0] == 0


def test_nothing_is_missing_from_the_documented_policy(tmp_path):
    baseline = ("--policy-file", str(ROOT / "docs/policies/ufo-baseline.json"))
    assert run(tmp_path, "policy", "--missing", *baseline, *HERE) == (
        0,
        "",
        "note: Nothing that was decided is missing.\n",
    )


def test_what_no_statement_lifts_is_no_policy_and_ends_with_one(tmp_path):
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    deny = {"Sid": "NoRoles", "Effect": "Deny", "Action": "iam:PassRole", "Resource": "*"}
    words = files(tmp_path, [{"Version": "2012-10-17", "Statement": [everything, deny]}])
    code, out, err = run(tmp_path, "policy", "--missing", *words, *HERE)
    assert (code, out) == (1, "")
    assert err == (
        f"note: iam:PassRole is explicitly denied by {tmp_path}/policy-0.json:1:94 (Sid NoRoles). "
        "Remove or narrow that Deny; an Allow cannot override it.\n"
    )


def test_an_undecided_row_is_told_and_ends_with_three(tmp_path):
    mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    allow = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": mfa}
    words = files(tmp_path, [{"Version": "2012-10-17", "Statement": allow}])
    code, out, err = run(tmp_path, "policy", "--missing", *words, *HERE)
    assert (code, out) == (3, "")
    assert "note: PassRole could not be decided: " in err
    assert "note: Nothing that was decided is missing." in err


@pytest.mark.parametrize(
    "argv", [["--minimal", "--with-optional", *HERE], ["--baseline"], ["--self", *HERE]]
)
def test_the_offline_validation_has_nothing_to_say(tmp_path, argv):
    _, out, _ = run(tmp_path, "policy", *argv)
    for read in read_policy_file(out, name="printed").policies:
        assert read.findings == ()


def test_what_the_checker_needs_for_one_principal(tmp_path):
    code, out, err = run(tmp_path, "policy", "--self", "--principal-arn", ROLE)
    assert (code, err) == (0, "")
    assert json.loads(out)["Statement"][0] == {
        "Sid": "UfoPreflightSimulate",
        "Effect": "Allow",
        "Action": "iam:SimulatePrincipalPolicy",
        "Resource": ROLE,
    }


def test_the_notes_are_on_stderr_and_can_be_silenced(tmp_path):
    _, loud, notes = run(tmp_path, "policy")
    assert "note: Every account is meant: name yours with --principal-arn ARN.\n" in notes
    assert "note: Every region is meant: name yours with --region.\n" in notes
    assert "note: Every role may be passed: name the task's roles with --passrole-arn" in notes
    assert run(tmp_path, "policy", "-q") == (0, loud, "")


def test_passrole_is_limited_to_the_roles_that_are_named(tmp_path):
    task = "arn:aws:iam::123456789012:role/task"
    _, out, err = run(tmp_path, "policy", *HERE, "--passrole-arn", task)
    statements = [s for policy in documents(out) for s in policy["Statement"]]
    assert [s["Resource"] for s in statements if s["Action"] == "iam:PassRole"] == [task]
    assert "Every role" not in err


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_offered(tmp_path, form):
    code, out, _ = run(tmp_path, "policy", "--as", form, *HERE)
    assert code == 0
    assert '"iam:PassRole"' in out


def test_two_policies_at_once_are_a_usage_error(tmp_path):
    code, out, err = run(tmp_path, "policy", "--minimal", "--baseline")
    assert (code, out) == (2, "")
    assert err.startswith("ufo-preflight: --minimal and --baseline exclude each other\n")


def test_a_policy_too_long_for_aws_is_a_list_that_the_check_reads(tmp_path):
    roles = [f"arn:aws:iam::123456789012:role/a-rather-long-name-{n}" for n in range(150)]
    passed = [word for role in roles for word in ("--passrole-arn", role)]
    code, out, err = run(tmp_path, "policy", *HERE, *passed)
    assert code == 0
    assert len(json.loads(out)) > 1
    assert "this is a list of" in err
    (tmp_path / "all.json").write_text(out)
    words = ("--policy-file", str(tmp_path / "all.json"))
    assert run(tmp_path, *CHECK, *passed, *words)[0] == 0
