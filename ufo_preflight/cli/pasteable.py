"""The run's own options as words to paste behind another command."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence

import click

from ufo_preflight.cli import groups
from ufo_preflight.cli.click_command import ARGUMENTS

SEPARATOR = "--"


def own_options() -> str:
    """Return the options of the running command that `policy` takes, too, "" when there are none.

    What variables and preflight.yml set holds for the next command without being repeated.
    """
    context = click.get_current_context(silent=True)
    arguments = context.meta.get(ARGUMENTS, ()) if context is not None else ()
    shared = (groups.scope(full=None), groups.POLICY_FILES, groups.PROJECT, groups.AWS)
    takes = {
        flag: not option.is_flag
        for group in shared
        for option in group.options
        for flag in (*option.opts, *option.secondary_opts)
    }
    return shlex.join(_kept(arguments, takes))


def _kept(arguments: Sequence[str], takes: Mapping[str, bool]) -> Iterator[str]:
    rest = iter(arguments)
    for word in rest:
        if word == SEPARATOR:
            return
        flag, equals, _ = word.partition("=")
        if flag in takes:
            yield word
            if takes[flag] and not equals:
                yield next(rest, "")
