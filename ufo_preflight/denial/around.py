"""What the text around a denial tells: the operation that was called, its service and action.

Only EC2, S3 and SQS refuse without naming the action; behind other refusals the operation names it
where one service alone has an operation of that name.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from ufo_preflight.denial.text import CompactText
from ufo_preflight.policy.condition_keys import action_entry

# All patterns run over letters without white space, so that a wrap anywhere does no harm.
_CALLING = re.compile(r"whencallingthe(\w{3,80}?)operation")
_GO = re.compile(r"operationerror(\w{2,60}):(\w{3,80}?)(?=,|User:|failedto|api|http|$)")
_CFN_API = re.compile(r"API:([a-z0-9-]{2,40}):(\w{3,80}?)(?=Youare|User:|arn:|Service:|$)")
_PHP = re.compile(r"executing\"(\w{3,80})\"on\"https?://([a-z0-9.-]{4,200})")
_EVENT_NAME = re.compile(r"\"eventName\":\"(\w{3,80})\"")
_EVENT_SOURCE = re.compile(r"\"eventSource\":\"([a-z0-9-]{2,40})\.amazonaws\.com\"")
_EVENT_PRINCIPAL = re.compile(r"\"arn\":\"(arn:[^\"]{10,600})\"")
_RESOURCE_TYPE = re.compile(r"AWS::([A-Z][A-Za-z0-9]{1,40})::[A-Z]")
_JAVA_SERVICE = re.compile(r"\(Service:(?:Amazon|AWS)?(\w{2,40})")
_RUBY_SERVICE = re.compile(r"Aws::(\w{2,40})::Errors::")
# An operation's name may end in the date of its API: CreateFunction20150331.
_API_DATE = re.compile(r"\d{4}_?\d\d_?\d\d$")
_S3_OPERATION = re.compile(r"Bucket|Object|Multipart|PublicAccessBlock|Part$|PartCopy")
_S3_WORDS = re.compile(r"accessdenied|forbidden")
_RUN_TIME = re.compile(
    r"resourceinitializationerror|cannotpull|cannotstartcontainer|cannotcreatecontainer"
    r"|stoppedreason|unabletopullsecrets|fetchingsecretdatafrom|failedtoinitializeloggingdriver"
    r"|failedtovalidateloggerargs"
)
_NEW_MESSAGE = re.compile(r"\n\s{0,80}(?:error\b|\n)", re.IGNORECASE)
_BEFORE, _AFTER = 700, 500


@dataclass(frozen=True)
class Around:
    """What stands around a message; `service` is an IAM prefix, `called` an operation's name.

    `passed_to` is the service that the operation passes a role to.
    """

    called: str | None = None
    service: str | None = None
    principal: str | None = None
    at_run_time: bool = False
    passed_to: str | None = None


def read_around(text: CompactText, start: int, end: int, floor: int, limit: int) -> Around:
    """Return what `text` tells around the message between `start` and `end`."""
    lead = text.letters(max(floor, start - _BEFORE), start)
    before = lead + text.letters(start, end)
    after = text.letters(end, min(limit, end + _AFTER))
    called, service = _operation(lead, before, after)
    # The identity's own ARN stands before that of the role which issued its session.
    identity = max(before.rfind('"userIdentity":'), 0)
    principal = _EVENT_PRINCIPAL.search(before, identity)
    return Around(
        called=called,
        service=service or _named_service(after),
        principal=principal[1] if principal else None,
        at_run_time=_is_at_run_time(text, start, end, floor),
        passed_to=_passed_to(before, after, called, service),
    )


def _is_at_run_time(text: CompactText, start: int, end: int, floor: int) -> bool:
    """Return whether the message itself, not one before it, tells of a task that was started."""
    first = text.squeezed_at(max(floor, start - _BEFORE))
    window = text.squeezed[first : text.squeezed_at(end)]
    sign = _last(_RUN_TIME, window)
    if sign is None:
        return False
    return _NEW_MESSAGE.search(text.text, text.place(first + sign.end()), start) is None


def _operation(lead: str, before: str, after: str) -> tuple[str | None, str | None]:
    """Return the operation nearest to the message, and its service where the text names it."""
    found = []
    for pattern, window in ((_CALLING, before), (_GO, before), (_PHP, before), (_CFN_API, lead)):
        match = _last(pattern, window)
        if match:
            found.append((match.start(), pattern, match))
    if not found:
        behind = _CALLING.search(after[:150])
        # The code stands before the call: (AccessDenied) when calling the X operation.
        return (behind[1], None) if behind and behind.start() < 3 else _event(before, after)
    _, pattern, match = max(found, key=lambda one: one[0])
    if pattern is _CALLING:
        return match[1], None
    if pattern is _PHP:
        return match[1], _service_of_host(match[2])
    return match[2], prefix_of(match[1])


def _event(before: str, after: str) -> tuple[str | None, str | None]:
    name = _last(_EVENT_NAME, before) or _EVENT_NAME.search(after)
    source = _last(_EVENT_SOURCE, before) or _EVENT_SOURCE.search(after)
    return (name[1], prefix_of(source[1])) if name and source else (None, None)


def _service_of_host(host: str) -> str | None:
    labels = host.partition(".amazonaws.com")[0].split(".")
    if "s3" in labels or labels[-1].startswith("s3"):
        return "s3"
    return prefix_of(labels[0]) if labels else None


def _named_service(after: str) -> str | None:
    found = _JAVA_SERVICE.search(after) or _RUBY_SERVICE.search(after)
    return prefix_of(found[1]) if found else None


def prefix_of(service: str) -> str:
    """Return the IAM prefix of a service as SDKs, CloudFormation or CloudTrail call it."""
    name = service.replace("_", "").lower()
    known = _table("prefixes")
    for affix in ("", "amazon", "aws"):
        bare = name.removeprefix(affix).removesuffix("internal")
        if bare in known:
            return known[bare]
    bare = name.removeprefix("amazon").removeprefix("aws").removesuffix("internal")
    return bare or name


def _passed_to(before: str, after: str, called: str | None, service: str | None) -> str | None:
    by_operation = _table("passed_by_operation").get(_API_DATE.sub("", called or ""))
    if by_operation and service in (None, "iam", "ecs"):
        return by_operation
    resource = _last(_RESOURCE_TYPE, before)
    names = [
        service if service != "iam" else None,
        _named_service(after),
        prefix_of(resource[1]) if resource else None,
    ]
    by_service = _table("passed_by_service")
    return next((by_service[name] for name in names if name and name in by_service), None)


def inferred_action(around: Around, words: str) -> str | None:
    """Return the action that the operation needs, None when the text does not tell enough.

    `words` is the refusal, without white space. Only an action that exists is returned.
    """
    if around.called is None:
        return None
    operation = _API_DATE.sub("", around.called)
    if around.service is not None:
        return _action(around.service, operation)
    if "UnauthorizedOperation" in words:
        return _action("ec2", operation)
    if "Accesstotheresource" in words:
        return _action("sqs", operation)
    # The code AccessDenied is any service's; in words, where the message stands, it is S3's.
    if _S3_WORDS.search(words[-45:].lower()):
        # These words are S3's answer. During another service's operation they are about some
        # object that it had to read, not about the operation.
        return _action("s3", operation) if _S3_OPERATION.search(operation) else None
    found = {action for name in _likely() if (action := _action(name, operation))}
    return found.pop() if len(found) == 1 else None


def _action(service: str, operation: str) -> str | None:
    name = operation
    if service == "s3":
        name = _s3_name(operation)
    renamed = _table("renamed").get(f"{service}:{name}", f"{service}:{name}")
    entry = action_entry(renamed)
    return f"{renamed.partition(':')[0]}:{entry.name}" if entry else None


def _s3_name(operation: str) -> str:
    """Return the name of the action that an S3 operation needs: 44 of 96 have another.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
    """
    actions = _table("s3_actions")
    # CloudFormation and the Java SDK say Set where the API says Put.
    name = re.sub(r"^Set(?=Bucket|Public|Object)", "Put", operation)
    return actions.get(name, name)


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, Mapping[str, str]]:
    text = resources.files(__package__).joinpath("operations.json").read_text(encoding="utf-8")
    tables: Mapping[str, Mapping[str, str]] = json.loads(text)
    return tables


def _table(name: str) -> Mapping[str, str]:
    return _tables()[name]


def _likely() -> tuple[str, ...]:
    return tuple(_tables()["likely_services"])


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(iter(deque(pattern.finditer(text), maxlen=1)), None)
