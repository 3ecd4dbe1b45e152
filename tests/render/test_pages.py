"""Markdown and HTML: they show what is in a report and never act on it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given

from tests.render.strategies import reports, some
from ufo_preflight import DOCS
from ufo_preflight.render import render
from ufo_preflight.render.pages import MARKER, escaped
from ufo_preflight.render.style import Style


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a|b", r"a\|b"),
        ("[x](y)", r"\[x\](y)"),
        ("*a* _c_ `", r"\*a\* \_c\_ \`"),
        ("`config.elb_name` is *", r"`config.elb_name` is \*"),
        ("`<b>|@x` `", r"\`&lt;b&gt;\|@<!-- -->x\` \`"),
        ("@team :100: #1", r"@<!-- -->team \:100\: \#1"),
        ("<b>&amp;", "&lt;b&gt;&amp;amp;"),
        ("a\n# b", r"a \# b"),
        ("\\|", r"\\\|"),
    ],
)
def test_marks_are_escaped(text, shown):
    assert escaped(text) == shown


@some
@given(reports())
def test_markdown_is_the_same_blocks_whatever_is_in_them(found):
    blocks = render(found, "markdown", Style()).split("\n\n")
    assert blocks[0] == f"{MARKER}\n## ufo-preflight: {found.verdict.value}"
    table = next(block for block in blocks if block.startswith("|  | Service"))
    assert len(table.split("\n")) == 2 + len(found.checks)
    for line in table.split("\n"):
        assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) == 8
    assert "<" not in "".join(blocks).removeprefix(MARKER).replace("@<!-- -->", "")


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags = set()
        self.open = []

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        # Nothing is loaded, and a link stays in the page or leads to our own.
        links = [value for name, value in attributes if name == "href"]
        assert all(link.startswith(("#", DOCS)) for link in links)
        assert not {"src", "style", "srcset"} & {name for name, _value in attributes}
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@some
@given(reports())
def test_html_is_well_formed_and_holds_no_tag_but_ours(found):
    page = Page()
    page.feed(render(found, "html", Style()))
    assert page.open == []
    assert page.tags <= {
        "html", "head", "meta", "title", "style", "script", "body", "header", "main", "h1", "h2",
        "p", "div", "span", "ul", "li", "a", "pre", "code", "details", "summary",
    }  # fmt: skip
