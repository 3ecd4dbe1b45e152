"""`--debug`: what is asked of AWS and what comes back, on stderr, without anybody's secrets."""

from __future__ import annotations

import logging
from typing import TextIO

LOGGER = "ufo_preflight.aws"


def log_to(stream: TextIO) -> None:
    """Log AWS's side of this run to `stream`, a line a message."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    logger = logging.getLogger(LOGGER)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    logger.addHandler(handler)
