"""Two deciders, one verdict: AWS's simulator and the policy files say the same of the same documents.

Or one of them says that it does not know. They are asked for the same identity, so about the same
requests; what the simulator knows of policies stands in what it was given here.
"""

from __future__ import annotations

import json

import boto3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sandbox.box import REGION
from ufo_preflight.api import CheckOptions, preflight, report_on
from ufo_preflight.model import Verdict
from ufo_preflight.policy.decider import PolicyDecider

CFN = "cloudformation.amazonaws.com"
MFA = "aws:MultiFactorAuthPresent"


def statement(effect, action="*", resource="*", **condition):
    said = {"Effect": effect, "Action": action, "Resource": resource}
    return said | ({"Condition": condition} if condition else {})


ALL = statement("Allow")
CASES = {
    "everything": [ALL],
    "deny on resources": [ALL, statement("Deny", "ecs:*", "arn:aws:ecs:*:*:*")],
    "deny roles": [
        ALL,
        statement("Deny", ["iam:CreateRole", "iam:PassRole"], "arn:aws:iam::*:role/*"),
    ],
    "deny not resource": [
        ALL,
        {"Effect": "Deny", "Action": "iam:*", "NotResource": "arn:aws:iam::*:role/*"},
    ],
    "short deny": [ALL, statement("Deny", "ecs:*", "arn:aws:ecs")],
    "deny by address": [
        ALL,
        statement(
            "Deny",
            NotIpAddress={"aws:SourceIp": ["203.0.113.0/24"]},
            Bool={"aws:ViaAWSService": "false"},
        ),
    ],
    "deny without MFA": [ALL, statement("Deny", Bool={MFA: "false"})],
    "deny unless MFA": [ALL, statement("Deny", BoolIfExists={MFA: "false"})],
    "allow with MFA": [statement("Allow", Bool={MFA: "true"})],
    "through CloudFormation": [
        statement("Allow", "cloudformation:*"),
        statement("Allow", **{"ForAnyValue:StringEquals": {"aws:CalledVia": [CFN]}}),
    ],
    "not through services": [statement("Allow", Bool={"aws:ViaAWSService": "false"})],
    "region lock": [ALL, statement("Deny", StringNotEquals={"aws:RequestedRegion": REGION})],
    "passed to": [
        statement(
            "Allow",
            **{
                "ForAnyValue:StringEqualsIfExists": {
                    "iam:PassedToService": ["ecs-tasks.amazonaws.com"]
                }
            },
        )
    ],
    "MFA for something else": [
        statement("Allow", ["ecs:*", "logs:*"]),
        statement("Deny", "iam:*"),
        statement("Allow", "s3:DeleteObject", Bool={MFA: "true"}),
    ],
    "CodeBuild's project": [ALL, statement("Deny", ArnNotEquals={"codebuild:projectArn": "arn:*"})],
    "tags": [statement("Allow", **{"ForAnyValue:StringEquals": {"aws:TagKeys": ["team"]}})],
    "name of the user": [statement("Allow", StringEquals={"aws:username": "ship"})],
}


@pytest.fixture
def both(box, monkeypatch):
    """Return a function that returns what each decider says of every action."""

    def both(statements, of):
        document = {"Version": "2012-10-17", "Statement": [*statements]}
        box.reset()
        put = box.client("iam")
        if of == "role":
            keys = box.add_role("ship")
            put.put_role_policy(
                RoleName="ship", PolicyName="own", PolicyDocument=json.dumps(document)
            )
        else:
            keys = box.add_user("ship")
            put.put_user_policy(
                UserName="ship", PolicyName="own", PolicyDocument=json.dumps(document)
            )
        for name, value in box.env().items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
        session = boto3.Session(
            keys.access_key, keys.secret_key, keys.token or None, region_name=REGION
        )
        live = preflight(session)
        files = report_on(CheckOptions(), live.identity, REGION, PolicyDecider([document]))
        return verdicts(live), verdicts(files)

    return both


def verdicts(report):
    return {
        action.requirement.question.action: action.decision.verdict
        for row in report.checks
        for action in row.actions
    }


def disagreements(live, files):
    return {
        action: (live[action], files[action])
        for action in files
        if live[action] is not files[action]
        and Verdict.UNKNOWN not in (live[action], files[action])
    }


@pytest.mark.parametrize("of", ["user", "role"])
@pytest.mark.parametrize("name", CASES)
def test_the_simulator_and_the_files_agree(both, name, of):
    live, files = both(CASES[name], of)
    assert disagreements(live, files) == {}


STATEMENTS = st.builds(
    lambda effect, action, resource, condition: statement(effect, action, resource, **condition),
    st.sampled_from(["Allow", "Allow", "Deny"]),
    st.sampled_from(["*", "ecs:*", "iam:*", "ec2:*", ["cloudformation:*", "logs:*"]]),
    st.sampled_from(["*", "arn:aws:ecs:*:*:*", "arn:aws:iam::*:role/*", "arn:aws:ec2:*"]),
    st.sampled_from(
        [
            {},
            {"Bool": {"aws:ViaAWSService": "true"}},
            {"BoolIfExists": {"aws:ViaAWSService": "false"}},
            {"StringNotEquals": {"aws:RequestedRegion": REGION}},
            {"StringEqualsIfExists": {"aws:CalledViaFirst": CFN}},
            {"BoolIfExists": {MFA: "true"}},
            {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
            {"StringEquals": {"aws:PrincipalType": "AssumedRole"}},
        ]
    ),
)


@settings(
    deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(STATEMENTS, min_size=1, max_size=3), st.sampled_from(["user", "role"]))
def test_they_agree_whatever_the_policies_say(both, statements, of):
    live, files = both(statements, of)
    assert disagreements(live, files) == {}
