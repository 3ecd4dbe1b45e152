"""ARNs: parsed once, compared as values; principals in words. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

PREFIX = "arn"
SECTIONS = 6
# Roles that IAM Identity Center made: their policies are those of the permission set.
# https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
_PERMISSION_SET = re.compile(r"AWSReservedSSO_(?P<name>.+)_[0-9a-f]+")
_ACCOUNT = re.compile(r"\d{12}")

# The region whose name AWS puts into aws:RequestedRegion for services without regions (IAM, Route53).
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
GLOBAL_REGIONS = {
    "aws": "us-east-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
    "aws-iso": "us-iso-east-1",
    "aws-iso-b": "us-isob-east-1",
    "aws-iso-e": "eu-isoe-west-1",
    "aws-iso-f": "us-isof-south-1",
    "aws-eusc": "eusc-de-east-1",
}

_PARTITION_OF_REGION_PREFIX = {
    "cn-": "aws-cn",
    "us-gov-": "aws-us-gov",
    "us-iso-": "aws-iso",
    "us-isob-": "aws-iso-b",
    "eu-isoe-": "aws-iso-e",
    "us-isof-": "aws-iso-f",
    "eusc-": "aws-eusc",
}


@dataclass(frozen=True)
class Arn:
    """The six sections of an ARN.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
    """

    partition: str
    service: str
    region: str
    account: str
    resource: str

    @classmethod
    def parse(cls, text: str) -> Arn:
        """Return the ARN that `text` spells; ValueError when it is none."""
        parts = text.split(":", SECTIONS - 1)
        if len(parts) != SECTIONS or parts[0] != PREFIX or not parts[1] or not parts[5]:
            raise ValueError(f"not an ARN: {text!r}")
        return cls(*parts[1:])

    def __str__(self) -> str:
        return ":".join(
            (PREFIX, self.partition, self.service, self.region, self.account, self.resource)
        )

    @property
    def resource_type(self) -> str:
        """The word before the first slash or colon of the resource: `user`, `role`, `assumed-role`."""
        return self.resource.replace(":", "/", 1).partition("/")[0]

    @property
    def resource_path(self) -> str:
        """What follows the resource type, path included: `ci/deployer` of `user/ci/deployer`."""
        return self.resource.replace(":", "/", 1).partition("/")[2]

    @property
    def name(self) -> str:
        """What follows the path: `deployer` of `user/ci/deployer`."""
        return self.resource_path.rpartition("/")[2]


def principal_words(text: str) -> str:
    """Return a principal as a person says it: `user deployer`, `role ship` for a session of it.

    A text that names no principal is returned as it is.
    """
    try:
        arn = Arn.parse(text)
    except ValueError:
        return text
    if role_of_session(text):
        return f"role {role_of_session(text)}"
    return f"{arn.resource_type} {arn.name}" if arn.name else text


def role_of_session(text: str) -> str:
    """Return the name of the role that a session's ARN is of, "" for any other text."""
    before, marker, rest = text.partition(":assumed-role/")
    return rest.partition("/")[0] if marker and before.startswith(f"{PREFIX}:") else ""


def permission_set(role: str) -> str:
    """Return the permission set that IAM Identity Center made a role from, "" for any other."""
    found = _PERMISSION_SET.fullmatch(role.rpartition("/")[2])
    return found["name"] if found else ""


def account_of(text: str | None) -> str:
    """Return the account of an ARN, "" when there is none or it is masked."""
    try:
        account = Arn.parse(text or "").account
    except ValueError:
        return ""
    return account if _ACCOUNT.fullmatch(account) else ""


def partition_of_region(region: str) -> str:
    """Return the partition that a region belongs to (`aws` for a region that is not known)."""
    for prefix, partition in _PARTITION_OF_REGION_PREFIX.items():
        if region.startswith(prefix):
            return partition
    return "aws"


def global_region(partition: str) -> str:
    """Return the region that AWS names in aws:RequestedRegion for services without regions."""
    return GLOBAL_REGIONS.get(partition, GLOBAL_REGIONS["aws"])


def overlap(left: str, right: str) -> bool:
    """Return whether some ARN matches both patterns; `*` and `?` are wildcards in each.

    A wildcard in one section of an ARN does not reach into the next; a pattern that is no ARN,
    such as `*`, is compared as a whole.
    """
    ones, others = (text.split(":", SECTIONS - 1) for text in (left, right))
    if len(ones) == len(others) == SECTIONS:
        return all(_texts_overlap(one, other) for one, other in zip(ones, others, strict=True))
    return _texts_overlap(left, right)


def _texts_overlap(left: str, right: str) -> bool:
    reached = {(0, 0)}
    pending = [(0, 0)]
    while pending:
        at, to = pending.pop()
        if at == len(left) and to == len(right):
            return True
        for step in _overlap_steps(left, right, at, to):
            if step not in reached:
                reached.add(step)
                pending.append(step)
    return False


def _overlap_steps(left: str, right: str, at: int, to: int) -> list[tuple[int, int]]:
    one, other = left[at : at + 1], right[to : to + 1]
    steps = []
    if one == "*":
        steps.append((at + 1, to))
    if other == "*":
        steps.append((at, to + 1))
    if one and other:
        if one == "*" or other == "*":
            steps.append((at + (one != "*"), to + (other != "*")))
        elif one == other or "?" in (one, other):
            steps.append((at + 1, to + 1))
    return steps
