"""The mark and the colour of a result; what it says is never in the colour alone."""

from __future__ import annotations

from ufo_preflight.model import Overall, Result
from ufo_preflight.render.look import Look

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


def glyph(result: Result, look: Look) -> str:
    """Return the one-column mark of a result, coloured where colours are wanted."""
    unicode, ascii_only, color = _GLYPHS[result]
    return _colored(unicode if look.use_unicode else ascii_only, color, look)


def plain_glyph(result: Result) -> str:
    """Return the mark of a result for a format that has its own colours."""
    return _GLYPHS[result][0]


def result_word(result: Result, look: Look) -> str:
    """Return the word for a result, coloured where colours are wanted."""
    return _colored(result.value, _GLYPHS[result][2], look)


def verdict_word(verdict: Overall, look: Look) -> str:
    """Return the word for the verdict, coloured where colours are wanted."""
    return _colored(verdict.value, _VERDICTS[verdict], look)


def _colored(text: str, color: int, look: Look) -> str:
    return f"\x1b[{color}m{text}\x1b[0m" if look.use_color else text
