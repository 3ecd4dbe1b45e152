"""Ruby through its grammar."""

from __future__ import annotations

import subprocess
import sys

from ufo_preflight.project.ruby_syntax import LONGEST, field, names_in, parse_ruby, parts, text_of


def test_ruby_has_a_tree_and_other_text_has_none():
    assert parse_ruby(b"x = 1").type == "program"
    assert parse_ruby(b"x = = 1") is None
    assert parse_ruby(b"# a\n" * LONGEST) is None


def test_nodes_are_read_by_field_text_and_name():
    root = parse_ruby(b"x = foo(a) # why\n")
    (assignment,) = parts(root)
    assert text_of(field(assignment, "left")) == "x"
    assert field(assignment, "condition") is None
    assert sorted(names_in(root)) == ["a", "foo", "x"]


def test_the_grammar_is_loaded_only_when_ruby_is_read():
    code = (
        "import sys, ufo_preflight.project.read\n"
        "print('tree_sitter' in sys.modules, 'yaml' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"
