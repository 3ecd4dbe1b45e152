"""What changes a name: assignments, and methods that change what it stands for."""

from __future__ import annotations

import pytest

from tests.project.ruby import settings_of


@pytest.mark.parametrize(
    ("body", "settings"),
    [
        ("h = {a: 1}\nh.merge!(b: 2)\nconfig.a = h[:b]", {"a": 2}),
        ("h = {a: 1}\nh.merge!(foo)\nconfig.a = h[:a]", {"a": "?"}),
        ("h = {a: 1}\nh[:b] = 2\nconfig.a = h[:b]", {"a": 2}),
        ("h = {a: 1}\nh.delete(:a)\nconfig.a = h[:a]", {"a": "?"}),
        ("a = ['x']\na << 'y'\nconfig.a = a", {"a": "?"}),
        ("x = 'a'\nx += 'b'\nconfig.a = x", {"a": "ab"}),
        ("x = 'a'\nx -= foo\nconfig.a = x", {"a": "?"}),
        ("h = {}\nh[foo] = 2\nconfig.a = h[:b]", {"a": "?"}),
        ("ENV['X'] = 'x'\nconfig.a = ENV['X']", {"a": "x"}),
        ("ENV['X'] = 'x'\nconfig.a = ENV['Y']", {"a": "?"}),
        ("x = nil\nx ||= 'a'\nconfig.a = x", {"a": "a"}),
        ("x = 'a'\nx ||= 'b'\nconfig.a = x", {"a": "a"}),
        ("a, b = 'x', 'y'\nconfig.a = a", {"a": "?"}),
    ],
)
def test_settings(body, settings):
    assert settings_of(body) == settings
