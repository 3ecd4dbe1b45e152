"""Which condition keys a request can carry at all. Pure.

A condition on a key that no request of the action carries is one on an absent key: that is known,
however little else is known of the request.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

GLOBAL_PREFIX = "aws"
# Keys with a service's prefix that a session carries into requests to any service.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
CARRIED_BY_SESSIONS = frozenset(
    {
        "ec2:roledelivery",
        "ec2:sourceinstancearn",
        "glue:roleassumedby",
        "lambda:sourcefunctionarn",
        "ssm:sourceinstancearn",
    }
)
SESSION_PREFIXES = frozenset({"saml", "sts", "identitystore"})
# Keys that only these actions of their service carry.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
ONLY_IN = {
    "iam:associatedresourcearn": frozenset({"iam:passrole"}),
    "iam:awsservicename": frozenset({"iam:createservicelinkedrole", "iam:deleteservicelinkedrole"}),
    "iam:passedtoservice": frozenset({"iam:passrole"}),
}


def may_carry(action: str, key: str) -> bool:
    """Return whether a request of `action` may carry `key`; both in lower case.

    A key of a service is in requests to that service alone, save for those of sessions and of
    identity providers, whose prefix is a host name.
    """
    if key in ONLY_IN:
        return action in ONLY_IN[key]
    prefix = key.partition(":")[0]
    return (
        prefix in (GLOBAL_PREFIX, action.partition(":")[0])
        or prefix in SESSION_PREFIXES
        or key in CARRIED_BY_SESSIONS
        or "." in prefix
    )
