"""Policy files gone wrong: makes them, and says what may come of one. Used by the test and the script."""

from __future__ import annotations

import json
import random

from ufo_preflight.errors import PolicyDocumentError
from ufo_preflight.policy.evaluate import evaluate
from ufo_preflight.policy.policy_files import read_policy_file

ROLE = "arn:aws:iam::111122223333:role/ci"
RESULTS = {"allowed", "explicitDeny", "implicitDeny", "unknown"}
STATEMENT = {
    "Sid": "Deploy",
    "Effect": "Allow",
    "Action": ["ecs:*", "iam:PassRole"],
    "Resource": "arn:aws:ecs:*:111122223333:service/${aws:PrincipalTag/team, 'web'}/*",
    "Condition": {
        "StringLikeIfExists": {"aws:RequestedRegion": ["us-*", "eu-west-?"]},
        "ForAllValues:StringEquals": {"aws:TagKeys": ["team", 5, True]},
        "DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"},
        "IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"]},
        "ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/x"},
        "NumericLessThan": {"aws:MultiFactorAuthAge": "3600"},
    },
}
DENY = {"Effect": "Deny", "NotAction": "ecs:*", "NotResource": "arn:aws:s3:::*"}
DOCUMENT = {"Version": "2012-10-17", "Id": "x", "Statement": [STATEMENT, DENY]}
CONTEXT = {
    "aws:RequestedRegion": "us-west-2",
    "aws:PrincipalTag/team": "web",
    "aws:TagKeys": ["team"],
    "aws:CurrentTime": "2026-01-01T00:00:00Z",
    "aws:SourceIp": "203.0.113.7",
    "aws:PrincipalArn": ROLE,
    "aws:MultiFactorAuthAge": 60,
}
ACCOUNT = {
    "RoleDetailList": [
        {
            "Arn": ROLE,
            "RoleName": "ci",
            "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": DOCUMENT}],
            "AttachedManagedPolicies": [],
        }
    ]
}
ENCODED = b"%7B%22Statement%22%3A%5B%5D%7D"
WHOLE = (
    DOCUMENT,
    {"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}},
    {"PolicyDocument": json.dumps(DOCUMENT)},
    {"PolicyVersion": {"Document": DOCUMENT}},
    {"Policy": {"PolicySummary": {"Name": "scp"}, "Content": json.dumps(DOCUMENT)}},
    ACCOUNT,
)
SEEDS = (ENCODED, *(json.dumps(seed).encode() for seed in WHOLE))
PIECES = (
    *(
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b'"',
        b"\\",
        b"null",
        b"true",
        b"-1e999",
        b"*",
        b"?",
        b"${",
    ),
    *(b"}'", b"\xff", b"\xef\xbb\xbf", b"\x00", b"\\u0000", b"\\ud800", b"%7B", b" ", b"\n", b"//"),
    *(
        b'"Allow"',
        b'"Deny"',
        b'"Effect"',
        b'"Action"',
        b'"Statement"',
        b'"Condition"',
        b'"Principal"',
    ),
    *(b"ForAllValues:", b"IfExists", b"Null", b"arn:aws:", b"[" * 70, b'{"a":' * 70, b"9" * 30),
)
ATOMS = (
    *(None, True, False, 0, -1, 1.5, "", "*", "Allow", "Deny", "2012-10-17", "2008-10-17", "ecs:*"),
    *("arn:aws:s3:::*", "${aws:username}", "aws:TagKeys", "StringEquals", "NotAnOperator", "true"),
)
NAMES = (
    *("Version", "Statement", "Effect", "Action", "NotAction", "Resource", "NotResource", "Sid"),
    *(
        "Condition",
        "Principal",
        "StringEquals",
        "Null",
        "aws:TagKeys",
        "PolicyDocument",
        "Document",
    ),
    *("PolicyVersion", "Policy", "Content", "UserDetailList", "RoleDetailList", "Policies", "x"),
)


def broken_file(random_: random.Random) -> bytes:
    """Return the content of some file: a policy that was damaged, or any JSON at all."""
    kind = random_.random()
    if kind < 0.1:
        return json.dumps(any_json(random_, 5)).encode()
    if kind < 0.6:
        return json.dumps(damaged(random_, random_.choice(WHOLE))).encode()
    content = bytearray(random_.choice(SEEDS))
    for _ in range(random_.randint(1, 4)):
        at = random_.randrange(len(content) + 1)
        end = min(len(content), at + random_.choice((0, 0, 1, 1, 2, 8, 40)))
        content[at:end] = random_.choice(PIECES) if random_.random() < 0.8 else b""
    return bytes(content)


def damaged(random_: random.Random, value: object) -> object:
    """Return a JSON value with something in it replaced, renamed or left out."""
    if random_.random() < 0.15 or not isinstance(value, dict | list):
        return any_json(random_, 2) if random_.random() < 0.3 else value
    if isinstance(value, list):
        return [damaged(random_, item) for item in value]
    changed = dict(value)
    name = random_.choice(sorted(changed)) if changed else "x"
    if random_.random() < 0.1:
        changed[random_.choice(NAMES)] = changed.pop(name, None)
    elif changed:
        changed[name] = damaged(random_, changed[name])
    return changed


def any_json(random_: random.Random, depth: int) -> object:
    """Return any JSON value, with names and atoms that policies have."""
    kind = random_.random()
    if depth == 0 or kind < 0.3:
        return random_.choice(ATOMS)
    size = random_.randint(0, 3)
    if kind < 0.5:
        return [any_json(random_, depth - 1) for _ in range(size)]
    names = random_.sample(NAMES, size + 1)
    return {name: any_json(random_, depth - 1) for name in names}


def outcome(content: bytes) -> str:
    """Return what comes of a file: `error` or a decision; `mess` is an error that cannot be printed.

    Any other exception is a defect.
    """
    try:
        policies = read_policy_file(content, name="f.json", principal_arn=ROLE).policies
    except PolicyDocumentError as error:
        return "error" if str(error).startswith("f.json") and str(error).isprintable() else "mess"
    for context in ({"aws:RequestedRegion": "us-west-2"}, CONTEXT):
        found = evaluate(
            action="ecs:CreateService",
            resource="arn:aws:ecs:us-west-2:111122223333:service/web/api",
            context=context,
            identity_policies=policies,
            strict=context is CONTEXT,
        )
        assert found.result in RESULTS
        allowing = any(
            statement.allows for policy in policies for statement in policy.document.statements
        )
        assert found.result != "allowed" or (allowing and b"Allow" in content)
    return found.result
