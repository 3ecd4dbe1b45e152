"""An error as JSON text."""

from __future__ import annotations

import json

from ufo_preflight.errors import RegionError
from ufo_preflight.render.document import error_to_dict
from ufo_preflight.render.envelope import render_error


def test_the_text_is_the_document():
    error = RegionError("no region: ∅", hint="--region us-west-2")
    assert json.loads(render_error(error)) == error_to_dict(error)
