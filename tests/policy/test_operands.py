"""The typed values of conditions: what AWS reads as a number, a moment, an address, bytes."""

from __future__ import annotations

from decimal import Decimal
from ipaddress import ip_address, ip_network

import pytest

from ufo_preflight.policy import operands


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("-01", -1),
        ("+7", 7),
        ("1.", Decimal(1)),
        (".5", Decimal("0.5")),
        ("1e3", Decimal(1000)),
        ("1_000", None),
        ("NaN", None),
        ("Infinity", None),
        (" 1", None),
        ("", None),
        ("0x10", None),
        ("\u0661", None),
        ("1e99999", None),
    ],
)
def test_numbers(text, number):
    assert operands.number(text) == number


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("1970-01-01T00:00:01Z", 1000),
        ("1970-01-01T00:00:01.5Z", 1500),
        ("1970-01-01T00:00:00.0019Z", 1),
        ("1970-01-01T00:01", 60_000),
        ("1970-01-01T02:00:00+02:00", 0),
        ("1969-12-31T19:00:00-0500", 0),
        ("1970-01-02", 86_400_000),
        ("1970-02", 31 * 86_400_000),
        ("1971", 365 * 86_400_000),
        ("12", 12_000),
        ("-5", -5000),
        ("1.5", 1500),
        ("1906545600", 1_906_545_600_000),
        ("1970-13-01", None),
        ("1970-02-30", None),
        ("1970-01-01 00:00:00", None),
        ("soon", None),
        ("", None),
    ],
)
def test_moments(text, milliseconds):
    assert operands.moment(text) == milliseconds


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("203.0.113.7", ip_address("203.0.113.7")),
        ("2001:DB8::1", ip_address("2001:db8::1")),
        ("203.0.113.0/24", None),
        ("x", None),
        ("", None),
    ],
)
def test_addresses(text, address):
    assert operands.address(text) == address


@pytest.mark.parametrize(
    ("text", "network"),
    [
        ("203.0.113.7/24", ip_network("203.0.113.0/24")),
        ("203.0.113.7", ip_network("203.0.113.7/32")),
        ("192.000.002.1/024", ip_network("192.0.2.0/24")),
        ("2001:db8::1/32", ip_network("2001:db8::/32")),
        ("0.0.0.0/0", ip_network("0.0.0.0/0")),
        ("203.0.113.0/255.255.255.0", None),
        ("203.0.113.0/33", None),
        ("203.0.113.0/", None),
        ("300.0.0.1", None),
        ("x", None),
    ],
)
def test_networks(text, network):
    assert operands.network(text) == network


@pytest.mark.parametrize(
    ("text", "is_binary"),
    [("AAEC", True), ("", True), ("A", False), ("A*==", False), ("\xe9", False)],
)
def test_base_64(text, is_binary):
    assert operands.is_binary(text) is is_binary


def test_only_true_is_true():
    assert [
        text for text in ("true", "True", "TRUE", "yes", "1", "", " true") if operands.boolean(text)
    ] == [
        "true",
        "True",
        "TRUE",
    ]
