"""The role files of a project: whether they declare policies, so that the stack makes the role."""

from __future__ import annotations

from dataclasses import dataclass

from ufo_preflight.catalog.facts import Feature
from ufo_preflight.project.feature import no, open_, yes
from ufo_preflight.project.files import ProjectFiles
from ufo_preflight.project.ruby_scope import Helper, Scope, Use
from ufo_preflight.project.ruby_statements import read_ruby

INLINE, MANAGED = "iam_policy", "managed_iam_policy"


@dataclass(frozen=True)
class RoleFile:
    """Whether the stack makes a role, whether with managed policies, and what its file calls."""

    made: Feature
    managed_policies: Feature
    uses: tuple[Use, ...] = ()


def read_role(files: ProjectFiles, paths: tuple[str, ...], helpers: dict[str, Helper]) -> RoleFile:
    """Return what the first of `paths` that is there declares."""
    path = files.first(paths)
    if path is None:
        absent = no(f"There is no {paths[-1]}.")
        return RoleFile(absent, absent)
    scope = Scope({}, helpers)
    content = files.contents.get(path)
    if content is None or not read_ruby(content, path, scope):
        unread = open_(f"{path} is not Ruby that can be read.")
        return RoleFile(unread, unread)
    return RoleFile(
        made=_declares(scope, path, "a policy", INLINE, MANAGED),
        managed_policies=_declares(scope, path, "a managed policy", MANAGED),
        uses=tuple(scope.uses),
    )


def _declares(scope: Scope, path: str, what: str, *calls: str) -> Feature:
    found = [use for use in scope.uses if use.name in calls]
    if any(use.certain for use in found):
        return yes(f"{path} declares {what}.")
    if found:
        return open_(f"{path} declares {what} conditionally.")
    return no(f"{path} declares no {what.removeprefix('a ')}.")
