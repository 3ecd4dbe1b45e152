"""Which UFO a project is for, told as UFO tells it: lib/ufo/command.rb of boltops-tools/ufo."""

from __future__ import annotations

import re

from ufo_preflight.project.files import ProjectFiles

V6_FILE, LEGACY_FILE = ".ufo/config.rb", ".ufo/settings.yml"
NONE = 0
_LOCKED = re.compile(rb"^\s+ufo \((\d+)\.", re.MULTILINE)
_CAMEL = re.compile(rb"^(Elb|TargetGroup|Listener|ListenerSsl|Dns|Ecs):", re.MULTILINE)


def version_of(files: ProjectFiles) -> int:
    """Return 6, 5 or 4, or NONE for a folder that is no UFO project."""
    if files.has(V6_FILE):
        return 6
    if not files.has(LEGACY_FILE):
        return NONE
    locked = _LOCKED.search(files.contents.get("Gemfile.lock", b""))
    if locked is not None and int(locked[1]) in (4, 5):
        return int(locked[1])
    return 5 if _looks_like_v5(files) else 4


def _looks_like_v5(files: ProjectFiles) -> bool:
    settings = files.contents.get(LEGACY_FILE, b"")
    return (
        bool(files.under(".ufo/iam_roles"))
        or files.has(".secrets")
        or b"auto_camelize" in settings
        or b"managed_security_groups" in settings
        or any(
            _CAMEL.search(files.contents.get(path, b""))
            for path in files.under(".ufo/settings/cfn")
        )
    )
