"""The text of a log, prepared for reading.

`normalise` takes away what terminals, loggers and markup put around a message; every pattern is
bounded, so the time is linear in the length of the text. `CompactText` finds a phrase wherever
lines were cut. `trimmed` takes the punctuation of the sentence off a word.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

_ANSI = re.compile(
    r"(?:\x1b|\\{1,8}(?:u001b|x1b|033|e)(?=[\[\]]))"
    r"(?:\[[0-?]{0,32}[ -/]{0,4}[@-~]|\][^\x07\x1b\n]{0,512}(?:\x07|\x1b\\)|[@-Z\\^_])"
)
# What is left of a colour once something swallowed the escape character.
_ORPHAN_COLOUR = re.compile(r"(?:\^\[)?\[\d{1,3}(?:;\d{1,3}){0,5}m")
_UNICODE_ESCAPE = re.compile(r"\\{1,8}u((?![dD][89a-fA-F])[0-9a-fA-F]{4})")
_NEWLINE_ESCAPE = re.compile(r"(?:\\{1,8}r)?\\{1,8}n")
_TAB_ESCAPE = re.compile(r"\\{1,8}[rt]")
_QUOTE_ESCAPE = re.compile(r"\\{1,8}([\"'/`])")
_ENTITY = re.compile(r"&(?:amp;){0,4}(#\d{1,3}|#[xX][0-9a-fA-F]{1,2}|quot|apos|lt|gt|nbsp);")
_ENTITIES = {"quot": '"', "apos": "'", "lt": "<", "gt": ">", "nbsp": " "}
_DASHES_AND_QUOTES = str.maketrans(
    {
        "\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2019": "'", "\u00a0": " ", "\u202f": " ",
        "\u2011": "-", "\u2010": "-", "\u00ad": None, "\u200b": None, "\u200c": None,
        "\u200d": None, "\u2060": None, "\ufeff": None, "\x85": "\n", "\u2028": "\n", "\u2029": "\n",
    }
)  # fmt: skip
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")
_TIMESTAMP = (
    r"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[ ]?(?:UTC|[+-]\d\d:?\d\d))?\]?"
)
_STAMP = re.compile(
    rf"^(?:[^\t\n]{{1,80}}\t[^\t\n]{{1,80}}\t)?{_TIMESTAMP}[ \t]{{1,2}}(?:std(?:out|err) [FP] )?",
    re.MULTILINE,
)
_LABEL = re.compile(r"^(?:#\d{1,4} \d{1,6}\.\d{1,6} |[\w.-]{1,60}[ \t]{1,40}\| )", re.MULTILINE)
_GUTTER = re.compile(
    # The left side of a box, a quotation or a comment; the comma of a table that was pasted.
    r"^[ \t]{0,200}(?:(?:[│┃║|╷╵>]|#|//|\*(?=[ \t]))[ \t]?){1,4}(?=[^\n])|^,(?=[ \t\w])"
    # The right side of a box.
    r"|(?<![ \t])[ \t]{0,200}[│┃║|][ \t]{0,20}$",
    re.MULTILINE,
)
_INDENT = re.compile(r"^(?: {2,}|\t)[ \t]{0,400}", re.MULTILINE)
_TRAILING = re.compile(r"(?<![ \t])[ \t]{1,400}(?=\n)")


# A shell shows a long command, and a person a long message, with a backslash before the break.
_CONTINUATION = re.compile(r"[ \t]{1,8}\\(?=\n)")
_INNER_QUOTES = re.compile(r"(?<=[/:])`([^`\s]{1,200})`")
# People put names with spaces in place of what they hide: `<account id>`.
_PLACEHOLDER = re.compile(r"<[A-Za-z][A-Za-z_-]{0,30}(?:[ \n][A-Za-z_-]{1,30}){1,4}>")
_KEPT_SPACE = "\ue000"
# Each with what a text must hold for the pattern to find anything: most logs hold little of it.
_MARGINS = (
    (_STAMP, ("-",)),
    (_LABEL, ("| ", "#")),
    (_GUTTER, ("#", "//", "* ", "│", "┃", "║", "|", "╷", "╵", ">", ",")),
    (_INDENT, ("  ", "\t")),
    (_TRAILING, (" \n", "\t\n")),
)


def normalise(text: str) -> str:
    """Return `text` without colours, escapes, entities, frames, stamps and indentation.

    Line breaks stay where they are, for they may be hard wraps that cut a word.
    """
    text = _undressed(text.replace("\r\n", "\n").replace("\r", "\n"))
    for pattern, marks in _MARGINS:
        if any(mark in text for mark in marks):
            text = pattern.sub("", text)
    if "<" in text:
        text = _PLACEHOLDER.sub(lambda match: re.sub("[ \n]", _KEPT_SPACE, match[0]), text)
    return text


def restored(text: str) -> str:
    """Return a part of a normalised text as it was spelled: a placeholder has its spaces again."""
    return text.replace(_KEPT_SPACE, " ")


def is_restored(text: str) -> bool:
    """Return whether `text` stands as it was spelled."""
    return _KEPT_SPACE not in text


def _undressed(text: str) -> str:
    if "\x1b" in text or "\\" in text:
        text = _ANSI.sub("", text)
    if "[" in text:
        text = _ORPHAN_COLOUR.sub("", text)
    if "`" in text:
        text = _INNER_QUOTES.sub(r"\1", text)
    if "\\" in text:
        text = _CONTINUATION.sub("", text)
        text = _UNICODE_ESCAPE.sub(_character, text)
        text = _NEWLINE_ESCAPE.sub("\n", text)
        text = _QUOTE_ESCAPE.sub(r"\1", _TAB_ESCAPE.sub(" ", text))
    if "&" in text:
        text = _ENTITY.sub(_entity, text)
    if not text.isascii():
        text = text.translate(_DASHES_AND_QUOTES)
    return _CONTROLS.sub("", text)


def _character(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))


def _entity(match: re.Match[str]) -> str:
    name = match[1]
    if not name.startswith("#"):
        return _ENTITIES[name]
    number = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
    return chr(number)


_WORD = re.compile(r"\S+")
_LOWER = {ord(letter): ord(letter.lower()) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def squeeze(text: str) -> str:
    """Return `text` in lower case without white space; only ASCII letters change their case."""
    return "".join(text.split()).translate(_LOWER)


class CompactText:
    """A text, the same text squeezed, and the way from a place in one to the place in the other."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._letters = "".join(text.split())
        self.squeezed = self._letters.translate(_LOWER)
        self._places: list[int] = []
        for word in _WORD.finditer(text):
            self._places.extend(range(word.start(), word.end()))

    @property
    def end(self) -> int:
        """Where the text ends, white space not counted."""
        return self._places[-1] + 1 if self._places else 0

    def place(self, squeezed_at: int) -> int:
        """Return where in the text the letter at `squeezed_at` stands; the end for past the end."""
        if squeezed_at >= len(self._places):
            return len(self.text)
        return self._places[squeezed_at]

    def end_place(self, squeezed_end: int) -> int:
        """Return where in the text the part that ends before `squeezed_end` ends."""
        return self._places[squeezed_end - 1] + 1 if squeezed_end else 0

    def squeezed_at(self, place: int) -> int:
        """Return the first place in the squeezed text that stands at or after `place`."""
        return bisect_left(self._places, place)

    def letters(self, start: int, end: int) -> str:
        """Return the text from `start` to `end` without white space, in its own case."""
        return self._letters[self.squeezed_at(start) : self.squeezed_at(end)]

    def find_all(self, needle: str) -> Iterator[tuple[int, int]]:
        """Yield where in the text each occurrence of the squeezed `needle` begins and ends."""
        at = self.squeezed.find(needle)
        while at >= 0:
            yield self.place(at), self.end_place(at + len(needle))
            at = self.squeezed.find(needle, at + len(needle))


QUOTES = "\"'`"
_MASKS = ("\u2026", "...", "***", "xxx", "<", "[", "{")
_BOLD = re.compile(r"\w\*\*$")
_PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}
_MARKUP = ("</", '"', "`", "',", ")(", "),", "\\")


def is_masked(word: str) -> bool:
    """Return whether somebody masked or left out a part of `word`: `arn:aws:iam::***:role/x`."""
    return any(mark in word.lower() for mark in _MASKS)


def trimmed(word: str) -> str:
    """Return `word` without the punctuation of the sentence around it."""
    word = _before_markup(word)
    while word and _ends_in_punctuation(word):
        word = word[:-1]
    return word[:-2] if _BOLD.search(word) else word


def _ends_in_punctuation(word: str) -> bool:
    last = word[-1]
    return (
        last in QUOTES + ",;"
        or (last in _PAIRS and word.count(last) > word.count(_PAIRS[last]))
        or (last == "." and not word.endswith(".."))
        or (last == ":" and not _ends_in_colon(word))
    )


def _before_markup(word: str) -> str:
    ends = [at for mark in _MARKUP if (at := word.find(mark)) >= 0]
    return word[: min(ends)] if ends else word


def _ends_in_colon(arn: str) -> bool:
    """Return whether the last colon belongs to the ARN, as in those of CloudWatch Logs."""
    return (
        arn.endswith(":log-stream:")
        or (arn.startswith("arn:") and ":log-group:" in arn)
        or (arn.startswith("arn:") and arn.count(":") <= 5)
    )
