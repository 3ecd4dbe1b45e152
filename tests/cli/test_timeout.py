"""Time runs out for whatever hangs, and never for what is done."""

from __future__ import annotations

import subprocess
import sys

from tests.cli.worlds import world_in
from ufo_preflight.cli.timeout import bounded

# A name look-up that hangs cannot be broken by a signal; a lock that is never released neither
# ends by itself nor runs any Python code.
STUCK = """
import threading
from ufo_preflight.cli.timeout import bounded
from ufo_preflight.cli.world import World
with bounded(0.2, World.real()):
    stuck = threading.Lock()
    stuck.acquire()
    stuck.acquire()
"""
DONE = """
import time
from ufo_preflight.cli.timeout import bounded
from ufo_preflight.cli.world import World
with bounded(0.1, World.real()):
    pass
time.sleep(0.5)
print("still there")
"""


def python(code):
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    return done.returncode, done.stdout, done.stderr


def test_what_is_stuck_is_ended_with_a_sentence():
    said = (
        "ufo-preflight: ended: it took longer than 0.2 s (--timeout)\n"
        "Nothing was decided. Allow more time, or see with --debug which call is slow.\n"
    )
    assert python(STUCK) == (3, "", said)


def test_what_is_done_is_never_ended():
    assert python(DONE) == (0, "still there\n", "")


def test_more_time_than_there_is_can_be_allowed(tmp_path):
    with bounded(1e300, world_in(tmp_path)):
        pass


def test_without_a_bound_nothing_is_started(tmp_path):
    with bounded(None, world_in(tmp_path)):
        pass
