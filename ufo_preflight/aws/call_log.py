"""What `--debug` tells of a run's AWS side. It is a list of what may be told, so nothing else can be.

Of each call: service, operation, host, HTTP status, error code and request id. Parameters and
answers only of the operations in `SHOWN`, where none of them is a secret; of credentials only
where they came from.
"""

from __future__ import annotations

import json
import logging
from typing import Any
from urllib.parse import urlsplit

from ufo_preflight.errors import one_line

LOGGER = logging.getLogger("ufo_preflight.aws")
SHOWN = frozenset({"DescribeStacks", "GetCallerIdentity", "SimulatePrincipalPolicy"})


def log_calls(events: Any) -> None:  # noqa: ANN401 - botocore's session or a client's events
    """Log the calls of the clients that these events belong to, if anybody listens."""
    if LOGGER.isEnabledFor(logging.DEBUG):
        for event, handler in (
            ("before-call", _asked),
            ("needs-retry", _attempted),
            ("after-call", _answered),
            ("after-call-error", _failed),
        ):
            events.register(event, handler, unique_id=f"ufo-preflight-{event}")


def log_credentials(method: str | None) -> None:
    """Log where credentials come from: botocore's name of the provider."""
    LOGGER.debug("credentials: %s", method or "none")


# No line for credentials is anything but a name: the requests that fetch them are not shown.
def _asked(model: Any, params: dict[str, Any], **_event: object) -> None:  # noqa: ANN401
    host = urlsplit(str(params.get("url", ""))).hostname
    LOGGER.debug("%s asked of %s%s", _name(model), host, _shown(model, params.get("body")))


def _attempted(operation: Any, attempts: int, response: Any, **_event: object) -> None:  # noqa: ANN401
    if attempts > 1:
        status = response[0].status_code if response else "no answer"
        LOGGER.debug("%s attempt %d: %s", _name(operation), attempts, status)


def _answered(model: Any, http_response: Any, parsed: Any, **_event: object) -> None:  # noqa: ANN401
    told = parsed if isinstance(parsed, dict) else {}
    LOGGER.debug(
        "%s answered: HTTP %s %s, request %s%s",
        _name(model),
        http_response.status_code,
        (told.get("Error") or {}).get("Code", ""),
        (told.get("ResponseMetadata") or {}).get("RequestId", ""),
        _shown(model, http_response.text),
    )


def _failed(exception: BaseException, **_event: object) -> None:
    LOGGER.debug("no answer: %s", type(exception).__name__)


def _name(model: Any) -> str:  # noqa: ANN401
    return f"{model.service_model.service_name}:{model.name}"


def _shown(model: Any, content: object) -> str:  # noqa: ANN401
    if model.name not in SHOWN:
        return ""
    text = content if isinstance(content, str) else json.dumps(content, default=str)
    return f": {one_line(text)}"
