"""ERB templates read without running them: text, and a mark where a value is computed.

A template becomes the Ruby that writes its text, and that is read as any other file. A condition
that is not known is assumed, once to hold and once not: what both texts say is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ufo_preflight.project.documents import LONGEST
from ufo_preflight.project.ruby_run import read_ruby
from ufo_preflight.project.ruby_scope import RubyScope
from ufo_preflight.project.snapshot import ANY, NIL, Computed, Known, Value, as_text, pattern_of

_TEXT, _SHOW = "__ufo_text", "__ufo_show"
MARK = re.compile("\u27e6(\\d+)\u27e7")


@dataclass(frozen=True)
class Rendered:
    """The text of a template; `computed` are the values behind its marks."""

    text: str
    computed: tuple[Computed, ...]

    def value(self, text: str, place: str) -> Value:
        """Return what a scalar of the text says: itself, or the computed value marked in it."""
        found = MARK.search(text)
        if found is None:
            return Known(text, place)
        pattern = MARK.sub(lambda mark: pattern_of(self.computed[int(mark[1])]), text)
        first = self.computed[int(found[1])]
        return replace(first, pattern=first.pattern if pattern == ANY else pattern)


def render(source: str, file: str, scope: RubyScope) -> Rendered | None:
    """Return the text of a template read in `scope`, None when its code is not Ruby."""
    if len(source) > LONGEST:
        return None
    code, texts = _compile(source)
    pieces: list[str] = []
    computed: list[Computed] = []

    def write(given: tuple[Value, ...]) -> Value:
        if given and isinstance(given[0], Known) and isinstance(given[0].value, int):
            pieces.append(texts[given[0].value])
        return NIL

    def show(given: tuple[Value, ...]) -> Value:
        value = given[0] if given else NIL
        text = as_text(value)
        if text is None:
            pieces.append(f"\u27e6{len(computed)}\u27e7")
            computed.append(value if isinstance(value, Computed) else Computed(value.place))
        else:
            pieces.append(text)
        return NIL

    scope.helpers |= {_TEXT: write, _SHOW: show}
    known = read_ruby(code.encode(), file, scope)
    scope.uses = [use for use in scope.uses if use.name not in (_TEXT, _SHOW)]
    return Rendered("".join(pieces), tuple(computed)) if known else None


def without_code(source: str, mark: str) -> str:
    """Return a template's text with every tag replaced by `mark`."""
    return "".join(mark if is_code else part for part, is_code in _parts(source))


def _parts(source: str) -> Iterator[tuple[str, bool]]:
    """Yield the texts and the codes of a template; a tag that is not closed ends it."""
    at = 0
    while (start := source.find("<%", at)) >= 0 and (end := source.find("%>", start + 2)) >= 0:
        yield source[at:start], False
        yield source[start + 2 : end], True
        at = end + 2
    yield source[at:], False


def _compile(source: str) -> tuple[str, tuple[str, ...]]:
    """Return the Ruby of a template, line for line, and the texts that it names by number."""
    texts: list[str] = []
    code: list[str] = []
    trimmed = False

    def write(text: str) -> None:
        if text:
            texts.append(text)
            code.append(f"{_TEXT}({len(texts) - 1});" + "\n" * text.count("\n"))

    for part, is_code in _parts(source):
        if not is_code:
            text = part.removeprefix("\n") if trimmed else part
            code.append("\n" * (len(part) - len(text)))
            write(text)
            continue
        trimmed = part.endswith("-")
        inner = part.removesuffix("-").removeprefix("-")
        if inner.startswith("="):
            code.append(f"{_SHOW}(({inner[1:]}));")
        elif inner.startswith("%"):
            write(f"<%{inner[1:]}%>")
        elif not inner.startswith("#"):
            code.append(f"{inner};")
    return "".join(code), tuple(texts)
