"""Chains of calls on the configuration."""

from __future__ import annotations

import pytest

from ufo_preflight.project.ruby_scope import Scope
from ufo_preflight.project.ruby_settings import setting_path
from ufo_preflight.project.ruby_syntax import parse_ruby, parts


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("c", "config"),
        ("c.dns.domain", "config.dns.domain"),
        ("c.dns[:domain]", "config.dns.domain"),
        ("c['dns']", "config.dns"),
        ("dns.domain", ""),
        ("c.dns.find(1)", ""),
        ("c.each { 1 }", ""),
        ("c[1, 2]", ""),
        ("c" + ".a" * 50, ""),
        ("1", ""),
    ],
)
def test_a_chain_on_the_configuration_is_a_setting(code, path):
    scope = Scope({}, {})
    scope.aliases = {"c": "config"}
    assert setting_path(parts(parse_ruby(code.encode()))[0], scope) == path
