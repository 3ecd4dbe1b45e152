"""The helpers of UFO that call AWS while its files are read, and what they are called with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from ufo_preflight.catalog.facts import Feature
from ufo_preflight.project.feature import no, open_, yes
from ufo_preflight.project.files import ProjectFiles
from ufo_preflight.project.findings import known_text
from ufo_preflight.project.images import repository
from ufo_preflight.project.ruby_scope import Use
from ufo_preflight.project.values import Value

_ENTRY = re.compile(rb"^[ \t]*[^#\s]", re.MULTILINE)

# lib/ufo/task_definition/helpers of https://github.com/boltops-tools/ufo
_FEATURES = {
    "helper_acm": ("acm_cert",),
    "helper_ecr": ("ecr_repo",),
    "helper_key_pairs": ("key_pairs",),
    "helper_ssm": ("ssm",),
    "helper_stack_output": ("stack_output",),
    "helper_waf": ("waf",),
}


def helper_features(uses: Iterable[Use]) -> dict[str, Feature]:
    """Return which helpers are called, each with the place of its first call."""
    called = tuple(uses)
    return {feature: _feature(called, names) for feature, names in _FEATURES.items()}


def _feature(uses: tuple[Use, ...], names: tuple[str, ...]) -> Feature:
    found = [use for use in uses if use.name in names]
    for use in found:
        if use.certain:
            return yes(f"`{use.name}` is called in {use.place}.")
    if found:
        return open_(f"`{found[0].name}` is called conditionally in {found[0].place}.")
    return no(f"`{names[0]}` is not called.")


def looks_up_account(files: ProjectFiles, uses: Iterable[Use]) -> Feature:
    """Return whether UFO asks for the account id: for the `account` helper and for secrets."""
    for path in files.under(".ufo/env_files"):
        content = files.contents.get(path, b"")
        if path.endswith("secrets") and _ENTRY.search(content):
            return yes(f"{path} has entries.")
    return _feature(tuple(uses), ("account",))


def helper_names(
    uses: Iterable[Use], expanded: Callable[[str], Value]
) -> dict[str, tuple[str, ...]]:
    """Return what helpers are asked for, where every call of one says it in words."""
    called = tuple(uses)
    names = {
        "output_stack": _arguments(
            called, "stack_output", lambda text: known_text(expanded(text.partition(".")[0]))
        ),
        "parameter": _arguments(called, "ssm", lambda text: text.lstrip("/")),
        "looked_up_repository_arn": _arguments(
            called, "ecr_repo", lambda text: repository("{region}", "{account}", text)
        ),
    }
    return {name: found for name, found in names.items() if found and all(found)}


def _arguments(uses: tuple[Use, ...], name: str, change: Callable[[str], str]) -> tuple[str, ...]:
    given = [known_text(use.arguments[0]) for use in uses if use.name == name and use.arguments]
    return tuple(dict.fromkeys(change(text) for text in given)) if all(given) else ()
