"""What the values of options are: read, or refused, before anything is done with them."""

from __future__ import annotations

import json
import math
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from ufo_preflight.arn import Arn
from ufo_preflight.errors import UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from ufo_preflight.model import ContextEntry

LEAST_COLUMNS = 40
SIMULATED_KINDS = ("user", "group", "role")


class Text(click.types.StringParamType):
    """A text, read by a function that raises ValueError for one that cannot be taken.

    `completes` is what a shell does for an unfinished value: "file", "dir", or a function that
    returns what it may become.
    """

    def __init__(
        self,
        name: str = "text",
        read: Callable[[str], object] = str,
        *,
        completes: str | Callable[[str], Iterable[str]] = "",
    ) -> None:
        self.name = name
        self.read = read
        self.completes = completes

    def convert(
        self,
        value: Any,  # noqa: ANN401  click's own
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Any:  # noqa: ANN401  the base class promises a text
        """Return what the text stands for."""
        if not isinstance(value, str):
            self.fail("needs a text", param, ctx)
        try:
            return self.read(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)

    def split_envvar_value(self, rv: str) -> Sequence[str]:
        """Return the values of a variable, split and quoted as in a shell."""
        try:
            return shlex.split(rv)
        except ValueError as error:
            raise click.BadParameter(f"{rv!r} is not quoted as in a shell ({error})") from error

    def shell_complete(
        self, _ctx: click.Context, _param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return what the shell offers for an unfinished value."""
        from click.shell_completion import CompletionItem

        if isinstance(self.completes, str):
            return [CompletionItem(incomplete, type=self.completes)] if self.completes else []
        return [CompletionItem(text) for text in self.completes(incomplete)]


def check_ids(text: str) -> tuple[str, ...]:
    """Return the check ids of a comma-separated list; which there are is known to the catalogue."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def completed_ids(incomplete: str) -> Iterable[str]:
    """Return what an unfinished list of check ids may become."""
    from ufo_preflight.catalog import load_catalogue

    before, comma, last = incomplete.rpartition(",")
    ids = [row.id for row in load_catalogue().checks]
    return [before + comma + name for name in ids if name.startswith(last)]


def arn(text: str) -> str:
    """Return an ARN as it is written; ValueError for another text."""
    try:
        Arn.parse(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is not an ARN") from error
    return text


def principal(text: str) -> str:
    """Return the ARN of a user, group, role or a role's session; ValueError for another text."""
    found = Arn.parse(arn(text))
    is_session = found.service == "sts" and found.resource_type == "assumed-role"
    is_simulated = found.service == "iam" and found.resource_type in SIMULATED_KINDS
    if not (is_session or is_simulated) or not found.resource_path or not found.account.isdigit():
        raise ValueError(
            f"{text!r} is no user, group or role, as arn:aws:iam::123456789012:role/deploy is"
        )
    return text


def pair(
    form: str, second: Callable[[str], str] = str, *, first: Sequence[str] = ()
) -> Callable[[str], tuple[str, str]]:
    """Return a reader of `NAME=VALUE`: the name one of `first` where there are any."""

    def read(text: str) -> tuple[str, str]:
        name, equals, value = text.partition("=")
        if not equals or not name or not value:
            raise ValueError(f"{text!r} is not of the form {form}")
        if first and name not in first:
            raise ValueError(f"there is no {name!r}; there are {', '.join(first)}")
        return name, second(value)

    return read


def context_entry(text: str) -> ContextEntry:
    """Return the condition key and its value; ValueError for another text."""
    from ufo_preflight.context import parse_entry

    try:
        return parse_entry(text)
    except UsageError as error:
        message = error.message.removeprefix("--context ")
        raise ValueError(f"{message}. {error.hint}" if error.hint else message) from error


def seconds(text: str) -> float:
    """Return a positive number of seconds; ValueError for another text."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise ValueError(f"{text} is not a positive number of seconds")
    return number


def columns(text: str) -> int:
    """Return a width that a table can be read in; ValueError for another text."""
    if not text.isdecimal() or int(text) < LEAST_COLUMNS:
        raise ValueError(f"{text!r} is no width of {LEAST_COLUMNS} columns or more")
    return int(text)


def evaluated(text: str) -> Mapping[str, object]:
    """Return settings by their names, read of JSON; ValueError for another text."""
    try:
        found = json.loads(text)
    except ValueError as error:
        raise ValueError(f"this is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise ValueError("an object of settings is expected")
    for name, value in found.items():
        texts = value if isinstance(value, list) else []
        if isinstance(value, dict) or not all(isinstance(one, str) for one in texts):
            raise ValueError(f"{name} is no plain value")
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in found.items()
    }


TEXT = Text()
FILE, FOLDER = Text("file", completes="file"), Text("folder", completes="dir")
IDS = Text("ids", check_ids, completes=completed_ids)
ARN, PRINCIPAL = Text("arn", arn), Text("principal", principal)
EVALUATED = Text("json", evaluated)
CONTEXT = Text("context", context_entry)
SECONDS, COLUMNS = Text("seconds", seconds), Text("columns", columns)
