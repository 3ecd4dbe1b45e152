"""A command as click runs it: its groups of options, its help, and its errors with their place."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click
from click.core import ParameterSource

from ufo_preflight.cli.options import PLACES, PROGRAM, SEPARATOR, Option, OptionGroup, world_of
from ufo_preflight.cli.world import World
from ufo_preflight.errors import PreferencesError, PreflightError, UsageError

HELP_FLAGS = ("-h", "--help")
_STRENGTH = (
    ParameterSource.COMMANDLINE,
    ParameterSource.ENVIRONMENT,
    ParameterSource.DEFAULT_MAP,
    ParameterSource.DEFAULT,
)


@dataclass(frozen=True)
class Words:
    """The words of a command that are no options: what they stand for, and whether `--` leads them."""

    metavar: str
    after_separator: bool = False
    is_optional: bool = False


# Where the words of the command line are kept for hints that repeat its options.
ARGUMENTS = "ufo_preflight.arguments"


class Command(click.Command):
    """A command of the program: its groups of options, its examples, and the function that runs it.

    `run` is called with the world, `words` where the command takes some, and one value a group. Of
    the options in each tuple of `exclusive` only one may be set. `unused` returns, for the values
    of the options, those that would change nothing, each with what it is for.
    """

    def __init__(
        self,
        name: str,
        run: Callable[..., int],
        *,
        summary: str,
        groups: Sequence[OptionGroup],
        examples: Sequence[str],
        words: Words | None = None,
        exclusive: Sequence[tuple[str, ...]] = (),
        unused: Callable[[Mapping[str, object]], Mapping[str, str]] = lambda _given: {},
    ) -> None:
        self.groups = tuple(groups)
        self.examples = tuple(examples)
        self.words = words
        self.exclusive = tuple(exclusive)
        self.unused = unused
        params: list[click.Parameter] = [option for group in groups for option in group.options]
        if words is not None:
            params.append(click.Argument(["words"], nargs=-1, type=click.UNPROCESSED))
        super().__init__(name, callback=run, help=summary, params=params)

    @property
    def flags(self) -> Mapping[str, bool]:
        """Every flag, and whether the word after it is its value."""
        return {
            flag: not param.is_flag
            for param in (*self.params, HELP)
            if isinstance(param, click.Option)
            for flag in (*param.opts, *param.secondary_opts)
        }

    def make_parser(self, ctx: click.Context) -> Any:  # noqa: ANN401  click's parser is private
        """Return click's parser, which leaves the words after `--` alone."""
        parser = super().make_parser(ctx)
        parser.allow_interspersed_args = not (self.words and self.words.after_separator)
        return parser

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the words; those before `--` have to be options where only those after it count."""
        ctx.meta[ARGUMENTS] = tuple(args)
        if self.words and self.words.after_separator:
            before = args[: args.index(SEPARATOR)] if SEPARATOR in args else args
            after = args[len(before) + 1 :]
            rest = super().parse_args(ctx, before)
            if plain := ctx.params["words"]:
                raise UsageError(
                    f"`--` is missing before {plain[0]!r}",
                    hint=f"For example: {self.examples[0]}",
                )
            ctx.params["words"] = tuple(after)
            return rest
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> int:
        """Run the command with the values of its groups and return its exit code."""
        if ctx.params.get("debug"):
            from ufo_preflight.cli.debug import log_to

            log_to(world_of(ctx))
        for names in self.exclusive:
            self._keep_one(ctx, names)
        for name, purpose in self.unused(ctx.params).items():
            if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
                raise UsageError(
                    f"{self._flag(name)} would change nothing: it is for {purpose}",
                    hint="Leave it out.",
                )
        values = {
            group.name: group.make(
                **{str(option.name): ctx.params[str(option.name)] for option in group.options}
            )
            for group in self.groups
        }
        words = {"words": ctx.params["words"]} if self.words else {}
        assert self.callback is not None  # noqa: S101  __init__ takes no command without one
        return int(self.callback(world_of(ctx), **values, **words))

    def _keep_one(self, ctx: click.Context, names: tuple[str, ...]) -> None:
        """Keep the option that was set by the strongest means; UsageError where two were."""
        by_source: dict[ParameterSource | None, list[str]] = {}
        for name in names:
            if ctx.params[name]:
                by_source.setdefault(ctx.get_parameter_source(name), []).append(name)
        strength = (*_STRENGTH, None)
        for source in sorted(by_source, key=strength.index)[1:]:
            ctx.params.update(dict.fromkeys(by_source[source]))
        if by_source and len(kept := by_source[min(by_source, key=strength.index)]) > 1:
            first, second, *_ = map(self._flag, kept)
            raise UsageError(f"{first} and {second} exclude each other", hint="Drop one of them.")

    def _flag(self, name: str) -> str:
        return next(param.opts[-1] for param in self.params if param.name == name)

    def get_help_option(self, _ctx: click.Context) -> click.Option:
        """Return the option that shows the help on the stdout of this run."""
        return HELP

    def options_in(self, words: list[str], world: World) -> Mapping[str, object]:
        """Return the options in these words, by their names; UsageError where one cannot be taken."""
        path = f"{PROGRAM} {self.name}"
        try:
            return self.make_context(path, words, obj=world).params
        except click.UsageError as error:
            raise preflight_error(error, path) from error

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line that shows the command's form."""
        form = "[OPTIONS]"
        if self.words:
            words = f"{'-- ' * self.words.after_separator}{self.words.metavar}"
            form += f" [{words}]" if self.words.is_optional else f" {words}"
        formatter.write_usage(ctx.command_path, form, prefix="usage: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, a section a group, and the examples."""
        for title, options in [*((g.title, g.options) for g in self.groups), ("help", (HELP,))]:
            records = [option.get_help_record(ctx) for option in options]
            with formatter.section(title):
                formatter.write_dl([record for record in records if record])
        with formatter.section("examples"):
            for example in self.examples:
                formatter.write(f"{'':{formatter.current_indent}}{example}\n")


def _show_help(ctx: click.Context, _param: click.Parameter, is_asked: bool) -> None:
    if is_asked and not ctx.resilient_parsing:
        world_of(ctx).print(ctx.get_help())
        ctx.exit()


HELP = click.Option(
    HELP_FLAGS, is_flag=True, is_eager=True, expose_value=False, callback=_show_help,
    help="Show this text.",
)  # fmt: skip


def preflight_error(error: click.UsageError, path: str) -> PreflightError:
    """Return click's complaint about the command `path` as an error: the place, and the next step."""
    ctx = error.ctx
    see = f"See: {path} --help"
    if isinstance(error, click.NoSuchOption):
        flags = [flag for param in ctx.command.params for flag in param.opts] if ctx else []
        near = nearest(error.option_name, flags)
        return UsageError(f"no such option: {error.option_name}", hint=near + see)
    if isinstance(error, click.BadParameter) and ctx and isinstance(error.param, Option):
        return _bad_value(error.message, error.param, ctx, see)
    message = error.format_message().rstrip(".")
    return UsageError(message[0].lower() + message[1:], hint=see)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the question whether the most similar name was meant, "" where none is similar."""
    return "".join(f"Did you mean {near}? " for near in difflib.get_close_matches(name, known, n=1))


def _bad_value(
    problem: str, option: Option, ctx: click.Context, see: str
) -> UsageError | PreferencesError:
    problem = problem.rstrip(".")
    source = ctx.get_parameter_source(str(option.name))
    if source is ParameterSource.DEFAULT_MAP:
        setting = ctx.meta[PLACES][option.name]
        return PreferencesError(f"{setting.place}: `{setting.key}`: {problem}")
    if source is ParameterSource.ENVIRONMENT:
        set_by = option.variable_set(world_of(ctx).environ)
        return UsageError(f"{set_by[0] if set_by else option.name}: {problem}", hint=see)
    return UsageError(f"{option.opts[-1]}: {problem}", hint=see)
