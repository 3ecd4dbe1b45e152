"""An error as JSON, for a caller that asked for JSON."""

from __future__ import annotations

import json

from ufo_preflight.errors import PreflightError
from ufo_preflight.render.document import error_to_dict


def render_error(error: PreflightError) -> str:
    """Return the error envelope as JSON text."""
    return json.dumps(error_to_dict(error), indent=2)
