"""How text looks: decided once at the edge, handed to every renderer as a value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """Columns, colour, and how much to say; `width` counts terminal columns, at least 40."""

    width: int = 80
    use_color: bool = False
    use_unicode: bool = True
    verbose: bool = False
    quiet: bool = False
