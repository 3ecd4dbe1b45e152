"""The account as AWS exports it, page by page, audited like the file that the CLI saves."""

from __future__ import annotations

import json

import pytest

from tests.auditing.accounts import allow, deny, document, trust
from ufo_preflight.auditing import Principals, audit
from ufo_preflight.aws.account_export import LISTS, export_account
from ufo_preflight.aws.session import open_session
from ufo_preflight.aws.settings import AwsSettings
from ufo_preflight.errors import ApiError

REGION = "us-west-2"


def fill(iam):
    """Make users, groups, roles, policies of all kinds and a boundary."""
    made = iam.create_policy(PolicyName="admin", PolicyDocument=json.dumps(document(allow())))
    admin = made["Policy"]["Arn"]
    limit = iam.create_policy(
        PolicyName="limit", PolicyDocument=json.dumps(document(allow("ecs:*")))
    )
    iam.create_group(GroupName="builders")
    iam.attach_group_policy(GroupName="builders", PolicyArn=admin)
    iam.create_user(UserName="ann")
    iam.add_user_to_group(UserName="ann", GroupName="builders")
    iam.create_user(UserName="bob", PermissionsBoundary=limit["Policy"]["Arn"])
    iam.attach_user_policy(UserName="bob", PolicyArn=admin)
    role = json.dumps(trust({"Service": "ecs-tasks.amazonaws.com"}))
    iam.create_role(RoleName="ci", AssumeRolePolicyDocument=role)
    iam.put_role_policy(
        RoleName="ci",
        PolicyName="ship",
        PolicyDocument=json.dumps(document(allow(), deny("iam:*", Sid="NoIam"))),
    )


def opened(box, monkeypatch):
    for name, value in box.add_user("auditor").env().items():
        monkeypatch.setenv(name, value)
    return open_session(AwsSettings(region=REGION, endpoint_url=box.url))


def test_live_and_from_the_file_the_matrix_is_the_same(box, monkeypatch):
    iam = box.client("iam")
    fill(iam)
    session = opened(box, monkeypatch)
    live = export_account(session)
    pages = iam.get_paginator("get_account_authorization_details").paginate()
    saved = {name: [one for page in pages for one in page[name]] for name in LISTS}
    saved = json.loads(json.dumps(saved, default=str))
    scope = Principals(exclude=("auditor",))
    one, other = (audit(value, region=REGION, principals=scope) for value in (live, saved))
    assert one.to_dict()["principals"] == other.to_dict()["principals"]
    verdicts = {principal.short_name: principal.verdict.value for principal in one.principals}
    assert verdicts == {
        "user/ann": "ready",
        "user/bob": "blocked",
        "role/ci": "blocked",
        "group/builders": "ready",
    }
    assert session.calls == 1


class Pages:
    """An IAM that answers with these pages, and a session of it."""

    def __init__(self, *pages):
        self.pages = list(pages)
        self.asked = []
        self.iam = self

    def get_account_authorization_details(self, **asked):
        self.asked.append(asked)
        return self.pages.pop(0)

    def translating(self):
        from contextlib import nullcontext

        return nullcontext()


def test_every_page_is_read_and_told():
    more = {"UserDetailList": [1], "IsTruncated": True, "Marker": "m"}
    session, told = Pages(more, {"UserDetailList": [2], "Policies": [3]}), []
    assert export_account(session, told.append) == {
        "UserDetailList": [1, 2],
        "GroupDetailList": [],
        "RoleDetailList": [],
        "Policies": [3],
    }
    assert session.asked == [{"MaxItems": 1000}, {"MaxItems": 1000, "Marker": "m"}]
    assert told == ["reading the account, page 1", "reading the account, page 2"]


@pytest.mark.parametrize("marker", ["m", None])
def test_a_list_without_an_end_is_an_error(marker):
    page = {"IsTruncated": True, "Marker": marker}
    with pytest.raises(ApiError, match="did not finish listing"):
        export_account(Pages(page, page, page))
