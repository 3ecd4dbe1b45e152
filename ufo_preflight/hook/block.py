"""A marked block in somebody's file: found again, and known to be unchanged, before it is removed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

END = "# <<< ufo-preflight"
BLOCK = re.compile(
    r"^# >>> ufo-preflight (?P<digest>[0-9a-f]+): [^\n]*\n(?P<body>.*?)^# <<< ufo-preflight$\n?",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Found:
    """A marked block in a text: what stands around it, and whether it is as it was written."""

    before: str
    after: str
    is_unchanged: bool


def marked(body: str) -> str:
    """Return `body` (lines of Ruby) as a marked block that `find` knows again."""
    return (
        f"# >>> ufo-preflight {_digest(body)}: written by `ufo-preflight hook`,"
        f" taken back by `ufo-preflight hook --uninstall`\n{body}{END}\n"
    )


def find(text: str) -> Found | None:
    """Return the marked block in `text`, None where there is none."""
    match = BLOCK.search(text)
    if match is None:
        return None
    return Found(
        text[: match.start()], text[match.end() :], _digest(match["body"]) == match["digest"]
    )


def _digest(body: str) -> str:
    return sha256(body.encode()).hexdigest()[:16]
