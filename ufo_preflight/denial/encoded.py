"""The encoded authorization message: EC2 says why only to who may decode it.

https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
"""

from __future__ import annotations

import re

from ufo_preflight.denial.compact import CompactText

_LABEL = "encodedauthorizationfailuremessage:"
_BLOB = re.compile(r"[A-Za-z0-9_=+/-]{1,10240}")
_WHOLE_PIECE = re.compile(r"[A-Za-z0-9_=+/-]{16,}")
_NEAR = 40


def read_encoded(text: CompactText, at: int, limit: int) -> tuple[str | None, int] | None:
    """Return the encoded message that follows `at` and where it ends, None when none follows.

    The message is None when its label is there and nothing behind it.
    """
    first = text.squeezed_at(at)
    label = text.squeezed.find(_LABEL, first, first + _NEAR + len(_LABEL))
    if label < 0:
        return None
    after = label + len(_LABEL)
    start = text.place(after)
    blob, end = _joined(text.text, start, max(limit, start))
    return (blob, end) if len(blob) >= 16 else (None, text.end_place(after))


def _joined(text: str, start: int, limit: int) -> tuple[str, int]:
    """Return the blob at `start`; a line goes on where the next holds nothing but more of it."""
    match = _BLOB.match(text, start, limit)
    if match is None:
        return "", start
    blob, end = match[0], match.end()
    while end < limit and text[end] == "\n":
        line_end = text.find("\n", end + 1, limit)
        line = text[end + 1 : limit if line_end < 0 else line_end]
        piece = _WHOLE_PIECE.match(line) or (_BLOB.fullmatch(line) if len(line) < 16 else None)
        if piece is None or not _ends_line(line, piece.end()):
            break
        blob, end = blob + piece[0], end + 1 + piece.end()
        if piece.end() < len(line):
            break
    return blob, end


def _ends_line(line: str, at: int) -> bool:
    return at == len(line) or not line[at].isalnum()
