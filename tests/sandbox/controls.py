"""What a test tells the sandbox to be: the answers' shape, the organization, faults, the caller."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

ACCOUNT = "123456789012"
ROOT_KEY = "AKIASANDBOXROOT00000"
SIMULATE = "SimulatePrincipalPolicy"
SHAPES = ("old", "new")
FOR_EVER = 10**9

Parameters = dict[str, str]
Answer = tuple[int, str]


@dataclass(frozen=True)
class ApiError:
    """An error answer; `text` may name the {caller} and the {resource} it asked about."""

    code: str
    text: str
    status: int = 400


THROTTLED = ApiError("Throttling", "Rate exceeded")
EXPIRED = ApiError("ExpiredToken", "The security token included in the request is expired", 403)
INVALID_TOKEN = ApiError(
    "InvalidClientTokenId", "The security token included in the request is invalid.", 403
)
CLOCK = ApiError(
    "SignatureDoesNotMatch",
    "Signature expired: 20261123T200000Z is now earlier than 20261123T213000Z "
    "(20261123T214500Z - 15 min.)",
    403,
)
DENIED = ApiError(
    "AccessDenied",
    "User: {caller} is not authorized to perform: iam:SimulatePrincipalPolicy "
    "on resource: {resource} because no identity-based policy allows the "
    "iam:SimulatePrincipalPolicy action",
    403,
)
NO_ENTITY = ApiError("NoSuchEntity", "Unable to retrieve specified IAM entity.", 404)
POLICY_EVALUATION = ApiError("PolicyEvaluation", "Policy evaluation failed.", 500)


@dataclass(frozen=True)
class Faults:
    """What goes wrong, in the calls of `operation` ("" for every call) that ask `about` an action.

    `after` of them go well; the next `throttle` are throttled; then `error` answers each, or the
    connection is cut in each if `cut`, or in the `drop`-th only (from 1). Every call of any
    operation waits for `delay` milliseconds. `omit` are actions that the simulator leaves out of
    its answer; `page` is the most results in one, less than was asked for; `refuse` are operations
    that nobody may call.
    """

    operation: str = SIMULATE
    about: str = ""
    after: int = 0
    throttle: int = 0
    error: ApiError | None = None
    cut: bool = False
    drop: int = 0
    delay: int = 0
    omit: tuple[str, ...] = ()
    page: int = 0
    refuse: tuple[str, ...] = ()


@dataclass(frozen=True)
class Caller:
    """What GetCallerIdentity answers, instead of the owner of the keys."""

    arn: str
    user_id: str = ""
    account: str = ACCOUNT

    @classmethod
    def root(cls) -> Caller:
        """Return the account's root user."""
        return cls(f"arn:aws:iam::{ACCOUNT}:root", ACCOUNT)

    @classmethod
    def federated(cls, name: str = "alice") -> Caller:
        """Return a federated user."""
        return cls(f"arn:aws:sts::{ACCOUNT}:federated-user/{name}", f"{ACCOUNT}:{name}")

    @classmethod
    def session(
        cls, role: str, name: str = "s", *, partition: str = "aws", role_id: str = ""
    ) -> Caller:
        """Return a role's session, whose ARN drops the role's path."""
        arn = f"arn:{partition}:sts::{ACCOUNT}:assumed-role/{role}/{name}"
        return cls(arn, f"{role_id or 'AROAEXAMPLE'}:{name}")


@dataclass(frozen=True)
class Call:
    """A call that the sandbox saw: the parameters as the query protocol spells them."""

    operation: str
    parameters: Parameters
    access_key: str
    agent: str = ""

    def listed(self, name: str) -> tuple[str, ...]:
        """Return the values of a list parameter, in order."""
        found: list[str] = []
        while (value := self.parameters.get(f"{name}.member.{len(found) + 1}")) is not None:
            found.append(value)
        return tuple(found)


@dataclass
class Controls:
    """The state of the server that is not moto's."""

    shape: str = "new"
    enforce: bool = False
    faults: Faults = Faults()
    caller: Caller | None = None
    scp_levels: Sequence[Sequence[Mapping[str, object]]] | None = None
    strict_mixing: bool = False
    calls: list[Call] = field(default_factory=list)
    answers: dict[str, Callable[[Parameters], Answer | None]] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    under_way: int = 0
    most_at_once: int = 0
    struck: int = 0
    lock: Lock = field(default_factory=Lock, repr=False)

    def strike(self, call: Call) -> int:
        """Count a call that the faults are about, and return its number; 0 for another."""
        faults = self.faults
        if faults.operation not in ("", call.operation):
            return 0
        if faults.about and faults.about not in call.listed("ActionNames"):
            return 0
        with self.lock:
            self.struck += 1
            return self.struck

    @contextmanager
    def one_more_under_way(self) -> Iterator[None]:
        """Count the calls that are being answered at the same time."""
        with self.lock:
            self.under_way += 1
            self.most_at_once = max(self.most_at_once, self.under_way)
        try:
            yield
        finally:
            with self.lock:
                self.under_way -= 1

    def use_faults(self, faults: Faults) -> None:
        """Let these faults happen from now on."""
        with self.lock:
            self.faults, self.struck = faults, 0
