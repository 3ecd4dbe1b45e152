"""`--debug`: what is asked of AWS and what comes back, on stderr, without anybody's secrets."""

from __future__ import annotations

import logging

from ufo_preflight.cli.world import World

LOGGER = "ufo_preflight.aws"


class _Telling(logging.Handler):
    """Tells each record on stderr, as everything else is told."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world

    def emit(self, record: logging.LogRecord) -> None:
        """Tell one record."""
        self._world.tell(self.format(record))


def log_to(world: World) -> None:
    """Log AWS's side of this run to stderr, a line a message."""
    handler = _Telling(world)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    logger = logging.getLogger(LOGGER)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    logger.addHandler(handler)
