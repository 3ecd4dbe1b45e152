"""Whose credentials are used, in the words of an error's next step, and whether they can be used.

Nothing here asks AWS.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ufo_preflight.errors import CredentialsError

# Long-term access keys, of users and of the root user; temporary ones begin with ASIA.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes
LONG_TERM = "AKIA"


@dataclass(frozen=True)
class SignIn:
    """Whose credentials are used, as far as the configuration says: what a hint is made of."""

    profile: str = ""
    uses_sso: bool = False
    uses_process: bool = False
    uses_login: bool = False

    @classmethod
    def of(cls, profile: str, configured: Mapping[str, Any]) -> SignIn:
        """Return the sign-in of a profile with this section in the configuration file."""
        return cls(
            profile=profile,
            uses_sso="sso_session" in configured or "sso_start_url" in configured,
            uses_process="credential_process" in configured,
            uses_login="login_session" in configured,
        )

    @property
    def whose(self) -> str:
        """The profile, or what stands for one."""
        return f"profile {self.profile}" if self.profile else "the AWS configuration"

    @property
    def command(self) -> str:
        """The line that signs in again."""
        return f"aws {'login' if self.uses_login else 'sso login'}{self._flag}"

    @property
    def renew(self) -> str:
        """How to get fresh credentials."""
        if self.uses_sso or self.uses_login:
            return f"Sign in again: {self.command}"
        if self.uses_process:
            return "The credential_process of the profile hands out old credentials: renew its own."
        return (
            "Get new temporary credentials where these came from, and export them again "
            f"(with IAM Identity Center: {self.command})."
        )

    @property
    def without_credentials(self) -> str:
        """The sentence for a chain of providers that ends with nothing."""
        if self.profile:
            return f"no AWS credentials in profile {self.profile}, nor in a container or instance"
        return (
            "no AWS credentials: not in the environment, the AWS configuration files, "
            "a container or an instance"
        )

    @property
    def where_to_get_some(self) -> str:
        """The next step of somebody without credentials."""
        return f"Sign in with `{self.command}`, or set keys with `aws configure{self._flag}`."

    @property
    def _flag(self) -> str:
        return f" --profile {self.profile}" if self.profile not in ("", "default") else ""


def is_temporary(access_key: str | None, token: str | None) -> bool:
    """Return whether credentials are those of a session, as a role's or a sign-in's are."""
    return bool(token) or not (access_key or "").startswith(LONG_TERM)


def require_usable_keys(access_key: str | None, secret_key: str | None, token: str | None) -> None:
    """Raise CredentialsError for a part that cannot be one of a key: blanks, line ends, quotes.

    A variable read from a file with Windows line ends has an invisible one at its end.
    """
    parts = {"access key": access_key, "secret key": secret_key, "session token": token}
    for name, value in parts.items():
        odd = next(
            (letter for letter in value or "" if not "!" <= letter <= "~" or letter in "\"'"), ""
        )
        if odd:
            what = {"\r": "a carriage return", "\n": "a line end", " ": "a blank"}
            raise CredentialsError(
                f"the {name} contains {what.get(odd, f'the character {odd!a}')}",
                hint="Set it again without quotes and blanks; in a file with Windows line ends, "
                "convert them first: tr -d '\\r'",
                code="malformed-credentials",
            )


def require_somebody_to_ask(profile: str, profiles: Mapping[str, Mapping[str, Any]]) -> None:
    """Raise CredentialsError when a profile asks for an MFA code and there is no terminal.

    `profiles` are the sections of the configuration; those that a profile gets its credentials
    from count, too. botocore would read the code from stdin, and may wait for ever.
    """
    visited: set[str] = set()
    name = profile or "default"
    while name in profiles and name not in visited:
        visited.add(name)
        section = profiles[name]
        if "mfa_serial" in section and "role_arn" in section:
            if not _has_terminal():
                raise CredentialsError(
                    f"profile {name} asks for an MFA code, and there is no terminal to type it",
                    hint="Export the temporary credentials of a session that has MFA: "
                    f"aws configure export-credentials --profile {name} --format env",
                    code="mfa",
                )
            return
        name = str(section.get("source_profile", ""))


def _has_terminal() -> bool:
    """Return whether this process has a terminal, as getpass asks for one."""
    try:
        with Path("/dev/tty").open("rb"):
            return True
    except OSError:
        return False


def no_credentials(sign_in: SignIn) -> CredentialsError:
    """Return the error of a chain of credential providers that found nothing."""
    return CredentialsError(
        sign_in.without_credentials, hint=sign_in.where_to_get_some, code="no-credentials"
    )
