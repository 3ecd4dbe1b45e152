"""moto's IAM with the Simulate calls and GetContextKeysFor…, and with boundaries of users."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from moto.core.responses import ActionResult, EmptyResult
from moto.iam.responses import IamResponse

from tests.sandbox import shapes
from tests.sandbox.controls import NO_ENTITY, SIMULATE, Controls
from tests.sandbox.inputs import (
    RefusedError,
    SimulationRequest,
    invalid,
    organization_levels,
    read,
)
from tests.sandbox.principals import HeldPolicy, Principal, find, is_excluded
from tests.sandbox.verdicts import Simulator, Verdict, organization_keys

Levels = Sequence[Sequence[Mapping[str, object]]]


class BoundingIam(IamResponse):
    """moto's IAM, where users have boundaries, too."""

    def create_user(self) -> ActionResult:
        """Create a user, with its boundary if one is given."""
        created = super().create_user()
        if self._get_param("PermissionsBoundary"):
            self.put_user_permissions_boundary()
        return created

    def put_user_permissions_boundary(self) -> ActionResult:
        """Set a user's boundary."""
        policy = self.backend.get_policy(self._get_param("PermissionsBoundary"))
        self._bound(policy.arn)
        return EmptyResult()

    def delete_user_permissions_boundary(self) -> ActionResult:
        """Take a user's boundary away."""
        self._bound(None)
        return EmptyResult()

    def _bound(self, arn: str | None) -> None:
        user: Any = self.backend.get_user(self._get_param("UserName"))
        user.permissions_boundary_arn = arn
        user.permissions_boundary = arn and {
            "PermissionsBoundaryType": "Policy",
            "PermissionsBoundaryArn": arn,
        }


class TruthfulIam(BoundingIam):
    """moto's IAM, where the documents of managed policies are encoded as AWS encodes them."""

    def get_policy_version(self) -> ActionResult:
        """Answer with a version, its document encoded for a URL (RFC 3986)."""
        version = self.backend.get_policy_version(
            self._get_param("PolicyArn"), self._get_param("VersionId")
        )
        return ActionResult(
            {
                "PolicyVersion": {
                    "Document": quote(version.document, safe=""),
                    "VersionId": version.version_id,
                    "IsDefaultVersion": version.is_default,
                    "CreateDate": version.create_date,
                }
            }
        )


class SimulatingIam(TruthfulIam):
    """moto's IAM that can simulate; `controls` are set by `simulating`."""

    controls: Controls

    def simulate_principal_policy(self) -> ActionResult:
        """Answer for the policies of a user, group or role."""
        principal = self._principal()
        request = self._request()
        scps = None if self._excluded(request, "scp") else self.controls.scp_levels
        boundary = principal.boundary
        if boundary and is_excluded(boundary, request.exclusions):
            boundary = None
        held = [held for held in principal.policies if not is_excluded(held, request.exclusions)]
        simulator = Simulator(
            [*held, *request.policies],
            request.boundary or boundary,
            scps,
            shape=self.controls.shape,
        )
        return self._answer(simulator, request, principal.context(), organized=scps is not None)

    def simulate_custom_policy(self) -> ActionResult:
        """Answer for the policies that the request brings."""
        request = self._request()
        levels = organization_levels(self.params)
        simulator = Simulator(request.policies, request.boundary, levels, shape=self.controls.shape)
        return self._answer(simulator, request, {}, organized=levels is not None)

    def get_context_keys_for_principal_policy(self) -> ActionResult:
        """Answer with the keys of a principal's identity policies and the given ones."""
        given = _inputs(self.params.get("PolicyInputList") or ())
        return self._keys([*self._principal().policies, *given])

    def get_context_keys_for_custom_policy(self) -> ActionResult:
        """Answer with the keys of the given policies."""
        return self._keys(_inputs(self.params.get("PolicyInputList") or ()))

    def _keys(self, policies: Sequence[HeldPolicy]) -> ActionResult:
        simulator = Simulator(policies, None, None, shape=self.controls.shape)
        return ActionResult({"ContextKeyNames": simulator.condition_keys()})

    def _request(self) -> SimulationRequest:
        return read(self.params, strict_mixing=self.controls.strict_mixing)

    def _excluded(self, request: SimulationRequest, kind: str) -> bool:
        return any(entry.get("PolicyType") == kind for entry in request.exclusions)

    def _principal(self) -> Principal:
        arn = str(self.params.get("PolicySourceArn") or "")
        parts = re.fullmatch(r"arn:[\w-]+:iam::(\d*):(user|group|role)/.+", arn)
        if parts is None:
            if self.controls.shape == "old" and ":sts:" in arn:
                raise invalid(
                    f"Invalid Entity Arn: {arn} does not clearly define entity type and name."
                )
            raise invalid(f"Invalid ARN provided in the request: {arn}")
        if parts[1] != self.current_account:
            raise invalid(
                f"Invalid Policy Source Arn: caller's account {self.current_account} does not have "
                f"access to policies in account {parts[1]}."
            )
        principal = find(arn)
        if principal is None:
            raise RefusedError(NO_ENTITY)
        return principal

    def _answer(
        self,
        simulator: Simulator,
        request: SimulationRequest,
        own: Mapping[str, str],
        *,
        organized: bool,
    ) -> ActionResult:
        given = {key.lower() for key in request.context}
        context = dict(request.context)
        context |= {key: value for key, value in own.items() if key.lower() not in given}
        if organized:
            context |= organization_keys(context)

        def judged(action: str) -> list[tuple[str, Verdict]]:
            return [
                (resource, simulator.verdict(action, resource, context))
                for resource in request.resources or ("*",)
            ]

        found = [
            result
            for action in request.actions
            if action not in self.controls.faults.omit
            for result in shapes.results(
                self.controls.shape, action, judged(action), named=bool(request.resources)
            )
        ]
        return ActionResult(self._page(found, request))

    def _page(self, found: list[shapes.Answer], request: SimulationRequest) -> dict[str, object]:
        stamp = hashlib.sha256(
            json.dumps([request.actions, request.resources, sorted(request.context)]).encode()
        ).hexdigest()[:16]
        begin = _offset(request.marker, stamp)
        size = min(request.max_items, self.controls.faults.page or request.max_items)
        more = len(found) > begin + size
        page: dict[str, object] = {
            "EvaluationResults": found[begin : begin + size],
            "IsTruncated": more,
        }
        if more:
            page["Marker"] = base64.b64encode(f"{stamp}:{begin + size}".encode()).decode()
        return page


def _offset(marker: str, stamp: str) -> int:
    if not marker:
        return 0
    try:
        wanted, _, offset = base64.b64decode(marker, validate=True).decode().partition(":")
        if wanted == stamp:
            return int(offset)
    except ValueError:
        pass
    raise invalid("Invalid marker for pagination.")


def _inputs(texts: Sequence[str]) -> list[HeldPolicy]:
    return [
        HeldPolicy(f"PolicyInputList.{n}", text, "input", "") for n, text in enumerate(texts, 1)
    ]


def simulating(controls: Controls) -> type[SimulatingIam]:
    """Return the response class that obeys these controls."""
    return type(SIMULATE, (SimulatingIam,), {"controls": controls})
