"""YAML that is an ERB template: plain values, and marks for what cannot be read."""

from __future__ import annotations

import pytest

from ufo_preflight.project.ruby_scope import Environment
from ufo_preflight.project.snapshot import NIL, Computed, Known, ProjectFiles
from ufo_preflight.project.yaml_templates import is_unread, read_yaml, unread, value_of


def read(text, **environ):
    files = ProjectFiles({"a.yml": text.encode()})
    return read_yaml(files, "a.yml", {"env": lambda _: Known("dev")}, Environment(environ))


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("a: b\n", {"a": "b"}),
        ("a: <%= Ufo.env %>\n", {"a": "dev"}),
        ("a: <%= ENV['X'] %>\n", {"a": "x"}),
        ("a: <%= x %>\n", {"a": unread()}),
        ("a: b-<%= x %>\n", {"a": unread("b-*")}),
        ("a:\n<% if x %>\n  b: c\n<% end %>\n", {"a": {"b": unread()}}),
        ("<% if x %>\na: b\n<% else %>\na: c\n<% end %>\n", {"a": unread("*")}),
        ("a: [<%= x %>, b]\n", {"a": (unread(), "b")}),
    ],
)
def test_documents(text, document):
    assert read(text, X="x") == (document, "")


@pytest.mark.parametrize(
    ("text", "problem"),
    [("{", "is not valid YAML (line 1)"), ("<% ( %>", "is no template that can be read")],
)
def test_what_cannot_be_read_says_why(text, problem):
    document, why = read(text)
    assert is_unread(document)
    assert why == problem


def test_a_file_that_is_not_there_or_was_not_read():
    files = ProjectFiles(unread={"a.yml": "Permission denied"})
    assert read_yaml(files, "b.yml", {}, Environment()) == (None, "")
    document, why = read_yaml(files, "a.yml", {}, Environment())
    assert (is_unread(document), why) == (True, "was not read: Permission denied")


@pytest.mark.parametrize(
    ("document", "value"),
    [
        ("a", Known("a", "f:1")),
        ("true", Known(True, "f:1")),
        (None, NIL),
        (("a", "b"), Known(("a", "b"), "f:1")),
        (("a", unread()), Computed("f", pattern="*")),
        (unread("a*"), Computed("f", pattern="a*")),
        ({"a": "b"}, Known(True, "f:1")),
    ],
)
def test_values(document, value):
    assert value_of(document, "f") == value
