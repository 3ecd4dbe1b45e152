"""Everything that AWS is asked about rows that it denied: which layer, which statement, how near."""

from __future__ import annotations

from collections.abc import Callable

from ufo_preflight.aws.attribution import attribute
from ufo_preflight.aws.citation import cite
from ufo_preflight.aws.service_roles import look_up
from ufo_preflight.aws.session import AwsSession
from ufo_preflight.aws.simulate import SimulatorDecider
from ufo_preflight.aws.statements import PolicyReader
from ufo_preflight.model import Identity
from ufo_preflight.report import CheckResult

Checks = tuple[CheckResult, ...]


def investigation(
    session: AwsSession, identity: Identity, simulator: SimulatorDecider
) -> Callable[[Checks], Checks]:
    """Return what finds out more about denied rows; it makes no call where nothing is denied."""

    def investigate(checks: Checks) -> Checks:
        if identity.policy_source_arn is None or not any(row.is_denied for row in checks):
            return checks
        needed = look_up(checks, session)
        reader = PolicyReader(session, identity.account, identity.partition)
        return cite(attribute(needed, simulator), identity.policy_source_arn, reader)

    return investigate
