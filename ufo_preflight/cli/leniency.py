"""What makes a check more lenient, or ask somebody else, without standing in the command itself.

A flag is in the command; a variable or `.ufo/preflight.yml` is not, and whoever set it may be somebody
else than whoever reads the report. So every report names them with their place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import click
from click.core import ParameterSource

from ufo_preflight.cli.options import PLACES, Option, world_of
from ufo_preflight.project.preferences import NOTHING_STATED, Preferences

# Options that can only make a check stricter, or change nothing in the verdict, are not here.
_LENIENT: Mapping[str, Callable[[object], bool]] = {
    **dict.fromkeys(("only", "skip", "optional", "phase", "context", "resource"), bool),
    **dict.fromkeys(("passrole_arn", "policy_file", "principal_arn", "endpoint_url"), bool),
    **dict.fromkeys(("no_verify_ssl", "evaluated"), bool),
    "mfa": lambda value: value is not None,
    "fail_on": lambda value: value == "never",
    "on_unknown": lambda value: value == "warn",
    "full": lambda value: value is False,
}


def leniencies(preferences: Preferences = NOTHING_STATED) -> tuple[str, ...]:
    """Return each with its place, of the options of the command that runs now."""
    ctx = click.get_current_context(silent=True)
    options = () if ctx is None else _of_options(ctx)
    return (*options, *_of_features(preferences))


def _of_options(ctx: click.Context) -> Iterator[str]:
    environ = world_of(ctx).environ
    for option in ctx.command.params:
        name = str(option.name)
        if not isinstance(option, Option) or not _LENIENT.get(name, bool)(ctx.params.get(name)):
            continue
        source = ctx.get_parameter_source(name)
        flag = option.opts[-1] if ctx.params[name] is not False else option.secondary_opts[-1]
        if source is ParameterSource.DEFAULT_MAP and name in _LENIENT:
            setting = ctx.meta[PLACES][name]
            yield f"{_shown(flag, setting.value)} ({setting.place})"
        elif source is ParameterSource.ENVIRONMENT and name in _LENIENT:
            found = option.variable_set(environ)
            if found is not None and found[0].startswith("UFO_PREFLIGHT_"):
                yield f"{_shown(flag, found[1])} ({found[0]})"


def _shown(flag: str, value: str | tuple[str, ...]) -> str:
    texts = (value,) if isinstance(value, str) else value
    is_switch = {text.lower() for text in texts} <= {"1", "0", "true", "false", "yes", "no"}
    return flag if is_switch else f"{flag} {', '.join(texts)}"


def _of_features(preferences: Preferences) -> Iterator[str]:
    for name, place in preferences.places.items():
        yield f"{name} ({place})"
