"""Everything that was found in a text, as the command tells it."""

from __future__ import annotations

from dataclasses import dataclass

from ufo_preflight.denial.denial import Denial
from ufo_preflight.model import Decision
from ufo_preflight.report import EXIT_READY, EXIT_UNDETERMINED


@dataclass(frozen=True)
class Verification:
    """What AWS's simulator says about a denial.

    `agrees` is None where it could not be asked or does not tell; `text` is a sentence.
    """

    agrees: bool | None
    text: str
    decision: Decision | None = None


@dataclass(frozen=True)
class Explained:
    """A denial and, when the simulator was asked, what it said."""

    denial: Denial
    verification: Verification | None = None


@dataclass(frozen=True)
class Explanation:
    """The denials of a text of so many lines, in order."""

    found: tuple[Explained, ...]
    lines: int

    @property
    def unread(self) -> int:
        """How many parts look like a denial and could not be read."""
        return sum(not one.denial.is_understood for one in self.found)

    @property
    def exit_code(self) -> int:
        """0 when everything was understood, 3 when something was not."""
        return EXIT_UNDETERMINED if self.unread else EXIT_READY
