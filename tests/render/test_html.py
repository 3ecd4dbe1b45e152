"""HTML: one page that holds no tag but ours and runs nothing."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given

from tests.render.strategies import reports, some
from ufo_preflight.render import render
from ufo_preflight.render.style import Style


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags = set()
        self.open = []

    def handle_starttag(self, tag, _attributes):
        self.tags.add(tag)
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
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "span", "ul", "li",
        "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
