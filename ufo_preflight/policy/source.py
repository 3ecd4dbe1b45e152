"""Where a policy's JSON stands: its errors and findings know their place. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from ufo_preflight.errors import PolicyDocumentError, one_line
from ufo_preflight.model import Layer, Position
from ufo_preflight.policy.json_text import Lines


@dataclass(frozen=True)
class Finding:
    """Something in a policy that deserves a warning: it does not end the run."""

    code: str
    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    severity: str = "warn"

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return f"{place}: {self.message}" if place else self.message


@dataclass(frozen=True)
class Source:
    """The text of a document: its name, its layer, and how to find a place in it.

    `lines` is None for a document that came as a value, not as a text.
    """

    name: str
    layer: Layer
    text: str = ""
    lines: Lines | None = None
    arn: str = ""

    def position(self, offset: int) -> Position | None:
        """Return the place of an offset, None for a value that came from no text."""
        return self.lines.position(offset) if self.lines and offset >= 0 else None

    def error(self, message: str, offset: int, hint: str = "") -> PolicyDocumentError:
        """Return the error about an offset."""
        at = self.position(offset)
        line, column = (at.line, at.column) if at else (0, 0)
        return PolicyDocumentError(
            one_line(message), file=self.name, line=line, column=column, hint=one_line(hint)
        )

    def finding(self, code: str, message: str, offset: int) -> Finding:
        """Return the finding about an offset."""
        at = self.position(offset)
        return Finding(
            code, one_line(message), self.name, at.line if at else 0, at.column if at else 0
        )
