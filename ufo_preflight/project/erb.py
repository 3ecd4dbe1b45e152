"""ERB templates read without running them: text, and a mark where a value is computed.

A template becomes the Ruby that writes its text, and that is read as any other file. A condition
that is not known is assumed, once to hold and once not: what both texts say is known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ufo_preflight.project.ruby_scope import Scope
from ufo_preflight.project.ruby_statements import SHOW, TEXT, read_ruby
from ufo_preflight.project.values import Computed, Known, Value

_TAG = re.compile(r"<%(?P<kind>[=#%-]?)(?P<code>.*?)(?P<trim>-?)%>(?P<end>\n?)", re.DOTALL)
_MARK = re.compile("\u27e6(\\d+)\u27e7")


@dataclass(frozen=True)
class Rendered:
    """The text of a template; `computed` are the values behind its marks."""

    text: str
    computed: tuple[Computed, ...]

    def value(self, text: str, place: str) -> Value:
        """Return what a scalar of the text says: itself, or the computed value marked in it."""
        found = _MARK.search(text)
        return self.computed[int(found[1])] if found else Known(text, place)


def render(source: str, file: str, scope: Scope) -> Rendered | None:
    """Return the text of a template read in `scope`, None when its code is not Ruby."""
    code, texts = _compile(source)
    scope.texts, scope.output = texts, []
    if not read_ruby(code.encode(), file, scope):
        return None
    computed: list[Computed] = []
    pieces = []
    for piece in scope.output:
        if isinstance(piece, Computed):
            pieces.append(f"\u27e6{len(computed)}\u27e7")
            computed.append(piece)
        else:
            pieces.append(piece)
    return Rendered("".join(pieces), tuple(computed))


def _compile(source: str) -> tuple[str, tuple[str, ...]]:
    """Return the Ruby of a template, line for line, and the texts that it names by number."""
    texts: list[str] = []
    code: list[str] = []
    at = 0

    def write(text: str) -> None:
        if text:
            texts.append(text)
            code.append(f"{TEXT}({len(texts) - 1});" + "\n" * text.count("\n"))

    for tag in _TAG.finditer(source):
        kind, inner = tag["kind"], tag["code"]
        before = source[at : tag.start()]
        write(before.rstrip(" \t") if kind == "-" else before)
        at = tag.end() if tag["trim"] else tag.start("end")
        if kind == "=":
            code.append(f"{SHOW}(({inner}));")
        elif kind == "%":
            write(f"<%{inner}%>")
        elif kind != "#":
            code.append(f"{inner};")
        if tag["trim"]:
            code.append("\n" * tag["end"].count("\n"))
    write(source[at:])
    return "".join(code), tuple(texts)
