"""YAML as plain values: texts, CloudFormation's short forms, and bounds."""

from __future__ import annotations

import pytest

from ufo_preflight.project.documents import (
    DEEPEST,
    LONGEST,
    UnreadableDocumentError,
    key_lines,
    mapping,
    read_document,
    sequence,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (
            "a: true\nb: 'true'\nc: 1\nd: 2026-11-23",
            {"a": "true", "b": "true", "c": "1", "d": "2026-11-23"},
        ),
        ("a: null\nb: ~\nc:\nd: ''", {"a": None, "b": None, "c": None, "d": ""}),
        ("[a, [b]]", ("a", ("b",))),
        ('{"a": ["b"]}', {"a": ("b",)}),
        ("!Ref A", {"Ref": "A"}),
        ("!GetAtt A.Arn", {"Fn::GetAtt": "A.Arn"}),
        ("!If [A, !Sub b, c]", {"Fn::If": ("A", {"Fn::Sub": "b"}, "c")}),
        ("!Condition A", {"Condition": "A"}),
        ("a: &x {b: c}\nd: {<<: *x, e: f}", {"a": {"b": "c"}, "d": {"b": "c", "e": "f"}}),
        ("a: &x {b: c}\nd: {b: own, <<: [*x]}", {"a": {"b": "c"}, "d": {"b": "own"}}),
        ("1: a", {"1": "a"}),
        ("", None),
    ],
)
def test_documents(text, value):
    assert read_document(text) == value


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: [", "is not valid YAML (line 1)"),
        ("a: b\n- c", "is not valid YAML (line 2)"),
        ("a: *x", "is not valid YAML (line 1)"),
        ("!!python/object/apply:os.abort []", "has a tag that is not read"),
        ("!ruby/object:A {}", "has a tag that is not read (!ruby/object:A)"),
        ("a: &a [*a]", "contains itself"),
        ("[" * (DEEPEST + 1), "is nested too deeply"),
        ("\n".join(" " * at + "a:" for at in range(340)), "is nested too deeply"),
        ("#" * (LONGEST + 1), "is too long to be read"),
        ("a: &a [x, x, x, x, x, x, x, x, x, x]\n" * 1, None),
    ],
)
def test_what_is_not_read(text, problem):
    if problem is None:
        assert read_document(text)
        return
    with pytest.raises(UnreadableDocumentError) as caught:
        read_document(text)
    assert str(caught.value).startswith(problem)


def test_aliases_may_not_stand_for_millions():
    laughs = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"b{at}: &b{at} [{', '.join([f'*b{at - 1}' if at else '*a'] * 10)}]\n" for at in range(6)
    )
    with pytest.raises(UnreadableDocumentError, match="stands for too many values"):
        read_document(laughs)


def test_keys_know_their_lines():
    assert key_lines("a: 1\nuses:\n  dns: true\n") == {"a": 1, "uses": 2, "uses.dns": 3}
    assert key_lines("[a]") == key_lines("") == {}


def test_what_is_of_another_kind_is_empty():
    assert mapping("a") == mapping(None) == {}
    assert sequence("a") == sequence({"a": "b"}) == ()


@pytest.mark.parametrize("text", ["? ? x", "? [a]\n: b\n", "a:\n  ? {b: c}\n  : d\n"])
def test_a_key_that_is_no_text_is_refused(text):
    with pytest.raises(UnreadableDocumentError, match="has a key that is no text"):
        read_document(text)
    with pytest.raises(UnreadableDocumentError, match="has a key that is no text"):
        key_lines(text)
