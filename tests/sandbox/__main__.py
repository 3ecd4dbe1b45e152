"""The sandbox for a person: scripts/sandbox."""

from __future__ import annotations

import argparse
import sys
from threading import Event

from tests.sandbox.box import REGION, Keys, Sandbox
from tests.sandbox.controls import SHAPES
from tests.sandbox.ufo_account import GROUP, USER, walk_through


def main(argv: list[str] | None = None) -> int:
    """Serve until Ctrl-C; the two lines to paste go to stdout, the talk to stderr."""
    parser = argparse.ArgumentParser(prog="scripts/sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="default: a free one")
    parser.add_argument(
        "--shape", choices=SHAPES, default="new", help="the answers before or since 2026-07-30"
    )
    parser.add_argument(
        "--delay", type=int, default=0, metavar="MS", help="wait before each answer"
    )
    parser.add_argument(
        "--enforce", action="store_true", help="callers may call what their policies allow"
    )
    parser.add_argument(
        "--empty", action="store_true", help="nobody in the account; the keys are its root user's"
    )
    options = parser.parse_args(argv)
    try:
        with Sandbox(options.shape, enforce=options.enforce, port=options.port) as box:
            keys = box.root_keys if options.empty else walk_through(box)
            box.faults(delay=options.delay)
            _tell(box, keys, empty=options.empty)
            Event().wait()
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
    return 0


def _tell(box: Sandbox, keys: Keys, *, empty: bool) -> None:
    who = "an empty account" if empty else f"group {GROUP} and user {USER} of UFO's IAM page"
    print(f"AWS with {who}, until Ctrl-C. In another shell:\n", file=sys.stderr)
    print(
        f"export AWS_ENDPOINT_URL={box.url} AWS_DEFAULT_REGION={REGION}\n"
        f"export AWS_ACCESS_KEY_ID={keys.access_key} AWS_SECRET_ACCESS_KEY={keys.secret_key} "
        f"AWS_SESSION_TOKEN={keys.token}",
        flush=True,
    )


if __name__ == "__main__":
    raise SystemExit(main())
