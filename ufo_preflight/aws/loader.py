"""botocore's data loader without its walk through four hundred service directories.

botocore lists every service before it loads one, so as to name them all in an error that cannot
happen here. On a cold disk the walk is most of a client's start-up.
"""

# mypy: disallow-subclassing-any=False

from __future__ import annotations

import os
from pathlib import Path

from botocore.loaders import Loader

# The services of this program, and those that botocore's credential providers call.
SERVICES = ("iam", "signin", "sso", "sso-oidc", "sts")


class DirectLoader(Loader):
    """A loader that goes straight to the few services that are ever called."""

    @classmethod
    def over(cls, data_path: str | None) -> DirectLoader:
        """Return a loader that also searches the folders of AWS_DATA_PATH, as botocore's does."""
        extra = (data_path or "").split(os.pathsep) if data_path else []
        return cls(extra_search_paths=[str(Path(folder).expanduser()) for folder in extra])

    def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002 - botocore's
        """Return the services that can be loaded, whatever the type of the data."""
        return list(SERVICES)
