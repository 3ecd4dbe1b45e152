"""click's options and commands, with what every one of this program's has.

An option is set by its flag, else by UFO_PREFLIGHT_<OPTION>, else by `.ufo/preflight.yml` (click's
default map), else by its default; an error names the place that the value came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click
from click.core import ParameterSource

from ufo_preflight.cli.world import World

VARIABLE_PREFIX = "UFO_PREFLIGHT_"
TRUE, FALSE = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})
TRUTHS = TRUE | FALSE
# Also the twin of --skip: a truth value opens the gate of `run` and the hook, ids skip checks.
SKIP_VARIABLE = f"{VARIABLE_PREFIX}SKIP"
SEPARATOR = "--"
PROGRAM = "ufo-preflight"
# The settings of `.ufo/preflight.yml` by the option that they set, in click's `Context.meta`.
PLACES = f"{__name__}.places"


def is_gate_open(environ: Mapping[str, str]) -> bool:
    """Return whether UFO_PREFLIGHT_SKIP opens the gate."""
    return environ.get(SKIP_VARIABLE, "").lower() in TRUE


def world_of(ctx: click.Context) -> World:
    """Return the world of this run."""
    return ctx.find_object(World) or World.real()


class Option(click.Option):
    """An option with its twin UFO_PREFLIGHT_<OPTION>.

    `also` are further variables that set it, which come after the twin. A value of a variable that
    is in `foreign` is meant for something else and counts as not set.
    """

    def __init__(
        self,
        *flags: str,
        also: Sequence[str] = (),
        foreign: Iterable[str] = (),
        show_default: bool | str = True,
        **settings: Any,  # noqa: ANN401  click's own keywords
    ) -> None:
        positive, _, negative = next(flag for flag in flags if flag.startswith("--")).partition("/")
        self.variables = (_variable(positive), *also)
        self.negated = _variable(negative) if negative else ""
        self.foreign = frozenset(foreign)
        super().__init__(flags, envvar=list(self.variables), show_default=show_default, **settings)

    def resolve_envvar_value(self, ctx: click.Context) -> str | None:
        """Return the value of the first variable that is set in the environment of this run."""
        found = self.variable_set(world_of(ctx).environ)
        if found is None:
            return None
        name, value = found
        if name == self.negated and value.lower() in TRUTHS:
            return "0" if value.lower() in TRUE else "1"
        return value

    def value_from_envvar(self, ctx: click.Context) -> Any:  # noqa: ANN401  click's own
        """Return the value, or the values, of the variable that sets this option."""
        try:
            return super().value_from_envvar(ctx)
        except click.BadParameter as error:
            ctx.set_parameter_source(str(self.name), ParameterSource.ENVIRONMENT)
            error.param, error.ctx = self, ctx
            raise

    def variable_set(self, environ: Mapping[str, str]) -> tuple[str, str] | None:
        """Return the variable that sets this option, and its value; an empty one sets nothing."""
        for name in (*self.variables, self.negated):
            value = environ.get(name, "")
            if value and value.lower() not in self.foreign:
                return name, value
        return None

    def type_cast_value(self, ctx: click.Context, value: Any) -> Any:  # noqa: ANN401
        """Return the converted value; an empty text is refused, for it may be a lost variable."""
        if value == "" or (self.multiple and isinstance(value, tuple | list) and "" in value):
            raise click.BadParameter("an empty value", ctx=ctx, param=self)
        return super().type_cast_value(ctx, value)


def _variable(flag: str) -> str:
    return VARIABLE_PREFIX + flag.removeprefix("--").upper().replace("-", "_")


@dataclass(frozen=True)
class OptionGroup:
    """Options that stand together in the help, and the one value that a command gets from them.

    `name` is the command's parameter, `title` the heading, `make` takes the options by their names.
    """

    name: str
    title: str
    make: Callable[..., object]
    options: tuple[Option, ...]
