"""Text from policies, projects and AWS, made harmless before anything shows it.

A policy's Sid or a project's name may hold escape sequences that would move the cursor, change the
title of the window, or turn a red line green.
"""

from __future__ import annotations


def visible(text: str, *, ascii_only: bool = False) -> str:
    r"""Return one line in which every character that would not print is spelled out as `\x1b`.

    White space of any kind becomes one space; with `ascii_only` everything beyond ASCII is spelled
    out too.
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
    # Not printable are controls, bidirectional and other format characters, and lone surrogates.
    if character.isprintable():
        return character
    return character.encode("unicode_escape").decode("ascii")
