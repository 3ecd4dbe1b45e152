"""Options and their twins: a flag beats UFO_PREFLIGHT_<OPTION>, which beats a default."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import NoReturn

from ufo_preflight.errors import UsageError

VARIABLE_PREFIX = "UFO_PREFLIGHT_"
TRUE, FALSE = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off", ""})
# Also the twin of --skip: a truth value opens the gate of `run` and the hook, ids skip checks.
SKIP_VARIABLE = f"{VARIABLE_PREFIX}SKIP"


class Parser(argparse.ArgumentParser):
    """An argparse parser that raises UsageError in place of printing and exiting."""

    def error(self, message: str) -> NoReturn:
        """Raise the complaint as a UsageError with the next step."""
        raise UsageError(message, hint=f"See: {self.prog} --help")


def parse(
    parser: argparse.ArgumentParser, argv: Sequence[str], environ: Mapping[str, str]
) -> argparse.Namespace:
    """Return the options of `argv`, completed from the environment.

    UsageError names the flag, or the variable, that cannot be taken.
    """
    given = {action.dest for action in _given(parser, argv)}
    args = parser.parse_args(argv)
    for action in parser._actions:  # noqa: SLF001
        variable = variable_of(action)
        if variable and action.dest not in given and _is_value(variable, environ):
            if _is_for_reports(action, environ[variable]):
                continue
            _apply(parser, action, variable, environ[variable], args)
    return args


def variable_of(action: argparse.Action) -> str:
    """Return the environment variable that is the twin of an option, "" for one without."""
    flags = [flag for flag in action.option_strings if flag.startswith("--")]
    if not flags or action.dest in ("help", "version"):
        return ""
    return VARIABLE_PREFIX + flags[0].removeprefix("--").upper().replace("-", "_")


def value_flags(parser: argparse.ArgumentParser) -> frozenset[str]:
    """Return the flags whose next word is their value."""
    return frozenset(
        flag
        for action in parser._actions  # noqa: SLF001
        if action.nargs != 0
        for flag in action.option_strings
    )


def is_gate_open(environ: Mapping[str, str]) -> bool:
    """Return whether UFO_PREFLIGHT_SKIP opens the gate."""
    return environ.get(SKIP_VARIABLE, "").lower() in TRUE


def _is_for_reports(action: argparse.Action, value: str) -> bool:
    """Return whether the value is a format of reports, set for all commands, that this one lacks."""
    from ufo_preflight.render import RENDERERS

    choices = action.choices or ()
    return action.dest == "output" and value in RENDERERS and value not in choices


def _is_value(variable: str, environ: Mapping[str, str]) -> bool:
    if variable == SKIP_VARIABLE and environ.get(variable, "").lower() in TRUE | FALSE:
        return False
    return variable in environ


def _given(parser: argparse.ArgumentParser, argv: Sequence[str]) -> Iterable[argparse.Action]:
    words = list(argv)
    if "--" in words:
        words = words[: words.index("--")]
    for action in parser._actions:  # noqa: SLF001
        if any(_names(word, flag) for word in words for flag in action.option_strings):
            yield action


def _names(word: str, flag: str) -> bool:
    if flag.startswith("--"):
        return word == flag or word.startswith(f"{flag}=")
    return word.startswith(flag) and not word.startswith("--")


def _apply(
    parser: argparse.ArgumentParser,
    action: argparse.Action,
    variable: str,
    value: str,
    args: argparse.Namespace,
) -> None:
    flag = action.option_strings[-1]
    if action.nargs == 0:
        if value.lower() not in TRUE | FALSE:
            raise UsageError(f"{variable}={value!r} is neither true nor false", hint="Use 1 or 0.")
        if value.lower() in FALSE:
            setattr(args, action.dest, not action.const)
            return
        words = [flag]
    elif isinstance(action.default, list):
        words = [f"{flag}={part}" for part in shlex.split(value)]
    else:
        words = [f"{flag}={value}"]
    try:
        parsed = parser.parse_args(words)
    except UsageError as error:
        raise UsageError(f"{variable}: {error.message}", hint=error.hint) from error
    setattr(args, action.dest, vars(parsed)[action.dest])
