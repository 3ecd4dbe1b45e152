"""The server around moto's: it records calls, lets faults happen, and enforces policies."""

from __future__ import annotations

import io
import json
import re
import socket
import time
from collections.abc import Callable, Iterable
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

import moto.iam.urls
from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import BaseWSGIServer, make_server

from tests.sandbox.controls import (
    ACCOUNT,
    DENIED,
    ROOT_KEY,
    THROTTLED,
    ApiError,
    Call,
    Caller,
    Controls,
)
from tests.sandbox.enforce import refusal
from tests.sandbox.inputs import RefusedError
from tests.sandbox.principals import owner_of
from tests.sandbox.simulate import simulating

Environ = dict[str, Any]
Start = Callable[[str, list[tuple[str, str]]], object]
_CREDENTIAL = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/")
_REASONS = {200: "OK", 400: "Bad Request", 403: "Forbidden", 404: "Not Found"}


class Connection(Exception):  # noqa: N818 - it is no error: the connection is cut on purpose
    """Cut the connection."""


class SandboxApp:
    """A WSGI application: moto's, with what moto's does not do."""

    def __init__(self, controls: Controls) -> None:
        self._controls = controls
        self._moto = DomainDispatcherApplication(create_backend_app)

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        if environ["PATH_INFO"] in self._controls.pages:
            page = self._controls.pages[environ["PATH_INFO"]]
            return _send(200, page, start, kind="application/json")
        parameters = dict(parse_qsl(_body(environ), keep_blank_values=True))
        target = environ.get("HTTP_X_AMZ_TARGET", "")
        operation = parameters.get("Action") or target.rpartition(".")[2]
        key, region = _signer(environ)
        caller = self._controls.caller
        if key == ROOT_KEY:
            caller = Caller.root()
        elif operation:
            call = Call(operation, parameters, key, environ.get("HTTP_USER_AGENT", ""))
            try:
                with self._controls.one_more_under_way():
                    self._before(call, region)
            except RefusedError as refused:
                return self._refused(refused.error, call, region, start)
            except Connection:
                return _cut(environ, start)
            if operation in self._controls.answers:
                answer = self._controls.answers[operation](parameters)
                return _cut(environ, start) if answer is None else _send(*answer, start)
        if operation == "GetCallerIdentity" and caller is not None:
            return _identity(caller, start)
        try:
            return self._moto(environ, start)
        except RefusedError as refused:
            return _error(refused.error, start)

    def _before(self, call: Call, region: str) -> None:
        controls, faults = self._controls, self._controls.faults
        with controls.lock:
            controls.calls.append(call)
        if faults.delay:
            time.sleep(faults.delay / 1000)
        if call.operation in faults.refuse:
            raise RefusedError(DENIED)
        number = controls.strike(call)
        if number and number == faults.drop:
            raise Connection
        if number > faults.after:
            if number <= faults.after + faults.throttle:
                raise RefusedError(THROTTLED)
            if faults.error is not None:
                raise RefusedError(faults.error)
            if faults.cut:
                raise Connection
        if controls.enforce:
            error = refusal(call, _partition(region), ACCOUNT)
            if error is not None:
                raise RefusedError(error)

    def _refused(self, error: ApiError, call: Call, region: str, start: Start) -> Iterable[bytes]:
        caller = self._controls.caller
        owner = owner_of(call.access_key, _partition(region), ACCOUNT)
        arn = caller.arn if caller else owner.caller_arn if owner else ""
        if "Action" not in call.parameters:
            told = {"__type": error.code, "message": error.text.replace("{caller}", arn)}
            return _send(error.status, json.dumps(told), start, kind="application/x-amz-json-1.1")
        resource = call.parameters.get("PolicySourceArn", "*")
        text = error.text.replace("{caller}", arn).replace("{resource}", resource)
        return _error(ApiError(error.code, text, error.status), start)


def _body(environ: Environ) -> str:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length)
    environ["wsgi.input"] = io.BytesIO(body)
    return body.decode("utf-8", "replace")


def _signer(environ: Environ) -> tuple[str, str]:
    found = _CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
    return (found[1], found[2]) if found else ("", "us-east-1")


def _partition(region: str) -> str:
    from moto.utilities.utils import get_partition

    return str(get_partition(region))


def _send(status: int, body: str, start: Start, kind: str = "text/xml") -> Iterable[bytes]:
    data = body.encode()
    headers = [("Content-Type", kind), ("Content-Length", str(len(data)))]
    start(f"{status} {_REASONS.get(status, 'Error')}", headers)
    return [data]


def _error(error: ApiError, start: Start) -> Iterable[bytes]:
    sender = "Sender" if error.status < 500 else "Receiver"
    return _send(
        error.status,
        f"<ErrorResponse><Error><Type>{sender}</Type><Code>{error.code}</Code>"
        f"<Message>{escape(error.text)}</Message></Error>"
        "<RequestId>00000000-0000-0000-0000-000000000000</RequestId></ErrorResponse>",
        start,
    )


def _identity(caller: Caller, start: Start) -> Iterable[bytes]:
    return _send(
        200,
        '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
        f"<GetCallerIdentityResult><Arn>{escape(caller.arn)}</Arn><UserId>{escape(caller.user_id)}"
        f"</UserId><Account>{caller.account}</Account></GetCallerIdentityResult>"
        "</GetCallerIdentityResponse>",
        start,
    )


def _cut(environ: Environ, start: Start) -> Iterable[bytes]:
    connection: socket.socket = environ["werkzeug.socket"]
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    return _send(200, "", start)


class QuietHandler(MotoRequestHandler):
    """Says nothing on stderr, and keeps connections open as AWS does."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_request(self, *_args: object) -> None:
        """Write no line for every request."""

    def connection_dropped(self, *_error: object, **_more: object) -> None:
        """Take it as it comes."""
        self.close_connection = True


@contextmanager
def serving(controls: Controls, port: int):
    """Serve on loopback until the block ends; yield the URL."""
    plain = moto.iam.urls.url_paths
    moto.iam.urls.url_paths = {"{0}/$": simulating(controls).dispatch}
    server = make_server(
        "127.0.0.1", port, SandboxApp(controls), threaded=True, request_handler=QuietHandler
    )
    thread = Thread(target=_serve, args=(server,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        moto.iam.urls.url_paths = plain


def _serve(server: BaseWSGIServer) -> None:
    server.serve_forever(poll_interval=0.02)
