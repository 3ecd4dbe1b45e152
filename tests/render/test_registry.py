"""Every format of the interface, each loaded only when it is asked for."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

from tests.render.reports import REPORTS
from ufo_preflight.render import RENDERERS, render
from ufo_preflight.render.style import Style

FORMATS = ("table", "short", "json", "jsonl", "markdown", "github", "junit", "sarif", "html")


def test_the_formats_are_those_of_the_interface():
    assert tuple(RENDERERS) == FORMATS


@pytest.mark.parametrize("output", FORMATS)
def test_the_same_report_gives_the_same_bytes(output):
    for found in REPORTS.values():
        assert render(found, output, Style()) == render(found, output, Style())


def test_every_format_names_a_renderer_that_exists():
    for named in RENDERERS.values():
        module, _, function = named.partition(":")
        assert callable(getattr(import_module(f"ufo_preflight.render.{module}"), function))


@pytest.mark.parametrize("output", ["json", "github", "junit"])
def test_a_format_loads_only_its_own_parts(output):
    program = (
        "import sys\nfrom tests.render.reports import READY\nfrom ufo_preflight.render import *\n"
        f"from ufo_preflight.render.style import Style\nrender(READY, {output!r}, Style())\n"
        "print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert not {"ufo_preflight.render.table", "botocore"} & set(done.stdout.split())
