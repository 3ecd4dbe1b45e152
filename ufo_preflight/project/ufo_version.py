"""Which UFO a project is for, told as UFO tells it: lib/ufo/command.rb of boltops-tools/ufo."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ufo_preflight.project.snapshot import ProjectFiles

V6_FILE, LEGACY_FILE, LOCK = ".ufo/config.rb", ".ufo/settings.yml", "Gemfile.lock"
# The last releases: what is taken where no Gemfile.lock names one.
LATEST = {6: (6, 3, 13), 5: (5, 0, 7), 4: (4, 6, 3)}
_LOCKED = re.compile(rb"^ {1,20}ufo \((\d{1,3})\.(\d{1,3})\.(\d{1,3})", re.MULTILINE)
_CAMEL = re.compile(rb"^(Elb|TargetGroup|Listener|ListenerSsl|Dns|Ecs):", re.MULTILINE)


@dataclass(frozen=True)
class UfoVersion:
    """A release of UFO; `guess` says from what it was guessed, "" when Gemfile.lock names it."""

    release: tuple[int, int, int]
    guess: str = ""

    @property
    def major(self) -> int:
        """The first number of the release."""
        return self.release[0]

    def __str__(self) -> str:
        return ".".join(str(part) for part in self.release)


def version_of(files: ProjectFiles) -> UfoVersion | None:
    """Return the UFO that a folder is a project of, None when it is none.

    UFO 3 and older, and a UFO 4 that was never set up, are told by their version: 3 or less.
    """
    locked = _LOCKED.search(files.contents.get(LOCK, b""))
    release = (int(locked[1]), int(locked[2]), int(locked[3])) if locked is not None else None
    if files.has(V6_FILE):
        is_6 = release is not None and release[0] >= 6
        return UfoVersion(release) if release and is_6 else UfoVersion(LATEST[6])
    if not files.has(LEGACY_FILE):
        return None
    if release is not None and release[0] < 6:
        return UfoVersion(release)
    if not files.under(".ufo/settings"):
        return UfoVersion((3, 0, 0), guess="there is no .ufo/settings folder")
    sign = _sign_of_v5(files)
    return UfoVersion(LATEST[5 if sign else 4], guess=sign or "nothing of UFO 5 is there")


def _sign_of_v5(files: ProjectFiles) -> str:
    settings = files.contents.get(LEGACY_FILE, b"")
    if files.under(".ufo/iam_roles"):
        return "there is .ufo/iam_roles"
    if files.has(".secrets"):
        return "there is .secrets"
    for name in ("auto_camelize", "managed_security_groups"):
        if name.encode() in settings:
            return f"{LEGACY_FILE} has {name}"
    for path in files.under(".ufo/settings/cfn"):
        if _CAMEL.search(files.contents.get(path, b"")):
            return f"{path} has keys in CamelCase"
    return ""


def hint_without_project(files: ProjectFiles) -> str:
    """Return what to do where a folder is no UFO project, "" when nothing is known to do."""
    if files.has("ufo/settings.yml") or files.has("ufo/task_definitions.rb"):
        return "ufo/ is of UFO 1 or 2, which is not read."
    if files.nearby:
        return f"Projects are near: name one by --ufo-root {' or '.join(files.nearby[:3])}."
    return ""
