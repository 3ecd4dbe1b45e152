"""Small policies and requests that meet often enough to be worth comparing."""

from __future__ import annotations

from hypothesis import strategies as st

ACTIONS = ("ecs:CreateService", "ecs:RunTask", "iam:PassRole")
RESOURCES = (
    "arn:aws:ecs:us-west-2:111122223333:service/web/api",
    "arn:aws:iam::111122223333:role/ci",
)
KEYS = {
    "aws:PrincipalTag/team": ("web", "api"),
    "aws:RequestedRegion": ("us-west-2", "eu-west-1"),
    "aws:MultiFactorAuthAge": ("5", "50"),
    "aws:SourceIp": ("203.0.113.7", "2001:db8::1"),
    "aws:SourceArn": RESOURCES,
    "aws:CurrentTime": ("2026-01-01T00:00:00Z", "2031-01-01"),
    "aws:SecureTransport": ("true", "false"),
}
_ACTION_PATTERNS = ("*", "ecs:*", "ecs:Create*", "iam:Pass?ole", "ECS:runtask", "s3:*")
_WITHOUT_VARIABLES = ("*", *RESOURCES, "arn:aws:iam")
_RESOURCE_PATTERNS = (*_WITHOUT_VARIABLES, "arn:aws:ecs:*:*:service/${aws:PrincipalTag/team}/*")
_CONDITIONS = (
    ("StringEquals", "aws:PrincipalTag/team", ("web", "${aws:RequestedRegion}", "Web")),
    ("StringNotEquals", "AWS:RequestedRegion", ("us-west-2", "eu-*")),
    ("StringLikeIfExists", "aws:RequestedRegion", ("us-*", "*")),
    ("StringNotLike", "aws:PrincipalTag/team", ("w*", "x")),
    ("NumericLessThan", "aws:MultiFactorAuthAge", ("10", "100")),
    ("IpAddress", "aws:SourceIp", ("203.0.113.0/24", "2001:db8::/32")),
    ("NotIpAddress", "aws:SourceIp", ("203.0.113.0/24",)),
    ("ArnLike", "aws:SourceArn", ("arn:aws:iam::*:role/*", "arn:aws:ecs:*:*:*")),
    ("ArnNotEquals", "aws:SourceArn", RESOURCES[:1]),
    ("DateGreaterThan", "aws:CurrentTime", ("2030-01-01",)),
    ("Bool", "aws:SecureTransport", ("true", "false")),
    ("Null", "aws:MultiFactorAuthAge", ("true", "false")),
    ("ForAllValues:StringEquals", "aws:PrincipalTag/team", ("web",)),
    ("ForAnyValue:StringNotEquals", "aws:PrincipalTag/team", ("web",)),
)


def some(items):
    return st.lists(st.sampled_from(items), min_size=1, max_size=2, unique=True)


@st.composite
def conditions(draw):
    block = {}
    for operator, key, wanted in draw(st.lists(st.sampled_from(_CONDITIONS), max_size=2)):
        block.setdefault(operator, {})[key] = draw(some(wanted))
    return block


@st.composite
def statements(draw, effects=("Allow", "Allow", "Deny")):
    element = draw(st.sampled_from(("Resource", "Resource", "NotResource")))
    # No page says what AWS makes of a variable without a value in NotResource.
    patterns = _RESOURCE_PATTERNS if element == "Resource" else _WITHOUT_VARIABLES
    statement = {
        "Effect": draw(st.sampled_from(effects)),
        draw(st.sampled_from(("Action", "Action", "NotAction"))): draw(some(_ACTION_PATTERNS)),
        element: draw(some(patterns)),
    }
    condition = draw(conditions())
    return {**statement, "Condition": condition} if condition else statement


def documents(effects=("Allow", "Allow", "Deny")):
    return st.builds(
        lambda items: {"Version": "2012-10-17", "Statement": items},
        st.lists(statements(effects), max_size=3),
    )


@st.composite
def contexts(draw, *, whole=False):
    keys = KEYS if whole else draw(st.lists(st.sampled_from(list(KEYS)), unique=True))
    absent = st.none() if whole else st.nothing()
    return {key: draw(st.sampled_from(KEYS[key]) | absent) for key in keys}


requests = st.fixed_dictionaries(
    {
        "action": st.sampled_from(ACTIONS),
        "resource": st.sampled_from((None, *RESOURCES)),
        "context": contexts(),
        "identity_policies": st.lists(documents(), max_size=2),
        "permissions_boundary": st.none() | documents(),
        "service_control_policies": st.lists(st.lists(documents(), max_size=2), max_size=2),
        "strict": st.booleans(),
    }
)
