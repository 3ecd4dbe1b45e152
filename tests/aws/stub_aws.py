"""A small AWS on loopback: answers GetCallerIdentity, GetRole and SimulatePrincipalPolicy as told."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

STS = "https://sts.amazonaws.com/doc/2011-06-15/"
IAM = "https://iam.amazonaws.com/doc/2010-05-08/"
ACCOUNT = "123456789012"
USER = f"arn:aws:iam::{ACCOUNT}:user/ci/deployer"

Parameters = dict[str, str]
Answer = tuple[int, str]


def listed(parameters: Parameters, name: str) -> list[str]:
    """Return the values of a list parameter of AWS's query protocol, in order."""
    found = []
    while (value := parameters.get(f"{name}.member.{len(found) + 1}")) is not None:
        found.append(value)
    return found


def context_of(parameters: Parameters) -> dict[str, str]:
    """Return the context entries of a request, each with its first value."""
    entries = {}
    prefix = "ContextEntries.member"
    while (key := parameters.get(f"{prefix}.{len(entries) + 1}.ContextKeyName")) is not None:
        value = parameters[f"{prefix}.{len(entries) + 1}.ContextKeyValues.member.1"]
        entries[key] = value
    return entries


def caller(arn: str = USER, user_id: str = "AIDAEXAMPLE", account: str = ACCOUNT) -> Answer:
    """Return the answer of GetCallerIdentity."""
    return 200, (
        f'<GetCallerIdentityResponse xmlns="{STS}"><GetCallerIdentityResult>'
        f"<Arn>{arn}</Arn><UserId>{user_id}</UserId><Account>{account}</Account>"
        "</GetCallerIdentityResult></GetCallerIdentityResponse>"
    )


def role(arn: str, role_id: str = "AROAEXAMPLE") -> Answer:
    """Return the answer of GetRole."""
    path, _, name = arn.partition(":role")[2].rpartition("/")
    return 200, (
        f'<GetRoleResponse xmlns="{IAM}"><GetRoleResult><Role><Path>{path}/</Path>'
        f"<Arn>{arn}</Arn><RoleName>{name}</RoleName><RoleId>{role_id}</RoleId>"
        "<CreateDate>2026-01-01T00:00:00Z</CreateDate></Role></GetRoleResult></GetRoleResponse>"
    )


def error(code: str, message: str, status: int = 400) -> Answer:
    """Return an error answer."""
    return status, (
        f'<ErrorResponse xmlns="{IAM}"><Error><Type>Sender</Type><Code>{code}</Code>'
        f"<Message>{escape(message)}</Message></Error><RequestId>r</RequestId></ErrorResponse>"
    )


def evaluation(
    action: str,
    decision: str = "allowed",
    *,
    resource: str | None = "*",
    specific: dict[str, str] | None = None,
    extra: str = "",
) -> str:
    """Return one EvaluationResult; `specific` are decisions by resource, as since 2026-07-30."""
    named = f"<EvalResourceName>{escape(resource)}</EvalResourceName>" if resource else ""
    parts = "".join(
        f"<member><EvalResourceName>{escape(arn)}</EvalResourceName>"
        f"<EvalResourceDecision>{verdict}</EvalResourceDecision></member>"
        for arn, verdict in (specific or {}).items()
    )
    results = f"<ResourceSpecificResults>{parts}</ResourceSpecificResults>" if parts else ""
    return (
        f"<member><EvalActionName>{action}</EvalActionName>{named}"
        f"<EvalDecision>{decision}</EvalDecision>{extra}{results}</member>"
    )


def simulated(*evaluations: str, marker: str = "") -> Answer:
    """Return a page of results, followed by another when there is a marker."""
    more = f"<IsTruncated>true</IsTruncated><Marker>{marker}</Marker>" if marker else ""
    return 200, (
        f'<SimulatePrincipalPolicyResponse xmlns="{IAM}"><SimulatePrincipalPolicyResult>'
        f"<EvaluationResults>{''.join(evaluations)}</EvaluationResults>"
        f"{more or '<IsTruncated>false</IsTruncated>'}"
        "</SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>"
    )


def all_allowed(parameters: Parameters) -> Answer:
    """Answer SimulatePrincipalPolicy in the shape since 2026-07-30: everything is allowed."""
    resources = listed(parameters, "ResourceArns")
    specific = dict.fromkeys(resources, "allowed")
    name = "*" if not resources else resources[0] if len(resources) == 1 else None
    return simulated(
        *(
            evaluation(action, resource=name, specific=specific)
            for action in listed(parameters, "ActionNames")
        )
    )


@dataclass
class StubAws:
    """What the server answers to each action, and the requests that it saw."""

    answers: dict[str, Callable[[Parameters], Answer | None]]
    delay: float = 0
    requests: list[Parameters] = field(default_factory=list)
    url: str = ""
    agents: list[str] = field(default_factory=list)
    most_at_once: int = 0
    _now: int = 0
    _lock: Lock = field(default_factory=Lock)

    def asked(self, action: str) -> list[Parameters]:
        """Return the requests for one action, in the order of their arrival."""
        return [request for request in self.requests if request["Action"] == action]

    def answer(self, parameters: Parameters, agent: str) -> Answer | None:
        """Return the answer to a request, None to cut the connection."""
        with self._lock:
            self.requests.append(parameters)
            self.agents.append(agent)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        time.sleep(self.delay)
        try:
            return self.answers[parameters["Action"]](parameters)
        finally:
            with self._lock:
                self._now -= 1


def _handler(stub: StubAws) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            parameters = {name: values[0] for name, values in parse_qs(body, True).items()}
            answer = stub.answer(parameters, self.headers["User-Agent"])
            if answer is None:
                self.close_connection = True
                return
            status, text = answer
            data = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/xml")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_args: object) -> None:
            """Keep the test's output clean."""

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that was ended before its answer came."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serving(
    *,
    get_caller_identity: Callable[[Parameters], Answer | None] = lambda _asked: caller(),
    get_role: Callable[[Parameters], Answer | None] = lambda _asked: error(
        "NoSuchEntity", "no", 404
    ),
    simulate: Callable[[Parameters], Answer | None] = all_allowed,
    delay: float = 0,
    others: dict[str, Callable[[Parameters], Answer | None]] | None = None,
) -> Iterator[StubAws]:
    """Serve on a free port of loopback until the block ends."""
    stub = StubAws(
        {
            **(others or {}),
            "GetCallerIdentity": get_caller_identity,
            "GetRole": get_role,
            "SimulatePrincipalPolicy": simulate,
        },
        delay,
    )
    server = _Server(("127.0.0.1", 0), _handler(stub))
    stub.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
