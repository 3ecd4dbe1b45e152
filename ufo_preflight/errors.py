"""Every error that a caller of ufo-preflight may see, as one tree.

    PreflightError                    never raised itself
    ├── ConfigurationError            exit 2: the question was asked wrongly
    │   ├── UsageError                a flag, an argument or a variable
    │   ├── UnknownCheckError         a check id that does not exist
    │   ├── FileUnreadableError       a named file that cannot be read
    │   ├── PreferencesError          a .ufo/preflight.yml that cannot be taken
    │   └── PolicyDocumentError       a policy file that is not a policy: file, line, column
    └── UndeterminedError             exit 3: nobody could tell
        ├── CredentialsError          none, expired, refused, unknown profile, wrong clock
        ├── RegionError               no region anywhere
        ├── EndpointError             AWS could not be reached
        ├── SimulationRefusedError    the caller may not ask the simulator
        ├── ApiError                  AWS answered, and the answer is no use
        └── InternalError             a defect of this program

The exit codes are those of docs/exit-codes.md; `code` is the machine-readable name in JSON.
"""

from __future__ import annotations

from ufo_preflight import DOCS

EXIT_READY, EXIT_BLOCKED, EXIT_CONFIGURATION, EXIT_UNDETERMINED, EXIT_INTERRUPTED = 0, 1, 2, 3, 130


def one_line(text: str) -> str:
    """Return a text as a message may carry it: control characters are escaped."""
    if text.isprintable():
        return text
    return "".join(part if part.isprintable() else ascii(part)[1:-1] for part in text)


class PreflightError(Exception):
    """Base of the tree: a sentence about what is wrong, and the next step for the reader.

    `message` is one line; `hint` is what to do next (may have several lines, may be empty). `code`
    is one of `codes`, the first where none is given: docs/exit-codes.md lists them all.
    """

    exit_code = EXIT_UNDETERMINED
    codes: tuple[str, ...] = ("error",)

    def __init__(self, message: str, *, hint: str = "", code: str = "") -> None:
        self.message = one_line(message)
        super().__init__(self.message)
        self.hint = hint
        self.code = code or self.codes[0]
        if self.code not in self.codes:
            raise ValueError(f"{type(self).__name__} has no code {code!r}")

    @property
    def page(self) -> str:
        """The page about this error."""
        return f"{DOCS}/errors/{self.code}/"


class ConfigurationError(PreflightError):
    """The question was asked wrongly: exit 2."""

    exit_code = EXIT_CONFIGURATION
    codes: tuple[str, ...] = ("configuration",)


class UsageError(ConfigurationError):
    """A flag, an argument or an environment variable that cannot be taken."""

    codes = ("usage",)


class UnknownCheckError(ConfigurationError):
    """A check id that no check has."""

    codes = ("unknown-check",)


class FileUnreadableError(ConfigurationError):
    """A file that was named and cannot be read."""

    codes = ("file-unreadable",)


class PreferencesError(ConfigurationError):
    """A `.ufo/preflight.yml` that cannot be taken; the message begins with its place."""

    codes = ("preferences",)


class PolicyDocumentError(ConfigurationError):
    """A policy file that is not a valid policy; `line` and `column` count from 1, 0 when unknown."""

    codes = ("malformed-policy",)

    def __init__(
        self, message: str, *, file: str = "", line: int = 0, column: int = 0, hint: str = ""
    ) -> None:
        place = ":".join(str(part) for part in (file, line, column) if part)
        super().__init__(f"{place}: {message}" if place else message, hint=hint)
        self.file = file
        self.line = line
        self.column = column
        self.problem = message


class UndeterminedError(PreflightError):
    """Nobody could tell: exit 3, never a pass."""

    codes: tuple[str, ...] = ("undetermined",)


class CredentialsError(UndeterminedError):
    """No credentials, or credentials that AWS does not take."""

    codes = (
        "credentials",
        "no-credentials",
        "expired",
        "sso-expired",
        "not-accepted",
        "malformed-credentials",
        "partial-credentials",
        "unknown-profile",
        "assume-role",
        "web-identity",
        "token-file",
        "credential-process",
        "mfa",
        "signature",
        "clock",
        "aws-configuration",
        "missing-dependency",
    )


class RegionError(UndeterminedError):
    """No region is configured, so no regional action can be decided."""

    codes = ("no-region", "partition-mismatch")


class EndpointError(UndeterminedError):
    """AWS could not be reached: name resolution, proxy, TLS, time-out."""

    codes = (
        "unreachable",
        "timeout",
        "connection-cut",
        "proxy",
        "tls",
        "not-aws",
        "aws-configuration",
    )


class SimulationRefusedError(UndeterminedError):
    """The caller may not call iam:SimulatePrincipalPolicy; the hint has the statement that would allow it."""

    codes = ("simulate-denied",)


class ApiError(UndeterminedError):
    """AWS answered with an error that is none of the above."""

    codes = ("api-error", "throttled", "unknown-caller")


class InternalError(UndeterminedError):
    """A defect of this program: nothing was decided."""

    codes = ("defect",)

    def __init__(self, cause: BaseException) -> None:
        super().__init__(
            f"internal error: {type(cause).__name__}: {cause}",
            hint="Nothing was decided. Run it again with --debug and report what it prints.",
        )
