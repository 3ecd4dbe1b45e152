"""Asking AWS who is calling before anything else is read, while the answer travels.

Half of a check's time is waiting for AWS, and the question of who is calling depends on nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ufo_preflight.errors import PreflightError

if TYPE_CHECKING:
    from ufo_preflight.aws.session import AwsSession
    from ufo_preflight.cli.given import AwsOptions

OpenSession = Callable[[], "AwsSession"]


def begin(aws: AwsOptions) -> OpenSession:
    """Ask, and return a function that returns the session, or raises why there is none.

    The error is held back because a wrong option is the user's first concern.
    """
    from ufo_preflight.aws.session import open_session

    try:
        session = open_session(aws.settings())
        session.begin()
    except PreflightError as error:
        held = error
    else:
        return lambda: session

    def fail() -> AwsSession:
        raise held

    return fail
