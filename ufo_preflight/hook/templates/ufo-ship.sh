#!/bin/sh
# `ufo ship`, started only when AWS will let it through: put this file on your PATH and type
# `ufo-ship` for `ufo ship`. UFO_PREFLIGHT_SKIP=1 opens the gate, with one loud line.
set -eu
exec @RUN@ -- ufo ship "$@"
