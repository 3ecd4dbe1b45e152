"""Asking AWS who is calling before anything else is read, while the answer travels.

Half of a check's time is waiting for AWS, and the question of who is calling depends on nothing.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from ufo_preflight.errors import PreflightError

if TYPE_CHECKING:
    from ufo_preflight.aws.session import AwsSession

OpenSession = Callable[[], "AwsSession"]


def is_offline(args: argparse.Namespace) -> bool:
    """Return whether policy files decide, and AWS is not asked at all."""
    return bool(args.policy_file or args.boundary_file or args.scp_file)


def begin(args: argparse.Namespace) -> OpenSession:
    """Ask, and return a function that returns the session, or raises why there is none.

    The error is held back because a wrong option is the user's first concern.
    """
    try:
        session = begun_session(args)
    except PreflightError as error:
        held = error
    else:
        return lambda: session

    def fail() -> AwsSession:
        raise held

    return fail


def begun_session(args: argparse.Namespace) -> AwsSession:
    """Return a session that has asked who is calling."""
    from ufo_preflight.aws.session import open_session
    from ufo_preflight.cli.aws_settings import settings_of

    session = open_session(settings_of(args))
    session.begin()
    return session
