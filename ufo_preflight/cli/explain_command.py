"""`ufo-preflight explain`: a denial text in, who, what, which layer, and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ufo_preflight.cli import groups
from ufo_preflight.cli.click_command import Command, Words
from ufo_preflight.cli.explain_text import STDIN, CountedText, chunks_of
from ufo_preflight.cli.explain_whole import POINTER, is_in_project, whole_check
from ufo_preflight.cli.given import AwsOptions, ReportOptions
from ufo_preflight.cli.option_types import FILE
from ufo_preflight.cli.options import Option, OptionGroup
from ufo_preflight.cli.output import style_of
from ufo_preflight.cli.timeout import bounded
from ufo_preflight.cli.world import World
from ufo_preflight.denial.denial import Denial, Explained, Explanation
from ufo_preflight.denial.stream import explain_stream
from ufo_preflight.errors import UsageError
from ufo_preflight.render.denials import DENIAL_RENDERERS


@dataclass(frozen=True)
class Asking:
    """Where the text is, what AWS is asked about it, and what is told of it."""

    file: str | None = None
    decode: bool = False
    verify: bool = False
    check: bool = False
    redact: bool = False


def explain(
    world: World, words: Sequence[str], *, asking: Asking, report: ReportOptions, aws: AwsOptions
) -> int:
    """Explain the text and return 0, or 3 when a part of it could not be read or decided."""
    counted = CountedText(chunks_of(words, asking.file, world))
    denials = tuple(explain_stream(counted))
    if (
        not denials
        and len(words) == 1
        and words[0] != STDIN
        and not any(map(str.isspace, words[0]))
    ):
        raise UsageError(
            f"{words[0]} is neither a file nor a message",
            hint="Name a file that is there, or quote the whole message.",
        )
    with bounded(aws.timeout, world):
        found = _asked(denials, asking, aws)
        whole, is_whole_told = _whole(denials, asking, aws, world)
    explanation = Explanation(found, counted.lines, whole, is_whole_told)
    if asking.redact:
        from ufo_preflight.denial.redact import redacted

        explanation = redacted(explanation)
    style = style_of(report, world)
    world.print(DENIAL_RENDERERS[report.output](explanation, style), colored=style.use_color)
    return explanation.exit_code


def _whole(
    denials: tuple[Denial, ...], asking: Asking, aws: AwsOptions, world: World
) -> tuple[tuple[str, ...], bool]:
    if asking.check:
        text, is_told = whole_check(denials, aws, world)
        return (text,), is_told
    is_denied = any(one.problem is None and one.is_understood for one in denials)
    return ((POINTER,) if is_denied and is_in_project(world) else ()), True


def _unused(given: Mapping[str, object]) -> Mapping[str, str]:
    """Return the options that change nothing, and whose they are."""
    if given["decode"] or given["verify"] or given["check"]:
        return {}
    return dict.fromkeys(groups.names(groups.AWS) - {"debug"}, "--decode, --verify and --check")


COMMAND = Command(
    "explain",
    explain,
    summary="Explain an AccessDenied message, an event or a whole log.",
    words=Words("[TEXT …]"),
    groups=(
        OptionGroup("asking", "the text (words, the name of a file, or stdin), and AWS", Asking, (
            Option("--file", metavar="FILE", type=FILE, help="Read the text from this file."),
            Option("--decode", is_flag=True, help="Open encoded messages through STS."),
            Option("--verify", is_flag=True, help="Ask the simulator about every denial."),
            Option("--check", is_flag=True, help="Say what else this project's ship lacks."),
            Option("--redact", is_flag=True, help="Replace accounts, names and ids."),
        )),
        groups.text(DENIAL_RENDERERS),
        groups.AWS,
    ),
    examples=(
        "ufo ship 2>&1 | ufo-preflight explain",
        "ufo-preflight explain --decode --file ship.log",
    ),
    unused=_unused,
)  # fmt: skip


def _asked(denials: tuple[Denial, ...], asking: Asking, aws: AwsOptions) -> tuple[Explained, ...]:
    if not denials or not (asking.decode or asking.verify):
        return tuple(Explained(denial) for denial in denials)
    from ufo_preflight.aws.session import open_session
    from ufo_preflight.cli.explain_aws import ask_aws

    return ask_aws(
        open_session(aws.settings()), denials, decode=asking.decode, verify=asking.verify
    )
