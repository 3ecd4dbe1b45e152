"""What was read from a denial text, and what to do about it, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ufo_preflight.errors import EXIT_READY, EXIT_UNDETERMINED
from ufo_preflight.model import Decision, Layer
from ufo_preflight.refusals import Fixer


class DenialReason(str, Enum):
    """Which layer refused, and how: the closed set of `explain`.

    The phrases behind them are those of
    https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
    """

    IDENTITY_IMPLICIT = "identity_implicit"
    IDENTITY_EXPLICIT = "identity_explicit"
    RESOURCE_POLICY_IMPLICIT = "resource_policy_implicit"
    RESOURCE_POLICY_EXPLICIT = "resource_policy_explicit"
    BOUNDARY_IMPLICIT = "boundary_implicit"
    BOUNDARY_EXPLICIT = "boundary_explicit"
    SESSION_IMPLICIT = "session_implicit"
    SESSION_EXPLICIT = "session_explicit"
    SCP_IMPLICIT = "scp_implicit"
    SCP_EXPLICIT = "scp_explicit"
    RCP_IMPLICIT = "rcp_implicit"
    RCP_EXPLICIT = "rcp_explicit"
    VPCE_IMPLICIT = "vpce_implicit"
    VPCE_EXPLICIT = "vpce_explicit"
    TRUST_POLICY_IMPLICIT = "trust_policy_implicit"
    TRUST_POLICY_EXPLICIT = "trust_policy_explicit"
    EXPLICIT_UNSPECIFIED = "explicit_unspecified"
    UNSPECIFIED = "unspecified"
    ENCODED = "encoded"
    ECS_CANNOT_ASSUME_ROLE = "ecs_cannot_assume_role"
    SERVICE_LINKED_ROLE_MISSING = "service_linked_role_missing"
    INVALID_ROLE = "invalid_role"
    NOT_AN_IAM_DENIAL = "not_an_iam_denial"
    NOT_AN_ACCESS_DENIED = "not_an_access_denied"

    def __str__(self) -> str:
        return self.value

    @property
    def layer(self) -> Layer | None:
        """The layer that refused, None where the text names none."""
        return _LAYERS.get(self.value.rpartition("_")[0])

    @property
    def is_explicit(self) -> bool:
        """Whether a Deny statement refused."""
        return self.value.startswith("explicit") or self.value.endswith("_explicit")

    @property
    def words(self) -> str:
        """The reason in words: `permissions boundary, explicit deny`."""
        if self.layer is None:
            return _WORDS[self]
        return f"{self.layer.words}, {'explicit' if self.is_explicit else 'implicit'} deny"


_LAYERS = {
    "identity": Layer.IDENTITY,
    "resource_policy": Layer.RESOURCE_POLICY,
    "boundary": Layer.PERMISSIONS_BOUNDARY,
    "session": Layer.SESSION_POLICY,
    "scp": Layer.SERVICE_CONTROL_POLICY,
    "rcp": Layer.RESOURCE_CONTROL_POLICY,
    "vpce": Layer.VPC_ENDPOINT_POLICY,
    "trust_policy": Layer.TRUST_POLICY,
}
_WORDS = {
    DenialReason.EXPLICIT_UNSPECIFIED: "explicit deny, layer not named",
    DenialReason.UNSPECIFIED: "layer not named",
    DenialReason.ENCODED: "reason encoded",
    DenialReason.ECS_CANNOT_ASSUME_ROLE: "ECS cannot assume the role",
    DenialReason.SERVICE_LINKED_ROLE_MISSING: "service-linked role missing",
    DenialReason.INVALID_ROLE: "role cannot be used",
    DenialReason.NOT_AN_IAM_DENIAL: "not an IAM denial",
    DenialReason.NOT_AN_ACCESS_DENIED: "not a permission problem",
}


class Problem(str, Enum):
    """What is wrong when it is no permission that is missing."""

    THROTTLED = "throttled"
    CREDENTIALS_EXPIRED = "credentials-expired"
    CREDENTIALS_MISSING = "credentials-missing"
    CREDENTIALS_INVALID = "credentials-invalid"
    CLOCK_WRONG = "clock-wrong"
    REGISTRY_LOGIN = "registry-login"
    NETWORK = "network"
    IMAGE_NOT_USABLE = "image-not-usable"
    IMAGE_NOT_FOUND = "image-not-found"
    ROLE_NOT_USABLE = "role-not-usable"
    ROLE_OF_OTHER_ACCOUNT = "role-of-other-account"
    SERVICE_LINKED_ROLE = "service-linked-role"
    IDENTITY_PROVIDER = "identity-provider"

    def __str__(self) -> str:
        return self.value


class Situation(Enum):
    """A denial whose wording tells what to do, though it names no action."""

    LOG_BUCKET = "a load balancer may not write to its log bucket"
    PIPELINE_ROLE = "the role of a pipeline's action lacks permissions"
    IMAGE_LAYERS = "the layers of an image cannot be downloaded from S3"
    REGISTRY_PUSH = "ECR refuses a push or a pull without saying why"
    TEMPLATE = "CloudFormation cannot read the template in S3"
    EXECUTION_ROLE = "the execution role of a function lacks permissions"
    BLOCK_PUBLIC_ACCESS = "S3 Block Public Access refuses a public policy or ACL"


@dataclass(frozen=True, kw_only=True)
class TextReading:
    """What a text says, and nothing else: a field that it does not say is None.

    `called` is the API operation during which AWS refused, which need not be the missing action;
    `passed_to` the service that it passes a role to; `named_action` the action that the reason
    names, where it differs from `action`; `clause` a "because …" that is not understood; `encoded`
    the encoded authorization message; `host` the registry that the text names; `time` when it
    happened; `quote` the text itself, shortened. `is_understood` is False for a text that looks like
    a denial and could not be read.
    """

    principal: str | None = None
    action: str | None = None
    resource: str | None = None
    reason: DenialReason = DenialReason.UNSPECIFIED
    policy_arn: str | None = None
    problem: Problem | None = None
    called: str | None = None
    passed_to: str | None = None
    named_action: str | None = None
    clause: str | None = None
    situation: Situation | None = None
    encoded: str | None = None
    matched: tuple[str, ...] = ()
    host: str | None = None
    time: str | None = None
    at_run_time: bool = False
    is_understood: bool = True
    quote: str = ""

    @property
    def identity(self) -> tuple[object, ...]:
        """What makes two readings the same denial; one that tells nothing else has its words."""
        told = self.principal or self.action or self.resource or self.problem or self.situation
        return (
            self.principal,
            self.action,
            self.resource,
            self.reason,
            self.policy_arn,
            self.problem,
            self.situation,
            self.encoded,
            self.is_understood,
            None if told else self.quote,
        )


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What to do about a denial.

    `todo` begins with what to do; `whose` says whose permission it is, `fixer` whose job the
    change. `statement` is a policy statement as JSON text to add to the identity policies of the
    principal, "" wherever none could help. `check` is the id of the preflight row, "" for none;
    `page` the page to read, `docs` the section on the reason in the documentation of ufo-preflight.
    """

    todo: str
    whose: str
    fixer: Fixer
    statement: str = ""
    commands: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    check: str = ""
    page: str = ""
    docs: str = ""

    def __str__(self) -> str:
        parts = (self.todo, *self.notes, self.statement, *self.commands)
        return "\n".join(part for part in parts if part)


@dataclass(frozen=True, kw_only=True)
class Denial(TextReading):
    """One denial of a text, read and advised on."""

    advice: Advice


@dataclass(frozen=True)
class Verification:
    """What AWS's simulator says about a denial.

    `agrees` is None where it could not be asked or does not tell; `text` is a sentence.
    """

    agrees: bool | None
    text: str
    decision: Decision | None = None


@dataclass(frozen=True)
class Explained:
    """A denial and, when the simulator was asked, what it said."""

    denial: Denial
    verification: Verification | None = None


@dataclass(frozen=True)
class Explanation:
    """The denials of a text of so many lines, in order.

    `whole` says what the whole ship lacks; `is_whole_told` is False where that was asked for and
    could not be decided.
    """

    found: tuple[Explained, ...]
    lines: int
    whole: tuple[str, ...] = ()
    is_whole_told: bool = True

    @property
    def unread(self) -> int:
        """How many parts look like a denial and could not be read."""
        return sum(not one.denial.is_understood for one in self.found)

    @property
    def exit_code(self) -> int:
        """0 when everything was understood and decided, 3 when something was not."""
        return EXIT_UNDETERMINED if self.unread or not self.is_whole_told else EXIT_READY
