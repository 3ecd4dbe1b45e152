"""botocore's data loader without what takes most of its time and serves nobody here.

botocore lists four hundred service directories so as to name them all in an error that cannot
happen here, and reads the endpoints of every service in every region, which the rules of each
service's own endpoints then overrule. `endpoints.json` beside this file is the part of that file
that says which partition a region belongs to and where IAM is; a test compares the two.
"""

# mypy: disallow-subclassing-any=False

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from botocore.loaders import Loader

# The services of this program, and those that botocore's credential providers call.
SERVICES = (
    "application-autoscaling",
    "cloudformation",
    "ec2",
    "ecr",
    "ecs",
    "elbv2",
    "iam",
    "logs",
    "signin",
    "sso",
    "sso-oidc",
    "sts",
)
ENDPOINTS = "endpoints"


class DirectLoader(Loader):
    """A loader that goes straight to the few services that are ever called."""

    cuts_endpoints = True

    @classmethod
    def over(cls, data_path: str | None, *, cuts_endpoints: bool) -> DirectLoader:
        """Return a loader that also searches the folders of AWS_DATA_PATH, as botocore's does.

        The cut of the endpoints knows none of the variants (FIPS, dual-stack).
        """
        extra = data_path.split(os.pathsep) if data_path else []
        loader = cls(extra_search_paths=[str(Path(folder).expanduser()) for folder in extra])
        loader.cuts_endpoints = cuts_endpoints
        return loader

    def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002 - botocore's
        """Return the services that can be loaded, whatever the type of the data."""
        return list(SERVICES)

    def load_data_with_path(self, name: str) -> tuple[dict[str, Any], str]:
        """Return data and its file; the endpoints are the cut, unless the user has their own."""
        if name != ENDPOINTS or not self.cuts_endpoints or self._has_folders_of_the_user():
            loaded: tuple[dict[str, Any], str] = super().load_data_with_path(name)
            return loaded
        cut: dict[str, Any] = json.loads(
            Path(__file__).with_name("endpoints.json").read_text(encoding="utf-8")
        )
        return cut, str(Path(self.BUILTIN_DATA_PATH, ENDPOINTS))

    def _has_folders_of_the_user(self) -> bool:
        return any(
            Path(folder).is_dir()
            for folder in self.search_paths
            if folder != self.BUILTIN_DATA_PATH
        )
