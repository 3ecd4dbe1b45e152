"""The HTML report in a real browser: it fits, unfolds, prints whole, and axe-core finds no fault.

https://github.com/dequelabs/axe-core
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest

from tests.render.reports import BLOCKED, HOSTILE
from ufo_preflight.render import render
from ufo_preflight.render.style import Style

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ufo-preflight-tests"
LIGHT, DARK = "--blink-settings=preferredColorScheme=1", "--blink-settings=preferredColorScheme=0"
# What a person would do, and what they would see; the answer is left in the page.
PROBE = """{
const said = {};
const folds = [...document.querySelectorAll("details")];
said.overflow = document.documentElement.scrollWidth - innerWidth;
said.width = innerWidth;
said.background = getComputedStyle(document.body).backgroundColor;
said.verdict = document.querySelector("h1").innerText;
said.broken = [...document.querySelectorAll(".title")].filter((title) => title.offsetHeight > 30).length;
said.folded = folds.every((fold) => !fold.open);
folds[0].querySelector("summary").click();
said.unfolds = folds[0].open && folds[0].querySelector(".inside").offsetHeight > 0;
document.querySelector("#checks + button").click();
said.unfolded = folds.every((fold) => fold.open);
said.overflow_unfolded = document.documentElement.scrollWidth - innerWidth;
said.copies = document.querySelectorAll("pre.copy").length;
said.buttons = document.querySelectorAll("button + pre.copy").length;
axe.run().then((found) => {
  said.violations = found.violations.map((one) => [one.id, one.nodes[0].html]);
  parent.postMessage(JSON.stringify(said), "*");
});
}"""
# A window is at least 500 pixels wide, a frame is as wide as asked.
FRAME = """<!doctype html><iframe src="page.html" style="width: %dpx; height: 1200px; border: 0"></iframe>
<script>
addEventListener("message", (event) => {
  const answer = document.createElement("pre");
  answer.id = "answer";
  answer.textContent = event.data;
  document.body.append(answer);
});
</script>"""


def needed(found, what):
    if not found:
        missing = f"{what} is missing; scripts/test-tools installs it where it can"
        assert os.environ.get("CI") != "true", missing
        pytest.skip(missing)
    return found


@pytest.fixture(scope="module")
def axe():
    return needed(next(iter(CACHE.glob("axe-core-*.js")), None), "axe-core")


@pytest.fixture(scope="module")
def chromium():
    return needed(shutil.which("chromium"), "chromium")


def ask(page, folder, axe, chromium, *, width=1600, scheme=LIGHT):
    """Open the page, with axe-core and the probe in it, and return what the probe found."""
    # The page lets no script run but its own: the probe's is allowed in this copy alone.
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    scripts = f"<script>{axe.read_text(encoding='utf-8')}</script><script>{PROBE}</script>"
    (folder / "page.html").write_text(
        page.replace("</body>", f"{scripts}</body>"), encoding="utf-8"
    )
    (folder / "frame.html").write_text(FRAME % width)
    found = dumped(chromium, folder, "frame.html", "--virtual-time-budget=60000", scheme)
    return json.loads(unescape(re.search(r'<pre id="answer">(.*?)</pre>', found)[1]))


def dumped(chromium, folder, name, *options):
    """Return the document as it is after its scripts ran."""
    always = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--dump-dom"]
    profile = f"--user-data-dir={folder / 'profile'}"
    done = subprocess.run(
        [chromium, *always, profile, *options, f"file://{folder / name}"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize(
    ("width", "scheme", "background"),
    [
        (420, LIGHT, "rgb(255, 255, 255)"),
        (800, LIGHT, "rgb(255, 255, 255)"),
        (1600, LIGHT, "rgb(255, 255, 255)"),
        (1600, DARK, "rgb(13, 17, 23)"),
    ],
)
def test_the_page_is_readable_at_every_width_and_in_both_schemes(
    width, scheme, background, tmp_path, axe, chromium
):
    page = render(BLOCKED, "html", Style())
    said = ask(page, tmp_path, axe, chromium, width=width, scheme=scheme)
    assert said.pop("copies") == said.pop("buttons") > 0
    assert said == {
        "width": width,
        "overflow": 0,
        "broken": 0,
        "overflow_unfolded": 0,
        "background": background,
        "verdict": "ufo-preflight: ✗ blocked",
        "folded": True,
        "unfolds": True,
        "unfolded": True,
        "violations": [],
    }


def test_foreign_text_neither_breaks_nor_runs_in_the_page(tmp_path, axe, chromium):
    said = ask(render(HOSTILE, "html", Style()), tmp_path, axe, chromium, width=420)
    assert (said["overflow_unfolded"], said["violations"]) == (0, [])


def test_the_page_as_it_is_runs_its_own_script(tmp_path, chromium):
    (tmp_path / "page.html").write_text(render(BLOCKED, "html", Style()), encoding="utf-8")
    assert ">Unfold all</button>" in dumped(chromium, tmp_path, "page.html")
