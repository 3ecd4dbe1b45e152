"""The sandbox as tests hold it: start, fill, tell it to misbehave, and look at what was asked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from tests.sandbox.controls import ROOT_KEY, SHAPES, Call, Caller, Controls, Faults, Parameters

REGION = "us-west-2"


@dataclass(frozen=True)
class Keys:
    """Somebody's credentials."""

    access_key: str
    secret_key: str
    token: str = ""

    def env(self) -> dict[str, str]:
        """Return them as environment variables."""
        token = {"AWS_SESSION_TOKEN": self.token} if self.token else {}
        return token | {
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
        }


class Sandbox:
    """An AWS on loopback; one at a time in a process, because moto's state is the process's.

    `shape` is "old" or "new": the simulator's answers before and since 2026-07-30. With `enforce`
    the callers' own policies decide what they may call.
    """

    root_keys = Keys(ROOT_KEY, "root")
    running: Sandbox | None = None

    def __init__(self, shape: str = "new", *, enforce: bool = False, port: int = 0) -> None:
        assert shape in SHAPES, shape
        self.controls = Controls(shape=shape, enforce=enforce)
        self.url = ""
        self._first = (shape, enforce)
        self._port = port
        self._stack = ExitStack()
        self._clients: dict[tuple[str, str], Any] = {}

    def __enter__(self) -> Sandbox:  # noqa: PYI034 - typing.Self is not in 3.10
        import os

        # moto reads this when it makes the account: AdministratorAccess and its like are then there.
        os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
        from tests.sandbox.server import serving

        self.url = self._stack.enter_context(serving(self.controls, self._port))
        self.reset()
        Sandbox.running = self
        return self

    def __exit__(self, *_error: object) -> None:
        Sandbox.running = None
        self._stack.close()

    def reset(self) -> None:
        """Empty the account, forget the calls, and end every fault."""
        from moto.iam.models import iam_backends
        from moto.sts.models import sts_backends

        for partitions in iam_backends.values():
            for backend in partitions.values():
                for entities in (backend.users, backend.groups, backend.roles, backend.access_keys):
                    entities.clear()
                own = [arn for arn in backend.managed_policies if ":iam::aws:" not in arn]
                for arn in own:
                    del backend.managed_policies[arn]
        for partitions in sts_backends.values():
            for backend in partitions.values():
                backend.assumed_roles.clear()
        controls = self.controls
        controls.shape, controls.enforce = self._first
        controls.caller, controls.scp_levels, controls.strict_mixing = None, None, False
        controls.use_faults(Faults())
        controls.calls.clear()
        controls.answers.clear()
        controls.pages.clear()
        controls.most_at_once = 0

    def client(self, service: str, *, keys: Keys | None = None, region: str = "us-east-1") -> Any:
        """Return a boto3 client: that of the root user, whose calls are not recorded, or of `keys`."""
        import boto3
        from botocore.config import Config

        if keys is None and (service, region) in self._clients:
            return self._clients[service, region]
        used = keys or self.root_keys
        client = boto3.session.Session().client(
            service,
            region_name=region,
            endpoint_url=self.url,
            aws_access_key_id=used.access_key,
            aws_secret_access_key=used.secret_key,
            aws_session_token=used.token or None,
            config=Config(retries={"total_max_attempts": 1}, parameter_validation=False),
        )
        if keys is None:
            self._clients[service, region] = client
        return client

    def env(self, keys: Keys | None = None, *, region: str = REGION) -> dict[str, str]:
        """Return the environment in which AWS's tools talk to the sandbox, with somebody's keys."""
        signed_in = keys.env() if keys else {}
        return signed_in | {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_DEFAULT_REGION": region,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def add_user(
        self, name: str, *, path: str = "/", boundary: str = "", region: str = "us-east-1"
    ) -> Keys:
        """Create a user and its access key."""
        iam = self.client("iam", region=region)
        limit = {"PermissionsBoundary": boundary} if boundary else {}
        iam.create_user(UserName=name, Path=path, **limit)
        made = iam.create_access_key(UserName=name)["AccessKey"]
        return Keys(made["AccessKeyId"], made["SecretAccessKey"])

    def add_role(
        self, name: str, *, path: str = "/", boundary: str = "", session: str = "gha-42"
    ) -> Keys:
        """Create a role and a session of it; return the session's credentials."""
        trust = allow("sts:AssumeRole")["Statement"]
        document = {"Version": "2012-10-17", "Statement": trust}
        limit = {"PermissionsBoundary": boundary} if boundary else {}
        made = self.client("iam").create_role(
            RoleName=name, Path=path, AssumeRolePolicyDocument=json.dumps(document), **limit
        )
        given = self.client("sts").assume_role(
            RoleArn=made["Role"]["Arn"], RoleSessionName=session
        )["Credentials"]
        return Keys(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])

    def add_policy(self, name: str, document: Mapping[str, object], *, path: str = "/") -> str:
        """Create a managed policy and return its ARN."""
        made = self.client("iam").create_policy(
            PolicyName=name, Path=path, PolicyDocument=json.dumps(document, indent=2)
        )
        return str(made["Policy"]["Arn"])

    def organize(self, *levels: Sequence[Mapping[str, object]]) -> None:
        """Put the account into an organization with these service control policies, root first."""
        self.controls.scp_levels = levels

    def faults(self, **faults: Any) -> None:
        """Let these faults happen from now on; none ends them. See `Faults`."""
        self.controls.use_faults(Faults(**faults))

    def answer_as(self, caller: Caller | None) -> None:
        """Let GetCallerIdentity answer so."""
        self.controls.caller = caller

    def use_shape(self, shape: str) -> None:
        """Answer in this shape from now on."""
        assert shape in SHAPES, shape
        self.controls.shape = shape

    def calls(self, operation: str = "") -> list[Call]:
        """Return the calls made so far, but for the root user's."""
        with self.controls.lock:
            return [call for call in self.controls.calls if operation in ("", call.operation)]

    def asked(self, operation: str = "") -> list[Parameters]:
        """Return the parameters of the calls made so far."""
        return [call.parameters for call in self.calls(operation)]


def allow(
    *actions: str, resource: str | Sequence[str] = "*", when: Mapping[str, object] | None = None
) -> dict[str, Any]:
    """Return a policy of one statement that allows."""
    return _policy("Allow", actions, resource, when)


def deny(
    *actions: str, resource: str | Sequence[str] = "*", when: Mapping[str, object] | None = None
) -> dict[str, Any]:
    """Return a policy of one statement that denies."""
    return _policy("Deny", actions, resource, when)


def _policy(
    effect: str,
    actions: Sequence[str],
    resource: str | Sequence[str],
    when: Mapping[str, object] | None,
) -> dict[str, Any]:
    condition = {"Condition": when} if when else {}
    statement = {"Effect": effect, "Action": list(actions), "Resource": resource} | condition
    return {"Version": "2012-10-17", "Statement": [statement]}
