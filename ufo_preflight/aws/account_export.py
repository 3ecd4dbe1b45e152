"""The authorization details of the whole account, page by page.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ufo_preflight.aws.session import AwsSession
from ufo_preflight.errors import ApiError

LISTS = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
# AWS gives up to a thousand entries a page.
PAGE_SIZE = 1000
# Far more pages than the quotas of IAM let an account fill.
MOST_PAGES = 2000


def export_account(
    session: AwsSession, progress: Callable[[str], None] | None = None
) -> dict[str, Any]:
    """Return the export as `aws iam get-account-authorization-details` prints it.

    UndeterminedError when it cannot be had: without it nothing is known of anybody.
    """
    export: dict[str, Any] = {name: [] for name in LISTS}
    marker = ""
    for page in range(1, MOST_PAGES + 1):
        if progress is not None:
            progress(f"reading the account, page {page}")
        with session.translating():
            answer: Mapping[str, Any] = (
                session.iam.get_account_authorization_details(MaxItems=PAGE_SIZE, Marker=marker)
                if marker
                else session.iam.get_account_authorization_details(MaxItems=PAGE_SIZE)
            )
        for name in LISTS:
            export[name].extend(answer.get(name) or [])
        if not answer.get("IsTruncated"):
            return export
        following = str(answer.get("Marker") or "")
        if following in ("", marker):
            break
        marker = following
    raise ApiError(
        "AWS did not finish listing the account's principals",
        hint="Export them with `aws iam get-account-authorization-details`, and name the file "
        "with --account-file.",
    )
