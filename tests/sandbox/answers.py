"""Answers written down by a test, where what AWS would say of an account is not the point.

`answering(simulate=…)` lets the sandbox of this process give them; the rest of it stays as it is:
a real server, with its calls recorded and its faults.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from xml.sax.saxutils import escape

from tests.sandbox.box import Sandbox
from tests.sandbox.controls import ACCOUNT, Answer, Parameters

STS = "https://sts.amazonaws.com/doc/2011-06-15/"
IAM = "https://iam.amazonaws.com/doc/2010-05-08/"
USER = f"arn:aws:iam::{ACCOUNT}:user/ci/deployer"
Answering = Callable[[Parameters], "Answer | None"]


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


_ORGANIZATIONS = re.compile(r"<OrganizationsDecisionDetail>.*?</OrganizationsDecisionDetail>")


def evaluation(
    action: str,
    decision: str = "allowed",
    *,
    resource: str | None = "*",
    specific: dict[str, str] | None = None,
    extra: str = "",
) -> str:
    """Return one EvaluationResult; `specific` are decisions by resource, as since 2026-07-30.

    What `extra` says stands in each of them, too, but for the organization's word.
    """
    own = _ORGANIZATIONS.sub("", extra)
    named = f"<EvalResourceName>{escape(resource)}</EvalResourceName>" if resource else ""
    parts = "".join(
        f"<member><EvalResourceName>{escape(arn)}</EvalResourceName>"
        f"<EvalResourceDecision>{verdict}</EvalResourceDecision>{own}</member>"
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


@contextmanager
def answering(
    *,
    get_caller_identity: Answering = lambda _asked: caller(),
    get_role: Answering = lambda _asked: error("NoSuchEntity", "no", 404),
    simulate: Answering = all_allowed,
    delay: float = 0,
    others: dict[str, Answering] | None = None,
) -> Iterator[Sandbox]:
    """Let the sandbox answer so until the block ends; `delay` are seconds before each answer.

    An answer is a status and a text; None cuts the connection.
    """
    with ExitStack() as stack:
        box = Sandbox.running or stack.enter_context(Sandbox())
        box.reset()
        box.faults(delay=int(delay * 1000))
        box.controls.answers |= {
            **(others or {}),
            "GetCallerIdentity": get_caller_identity,
            "GetRole": get_role,
            "SimulatePrincipalPolicy": simulate,
        }
        yield box
        box.faults()
        box.controls.answers.clear()
