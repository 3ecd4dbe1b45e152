"""`python -m ufo_preflight`: Python puts the current folder first on its path, where a project may lie.

Its modules must not be taken for ours; `python -I -m ufo_preflight` does not put it there at all.
"""

import sys

if __name__ == "__main__":
    if not sys.flags.isolated and not getattr(sys.flags, "safe_path", False):
        del sys.path[0]
    from ufo_preflight.cli import main

    raise SystemExit(main())
