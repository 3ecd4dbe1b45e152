"""Whose credentials are used, in the words of an error's next step. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ufo_preflight.errors import CredentialsError


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

    def command(self) -> str:
        """Return the line that signs in again."""
        named = f" --profile {self.profile}" if self.profile not in ("", "default") else ""
        return f"aws {'login' if self.uses_login else 'sso login'}{named}"

    def renew(self) -> str:
        """Return how to get fresh credentials."""
        if self.uses_sso or self.uses_login:
            return f"Sign in again: {self.command()}"
        if self.uses_process:
            return "The credential_process of the profile hands out old credentials: renew its own."
        return (
            "Get new temporary credentials where these came from, and export them again "
            f"(with IAM Identity Center: {self.command()})."
        )

    def without_credentials(self) -> str:
        """Return the sentence for a chain of providers that ends with nothing."""
        if self.profile:
            return f"no AWS credentials in profile {self.profile}, nor in a container or instance"
        return (
            "no AWS credentials: not in the environment, the AWS configuration files, "
            "a container or an instance"
        )

    def where_to_get_some(self) -> str:
        """Return the next step of somebody without credentials."""
        named = f" --profile {self.profile}" if self.profile not in ("", "default") else ""
        return f"Sign in with `{self.command()}`, or set keys with `aws configure{named}`."


def no_credentials(sign_in: SignIn) -> CredentialsError:
    """Return the error of a chain of credential providers that found nothing."""
    return CredentialsError(
        sign_in.without_credentials(), hint=sign_in.where_to_get_some(), code="no-credentials"
    )
