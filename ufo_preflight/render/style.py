"""How text is shown in a terminal: colours and marks, escaping, widths and wrapping.

Text from policies, projects and AWS is untrusted: a Sid or a project's name may hold escape
sequences that move the cursor, change the window's title or turn a red line green. Everything that
is shown passes through `visible`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ufo_preflight.model import Overall, Result

# Unicode, ASCII, and the number of the colour in the terminal.
# https://ecma-international.org/publications-and-standards/standards/ecma-48/ (SGR)
_GLYPHS = {
    Result.PASS: ("✓", "+", 32),
    Result.FAIL: ("✗", "x", 31),
    Result.WARN: ("!", "!", 33),
    Result.UNKNOWN: ("?", "?", 35),
    Result.SKIPPED: ("-", "-", 2),
}
_VERDICTS = {Overall.READY: 32, Overall.BLOCKED: 31, Overall.UNDETERMINED: 35}
# A word that is longer than a line is usually an ARN; it is broken after one of these.
_BREAK_AFTER = ":/,"
# Between two columns.
GAP = "  "


@dataclass(frozen=True)
class Style:
    """Decided once by the command line: width in terminal columns (at least 40), colour, detail."""

    width: int = 80
    use_color: bool = False
    use_unicode: bool = True
    verbose: bool = False
    quiet: bool = False

    def glyph(self, result: Result) -> str:
        """Return the one-column mark of a result; results differ in it without colour too."""
        unicode, ascii_only, color = _GLYPHS[result]
        return self._colored(unicode if self.use_unicode else ascii_only, color)

    def result(self, result: Result) -> str:
        """Return the word for a result."""
        return self._colored(result.value, _GLYPHS[result][2])

    def verdict(self, verdict: Overall) -> str:
        """Return the word for a verdict."""
        return self._colored(verdict.value, _VERDICTS[verdict])

    def bold(self, text: str) -> str:
        """Return a heading."""
        return self._colored(text, 1)

    def visible(self, text: str) -> str:
        """Return one line that is safe to print and can be encoded by this terminal."""
        return visible(text, ascii_only=not self.use_unicode)

    def wrap(
        self, text: str, first: str = "", rest: str = "", *, whole_words: bool = False
    ) -> list[str]:
        """Return a text as `visible` lines that fit; `first` and `rest` are the indents.

        With `whole_words` a word that is longer than a line sticks out, for it is to be copied.
        """
        shown = self.visible(text)
        return wrapped(shown, self.width, first=first, rest=rest, whole_words=whole_words)

    def row(
        self, cells: Sequence[str], widths: Sequence[int], painted: Mapping[int, str] | None = None
    ) -> list[str]:
        """Return a row of `visible` cells, each but the last in a column of its width.

        Only the last cell wraps. `painted` are cells with colours, which take no more room.
        """
        *alone, last = cells
        gaps = [" " * (widths[at] - columns_of(cell)) + GAP for at, cell in enumerate(alone)]
        lead = "".join(cell + gap for cell, gap in zip(alone, gaps, strict=True))
        first, *rest = wrapped(last, self.width, first=lead, rest=" " * columns_of(lead))
        shown = [(painted or {}).get(at, cell) + gaps[at] for at, cell in enumerate(alone)]
        return ["".join(shown) + first[len(lead) :], *rest]

    def _colored(self, text: str, color: int) -> str:
        return f"\x1b[{color}m{text}\x1b[0m" if self.use_color else text


def visible(text: str, *, ascii_only: bool = False) -> str:
    r"""Return one line in which every unprintable character is spelled out, such as `\x1b`.

    Runs of white space become one space; with `ascii_only` everything beyond ASCII is spelled out
    too.
    """
    shown = "".join(map(_visible, " ".join(text.split())))
    return shown.encode("ascii", "backslashreplace").decode("ascii") if ascii_only else shown


def visible_lines(text: str, *, ascii_only: bool = False) -> list[str]:
    """Return each line of a text as `visible` returns it, its indentation kept."""
    return [
        line[: len(line) - len(line.lstrip(" "))] + visible(line, ascii_only=ascii_only)
        for line in text.split("\n")
    ]


def _visible(character: str) -> str:
    # Unprintable are controls, bidirectional and other format characters, and lone surrogates.
    if character.isprintable():
        return character
    return character.encode("unicode_escape").decode("ascii")


def columns_of(text: str) -> int:
    """Return how many terminal columns a `visible` text takes."""
    if text.isascii():
        return len(text)
    # Loaded only here: its tables take a fifth of the time of `--help`.
    from wcwidth import wcswidth

    return wcswidth(text)


def wrapped(
    text: str, width: int, *, first: str = "", rest: str = "", whole_words: bool = False
) -> list[str]:
    """Return a `visible` text in lines of at most `width` columns, indented by `first` and `rest`.

    A word that is longer than a line is broken, after a separator of its ARN where one is near;
    with `whole_words` it is left as it is.
    """
    lines: list[str] = []
    lead, line = first, ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if columns_of(lead + joined) <= width:
            line = joined
            continue
        if line:
            lines.append(lead + line)
            lead = rest
        while not whole_words and (size := _fitting(word, width - columns_of(lead))) < len(word):
            separator = max(word.rfind(mark, 0, size) for mark in _BREAK_AFTER) + 1
            size = separator if separator > size // 2 else size
            lines.append(lead + word[:size])
            lead, word = rest, word[size:]
        line = word
    return [*lines, lead + line]


def _fitting(word: str, columns: int) -> int:
    """Return how many characters of a word fit, at least one."""
    size = 1
    while size < len(word) and columns_of(word[: size + 1]) <= columns:
        size += 1
    return size
