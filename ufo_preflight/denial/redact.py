"""An explanation that can be posted: accounts, names and ids replaced, each always by the same.

What AWS itself names, such as an action or a managed policy, stays: it does not tell whose it is.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ufo_preflight.denial.aws_commands import decode_command
from ufo_preflight.denial.denial import Advice, Denial, Explained, Explanation

_ARN = re.compile(
    r"arn:(?P<partition>aws[a-z-]*):(?P<service>[a-z0-9-]*):(?P<region>[a-z0-9-]*)"
    r":(?P<account>[^:\s\"'`]*):(?P<resource>[^\s\"'`,;)\]]+)"
)
_ACCOUNT = re.compile(r"(?<!\d)\d{12}(?!\d)")
_BUCKET = re.compile(r"(?<=://)[^\s\"'`/]+(?=\.s3[.-])|(?<=s3://)[^\s\"'`/]+")
_ID = re.compile(
    r"\b(?:(?:AKIA|ASIA|AIDA|AROA|ANPA|AGPA|AIPA)[A-Z0-9]{4,}"
    r"|(?:i|vpc|vpce|subnet|sg|ami|eni|eipalloc|rtb|igw|nat|snap|vol|lt|acl)-[0-9a-f]{6,17}"
    r"|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32}"
    r"|(?:\d{1,3}\.){3}\d{1,3}|[\w.+=-]+@[\w-]+\.[\w.-]+)\b"
)
_PART = re.compile(r"[^/:*?<>]+")
# Parts of a resource that AWS names, and numbers such as a revision's.
_KEPT = re.compile(
    r"AWS\w*|Amazon\w*|aws-.*|service-role|(?:service|resource)_control_policy|root|app|net|\d{1,5}"
)
# In these services a resource begins with its own name, in all others with its kind.
_WITHOUT_KIND = frozenset({"s3", "sns", "sqs"})
_SHORTEST_NAME = 2


def redacted(explanation: Explanation) -> Explanation:
    """Return the explanation with every account, name and id replaced, in all of its texts."""
    hidden = _Hidden()
    for one in explanation.found:
        denial = one.denial
        for text in (denial.principal, denial.resource, denial.policy_arn, denial.quote):
            hidden.text(text or "")
    found = tuple(_explained(one, hidden) for one in explanation.found)
    return replace(explanation, found=found, whole=tuple(map(hidden.text, explanation.whole)))


def _explained(one: Explained, hidden: _Hidden) -> Explained:
    said = one.verification
    return Explained(
        _denial(one.denial, hidden), said and replace(said, text=hidden.text(said.text))
    )


def _denial(denial: Denial, hidden: _Hidden) -> Denial:
    return replace(
        denial,
        principal=denial.principal and hidden.text(denial.principal),
        resource=denial.resource and hidden.text(denial.resource),
        policy_arn=denial.policy_arn and hidden.text(denial.policy_arn),
        clause=denial.clause and hidden.text(denial.clause),
        encoded=denial.encoded and "ENCODED-MESSAGE",
        matched=tuple(map(hidden.text, denial.matched)),
        host=denial.host and hidden.text(denial.host),
        quote=hidden.text(denial.quote),
        advice=_advice(denial.advice, hidden),
    )


def _advice(advice: Advice, hidden: _Hidden) -> Advice:
    # The encoded message holds everything that is hidden here.
    decode = decode_command("ENCODED-MESSAGE")
    return replace(
        advice,
        todo=hidden.text(advice.todo),
        whose=hidden.text(advice.whose),
        statement=hidden.arns(advice.statement),
        commands=tuple(
            decode if "--encoded-message=" in command else hidden.text(command)
            for command in advice.commands
        ),
        notes=tuple(map(hidden.text, advice.notes)),
    )


class _Hidden:
    """What was replaced so far: the same text has the same stand-in everywhere."""

    def __init__(self) -> None:
        self._stand_ins: dict[str, str] = {}
        self._counts = {"account": 0, "name": 0, "id": 0}

    def text(self, text: str) -> str:
        """Return a text with its accounts, ids, buckets and the names of its ARNs replaced."""
        text = _BUCKET.sub(lambda found: self._for("name", found[0]), self.arns(text))
        text = _ID.sub(lambda found: self._for("id", found[0]), text)
        names = [name for name in self._stand_ins if len(name) >= _SHORTEST_NAME]
        if not names:
            return text
        longest_first = sorted(map(re.escape, names), key=len, reverse=True)
        known = re.compile(rf"(?<![\w-])(?:{'|'.join(longest_first)})(?![\w-])")
        return known.sub(lambda found: self._stand_ins[found[0]], text)

    def arns(self, text: str) -> str:
        """Return a text with its accounts and what stands in its ARNs replaced."""
        text = _ARN.sub(self._arn, text)
        return _ACCOUNT.sub(lambda found: self._for("account", found[0]), text)

    def _arn(self, found: re.Match[str]) -> str:
        service, resource = found["service"], found["resource"]
        cut = 0 if service in _WITHOUT_KIND else len(re.split("[/:]", resource, maxsplit=1)[0])
        parts = resource[:cut] + _PART.sub(self._part, resource[cut:])
        account = _ACCOUNT.sub(lambda one: self._for("account", one[0]), found["account"])
        return ":".join(("arn", found["partition"], service, found["region"], account, parts))

    def _part(self, found: re.Match[str]) -> str:
        part = found[0]
        return part if _KEPT.fullmatch(part) else self._for("name", part)

    def _for(self, kind: str, text: str) -> str:
        if text in self._stand_ins.values():
            return text
        if text not in self._stand_ins:
            self._counts[kind] += 1
            number = self._counts[kind]
            self._stand_ins[text] = f"{number:012}" if kind == "account" else f"{kind}-{number}"
        return self._stand_ins[text]
