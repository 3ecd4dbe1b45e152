"""`--debug`: what is asked of AWS and what comes back, on stderr, without anybody's secrets."""

from __future__ import annotations

import logging
from typing import TextIO

# Where credentials come from, the calls with their parameters, the connections, the answers.
LOGGERS = (
    "botocore.credentials",
    "botocore.endpoint",
    "botocore.parsers",
    "botocore.retries",
    "urllib3.connectionpool",
)
# The signed request: its headers carry the session token and the signature.
SECRET = "Sending http request"


def log_to(stream: TextIO) -> None:
    """Log AWS's side of this run to `stream`, a line a message."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s: %(message)s"))
    handler.addFilter(lambda record: not record.getMessage().startswith(SECRET))
    for name in LOGGERS:
        logger = logging.getLogger(name)
        logger.setLevel(logging.DEBUG)
        logger.addHandler(handler)
