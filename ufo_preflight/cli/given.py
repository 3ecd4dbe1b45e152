"""What the options of a command line say, as plain values.

Each is made by a group of options (`groups`); whoever gets one knows nothing of a command line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ufo_preflight.report import FailOn, OnUnknown

if TYPE_CHECKING:
    from ufo_preflight.aws.settings import AwsSettings
    from ufo_preflight.model import ContextEntry
    from ufo_preflight.project.naming import Layers
    from ufo_preflight.project.preferences import Preferences
    from ufo_preflight.project.snapshot import ProjectFiles


@dataclass(frozen=True)
class Scope:
    """Who is checked, which checks, and with which context."""

    principal_arn: str | None = None
    full: bool = False
    phase: str | None = None
    require: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    passrole_arn: tuple[str, ...] = ()
    resource: tuple[tuple[str, str], ...] = ()
    context: tuple[ContextEntry, ...] = ()
    mfa: bool | None = None


@dataclass(frozen=True)
class PolicySources:
    """The policy files of each layer; where one is named, AWS is not asked at all."""

    policy_file: tuple[str, ...] = ()
    boundary_file: str | None = None
    scp_file: tuple[str, ...] = ()

    @property
    def is_offline(self) -> bool:
        """Whether policy files decide."""
        return bool(self.policy_file or self.boundary_file or self.scp_file)


@dataclass(frozen=True)
class OpenedProject:
    """The files of a project, read once, what its preflight.yml says, and UFO's environment."""

    files: ProjectFiles
    preferences: Preferences
    environ: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Project:
    """A project, and the layers of it that are checked."""

    opened: OpenedProject
    layers: Layers


@dataclass(frozen=True)
class AwsOptions:
    """How AWS is asked, and for how long."""

    profile: str | None = None
    region: str | None = None
    endpoint_url: str | None = None
    ca_bundle: str | None = None
    no_verify_ssl: bool = False
    cli_read_timeout: float = 10
    cli_connect_timeout: float = 5
    timeout: float | None = None
    debug: bool = False

    def settings(self) -> AwsSettings:
        """Return the settings of a session."""
        from ufo_preflight.aws.settings import AwsSettings

        return AwsSettings(
            profile=self.profile,
            region=self.region,
            endpoint_url=self.endpoint_url,
            ca_bundle=self.ca_bundle,
            verify_ssl=not self.no_verify_ssl,
            read_timeout=self.cli_read_timeout,
            connect_timeout=self.cli_connect_timeout,
        )

    def region_named(self, environ: Mapping[str, str]) -> str:
        """Return the region that is named without asking botocore, "" when none is."""
        named = self.region or environ.get("AWS_REGION")
        return named or environ.get("AWS_DEFAULT_REGION") or ""


@dataclass(frozen=True)
class Strict:
    """What closes the gate, and what calls are spent on: the reasons, and probes."""

    fail_on: str = FailOn.REQUIRED.value
    on_unknown: str = OnUnknown.FAIL.value
    no_attribution: bool = False
    probe: bool = False


@dataclass(frozen=True)
class LookOptions:
    """How text looks."""

    quiet: bool = False
    verbose: bool = False
    color: str = "auto"
    width: int | None = None


@dataclass(frozen=True)
class ReportOptions(LookOptions):
    """Where the report goes, in which formats, and how it looks."""

    output: str = "table"
    report: tuple[tuple[str, str], ...] = ()
