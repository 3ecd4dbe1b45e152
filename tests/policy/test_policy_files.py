"""Policy files in every form that people have them in."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from ufo_preflight.errors import PolicyDocumentError
from ufo_preflight.model import Layer
from ufo_preflight.policy.policy_files import read_policy_file

DOCUMENT = {
    "Version": "2012-10-17",
    "Statement": {"Sid": "Deploy", "Effect": "Allow", "Action": "ecs:*", "Resource": "*"},
}
TEXT = json.dumps(DOCUMENT)


def role_policy(document):
    return {"RoleName": "ci", "PolicyName": "deploy", "PolicyDocument": document}


def version(document):
    return {"PolicyVersion": {"Document": document, "VersionId": "v3", "IsDefaultVersion": True}}


def organizations(document):
    return {"Policy": {"PolicySummary": {"Name": "lock", "Type": "X"}, "Content": document}}


FORMS = {
    "a document": DOCUMENT,
    "a document in a string": TEXT,
    "a document, URL-encoded, in a string": quote(TEXT),
    "a document under its key": {"PolicyDocument": DOCUMENT},
    "get-role-policy": role_policy(DOCUMENT),
    "get-role-policy, URL-encoded": role_policy(quote(TEXT)),
    "get-policy-version": version(DOCUMENT),
    "get-policy-version, URL-encoded": version(quote(TEXT)),
    "get-policy-version --query PolicyVersion": version(DOCUMENT)["PolicyVersion"],
    "describe-policy": organizations(TEXT),
    "describe-policy --query Policy": organizations(TEXT)["Policy"],
}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_that_tools_write(form):
    (found,) = read_policy_file(json.dumps(FORMS[form]), name="p.json").policies
    assert [item.evidence.sid for item in found.document.statements] == ["Deploy"]
    assert found.name == "p.json"


@pytest.mark.parametrize(
    "content", [TEXT, TEXT.encode(), b"\xef\xbb\xbf" + TEXT.encode(), "\ufeff" + TEXT, quote(TEXT)]
)
def test_text_and_bytes(content):
    (found,) = read_policy_file(content, name="p.json", layer=Layer.PERMISSIONS_BOUNDARY).policies
    assert found.document.layer is Layer.PERMISSIONS_BOUNDARY


def test_the_place_of_a_wrapped_document_is_its_place_in_the_file():
    text = json.dumps(role_policy(DOCUMENT), indent=2)
    (found,) = read_policy_file(text, name="p.json").policies
    start = found.document.statements[0].evidence.start
    assert text.splitlines()[start.line - 1][start.column - 1 :] == "{"
    assert start.line == 6


NO_POLICIES = [
    (b'{\n "a": "\xe9"}', "p.json:2:8: byte 0xe9 is not UTF-8", "Save the file as UTF-8."),
    (
        TEXT.encode("utf-16"),
        "p.json: the file is UTF-16, not UTF-8",
        "PowerShell's > writes UTF-16; use | Out-File -Encoding utf8.",
    ),
    (
        json.dumps({"Policy": {"PolicyName": "x", "Arn": "y"}}),
        "p.json:1:12: Policy has no Content: this describes a policy without its document",
        "Use aws iam get-policy-version, or aws organizations describe-policy.",
    ),
    (
        json.dumps({"Role": {"AssumeRolePolicyDocument": DOCUMENT}}),
        (
            "p.json:1:2: this is a role with its trust policy, which says who may assume it, "
            "not what it may do"
        ),
        "Use aws iam get-role-policy, or aws iam get-policy-version.",
    ),
    (json.dumps({"PolicyVersion": {}}), "p.json:1:19: PolicyVersion has no Document", ""),
    ('"hello"', "p.json:1:1: expected a value, found 'hello'", ""),
    ("%7Bnope", "p.json:1:2: expected a member's name in double quotes, found 'nope'", ""),
]


@pytest.mark.parametrize(("content", "message", "hint"), NO_POLICIES)
def test_a_file_that_is_none_is_told(content, message, hint):
    with pytest.raises(PolicyDocumentError) as caught:
        read_policy_file(content, name="p.json")
    assert (str(caught.value), caught.value.hint) == (message, hint)
