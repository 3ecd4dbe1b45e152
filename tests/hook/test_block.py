"""A block is found again in any surroundings, and any change to it is noticed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ufo_preflight.hook.block import Found, find, marked

LINES = st.lists(st.text(st.sampled_from("ab# <>\t")), max_size=4).map(
    lambda lines: "".join(f"{line}\n" for line in lines)
)


@given(LINES, LINES, LINES)
def test_a_block_is_found_in_any_surroundings(before, body, after):
    assert find(before + marked(body) + after) == Found(before, after, is_unchanged=True)


@given(LINES, LINES)
def test_a_changed_block_is_known(body, other):
    header, *_, end = marked(body).splitlines(keepends=True)
    found = find(header + other + end)
    assert found is not None
    assert found.is_unchanged == (body == other)


def test_without_a_block_nothing_is_found():
    assert find("before('build', execute: X)\n# <<< ufo-preflight\n") is None
    assert find(marked("x\n").removesuffix("# <<< ufo-preflight\n")) is None


def test_a_file_without_a_last_newline_is_read_all_the_same():
    assert find(marked("x\n").rstrip("\n")) == Found("", "", is_unchanged=True)
