"""The typed values of condition operators: numbers, moments, addresses, base 64. Pure.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
The modules that parse them are loaded when the first policy needs one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Union

if TYPE_CHECKING:
    from decimal import Decimal
    from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

_INTEGER = re.compile(r"[+-]?[0-9]{1,400}")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_MOMENT = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?"
    r"(Z|[+-]\d\d:?\d\d)?)?)?)?",
    re.ASCII,
)
_YEAR_DIGITS = 4
_CACHED = 4096

Number = Union[int, "Decimal"]
Address = Union["IPv4Address", "IPv6Address"]
Network = Union["IPv4Network", "IPv6Network"]


@lru_cache(maxsize=_CACHED)
def number(text: str) -> Number | None:
    """Return the number that a text spells, None when it spells none."""
    if _INTEGER.fullmatch(text):
        return int(text)
    if not _DECIMAL.fullmatch(text):
        return None
    from decimal import Decimal

    return Decimal(text)


@lru_cache(maxsize=_CACHED)
def moment(text: str) -> int | None:
    """Return the milliseconds since 1970 of an ISO 8601 or epoch text, None when it is neither.

    ISO 8601 is the W3C profile, from the year alone to fractions of a second; without a time zone
    it is UTC, and what is finer than a millisecond is dropped. Four digits are a year, any other
    number is epoch time in seconds.
    """
    if len(text) != _YEAR_DIGITS and (seconds := number(text)) is not None:
        return int(seconds * 1000)
    match = _MOMENT.fullmatch(text)
    return _milliseconds(match) if match else None


def _milliseconds(match: re.Match[str]) -> int | None:
    from datetime import datetime, timedelta, timezone

    year, month, day, hour, minute, second = (
        int(part) if part else least
        for part, least in zip(match.groups()[:6], (1, 1, 1, 0, 0, 0), strict=True)
    )
    fraction, zone = match.group(7) or "", match.group(8) or "Z"
    try:
        at = datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc)
    except ValueError:
        return None
    since = at - datetime(1970, 1, 1, tzinfo=timezone.utc)
    if zone != "Z":
        digits = zone[1:].replace(":", "")
        away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        since = since - away if zone[0] == "+" else since + away
    return (since.days * 86400 + since.seconds) * 1000 + int(fraction.ljust(3, "0")[:3])


@lru_cache(maxsize=_CACHED)
def address(text: str) -> Address | None:
    """Return the IPv4 or IPv6 address that a text spells, None when it spells none."""
    from ipaddress import ip_address

    try:
        return ip_address(_without_leading_zeros(text))
    except ValueError:
        return None


@lru_cache(maxsize=_CACHED)
def network(text: str) -> Network | None:
    """Return the network of a CIDR block or single address; host bits may be set, as AWS has it."""
    from ipaddress import ip_network

    if "/" in text and not _is_prefix_length(text):
        return None
    try:
        return ip_network(_without_leading_zeros(text), strict=False)
    except ValueError:
        return None


def _is_prefix_length(text: str) -> bool:
    return re.fullmatch(r"\+?[0-9]{1,3}", text.partition("/")[2]) is not None


def _without_leading_zeros(text: str) -> str:
    """AWS reads 192.000.002.001 as 192.0.2.1, the standard library not at all."""
    host, slash, length = text.partition("/")
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3}){3}", host):
        host = ".".join(str(int(part)) for part in host.split("."))
    return (
        f"{host}/{int(length)}"
        if slash and length.lstrip("+").isdigit()
        else text
        if slash
        else host
    )


@lru_cache(maxsize=_CACHED)
def is_binary(text: str) -> bool:
    """Return whether a text is base 64.

    AWS compares the texts, not the bytes: `YR==` and `YQ==` spell the same byte and differ.
    """
    from base64 import b64decode

    try:
        b64decode(text, validate=True)
    except ValueError:
        return False
    return True


def boolean(text: str) -> bool:
    """Return whether a text is `true` in any case: AWS takes every other text for false."""
    return text.lower() == "true"
