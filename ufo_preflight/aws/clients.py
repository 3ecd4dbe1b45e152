"""What is used of botocore's clients and of boto3's session: the whole surface, and no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

# botocore makes its classes at run time and ships no types.
Client = Any
BotocoreSession = Any


class StsClient(Protocol):
    """The STS calls that are needed."""

    def get_caller_identity(self) -> Mapping[str, Any]:
        """Return UserId, Account and Arn of the caller."""
        ...

    def decode_authorization_message(self, **parameters: object) -> Mapping[str, Any]:
        """Return DecodedMessage of EncodedMessage."""
        ...


class IamClient(Protocol):
    """The IAM calls that are needed."""

    @property
    def meta(self) -> Any:  # noqa: ANN401 - botocore's own, which ships no types
        """The client's service model and events."""
        ...

    def get_policy_version(self, **parameters: object) -> Mapping[str, Any]:
        """Return PolicyVersion of PolicyArn and VersionId."""
        ...

    def get_user_policy(self, **parameters: object) -> Mapping[str, Any]:
        """Return PolicyDocument of UserName and PolicyName."""
        ...

    def get_group_policy(self, **parameters: object) -> Mapping[str, Any]:
        """Return PolicyDocument of GroupName and PolicyName."""
        ...

    def get_role_policy(self, **parameters: object) -> Mapping[str, Any]:
        """Return PolicyDocument of RoleName and PolicyName."""
        ...

    def get_role(self, **parameters: object) -> Mapping[str, Any]:
        """Return Role of RoleName."""
        ...

    def simulate_principal_policy(self, **parameters: object) -> Mapping[str, Any]:
        """Return one page of EvaluationResults."""
        ...


class CloudFormationClient(Protocol):
    """The CloudFormation calls that are needed."""

    def describe_stacks(self, **parameters: object) -> Mapping[str, Any]:
        """Return Stacks of StackName."""
        ...


class Boto3Session(Protocol):
    """What is used of a `boto3.Session`."""

    @property
    def region_name(self) -> str | None:
        """The region of the session."""
        ...

    @property
    def profile_name(self) -> str:
        """The profile of the session."""
        ...

    @property
    def available_profiles(self) -> list[str]:
        """The names of the profiles that are configured."""
        ...

    def get_credentials(self) -> object | None:
        """Return the session's credentials, None when there are none."""
        ...

    def client(self, service_name: str, *, region_name: str, config: object) -> Client:
        """Return a client."""
        ...
