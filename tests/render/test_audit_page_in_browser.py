"""The page of an audit in a real browser: it draws, sorts, filters, folds, opens cells, and fits."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from tests.auditing.accounts import account, role, user
from tests.render.test_page_in_browser import DARK, FRAME, LIGHT, axe, chromium, dumped
from ufo_preflight.auditing import audit
from ufo_preflight.render.audit_page import render_audit_html
from ufo_preflight.render.style import Style

__all__ = ["axe", "chromium"]

PROBE = """{
const said = {};
const names = () => [...document.querySelectorAll("tbody th")].map((one) => one.innerText);
const set = (id, change) => {
  change(document.getElementById(id));
  document.getElementById(id).dispatchEvent(new Event("input"));
};
const press = (key) => {
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
};
said.overflow = document.documentElement.scrollWidth - innerWidth;
said.folded = names();
set("fold", (box) => { box.checked = false; });
said.unfolded = names();
const head = document.querySelectorAll("thead button")[0];
head.click();
said.sorted = names();
head.click();
said.turned = names();
said.sort = head.parentNode.getAttribute("aria-sort");
set("filter", (box) => { box.value = "USER"; });
said.filtered = names();
set("filter", (box) => { box.value = ""; });
set("verdict", (box) => { box.value = "blocked"; });
said.blocked = names();
const cell = document.querySelector("td .fail");
said.label = cell.getAttribute("aria-label");
cell.focus();
press("ArrowLeft");
said.moved = document.activeElement !== cell && document.activeElement.closest("td, th") !== null;
cell.click();
said.detail = document.getElementById("detail").innerText;
press("Escape");
said.shut = document.getElementById("detail").hidden && document.activeElement === cell;
axe.run().then((found) => {
  said.violations = found.violations.map((one) => [one.id, one.nodes[0].html]);
  parent.postMessage(JSON.stringify(said), "*");
});
}"""


@pytest.fixture(scope="module")
def page():
    entries = (user("b", "admin"), user("a", "admin"), role("c", "no-iam"), role("<d>", "mfa"))
    return render_audit_html(audit(account(*entries), region="us-west-2"), Style())


@pytest.mark.parametrize(("width", "scheme"), [(420, LIGHT), (1600, DARK)])
def test_a_person_can_sort_filter_fold_and_open(page, tmp_path, axe, chromium, width, scheme):
    # The page lets no script run but its own: the probe's is allowed in this copy alone.
    open_ = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    scripts = f"<script>{axe.read_text(encoding='utf-8')}</script><script>{PROBE}</script>"
    (tmp_path / "page.html").write_text(
        open_.replace("</body>", f"{scripts}</body>"), encoding="utf-8"
    )
    (tmp_path / "frame.html").write_text(FRAME % width)
    found = dumped(chromium, tmp_path, "frame.html", "--virtual-time-budget=60000", scheme)
    said = json.loads(unescape(re.search(r'<pre id="answer">(.*?)</pre>', found)[1]))
    assert said.pop("detail").startswith("role/c: IAM")
    assert said.pop("label") == "IAM: fail"
    assert said == {
        "overflow": 0,
        "folded": ["user/a +1", "role/<d>", "role/c"],
        "unfolded": ["user/a", "user/b", "role/<d>", "role/c"],
        "sorted": ["role/<d>", "role/c", "user/a", "user/b"],
        "turned": ["user/b", "user/a", "role/c", "role/<d>"],
        "sort": "descending",
        "filtered": ["user/b", "user/a"],
        "blocked": ["role/c"],
        "moved": True,
        "shut": True,
        "violations": [],
    }


def test_its_own_policy_lets_its_script_run(page, tmp_path, chromium):
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    assert "4 principals in 3 rows" in dumped(chromium, tmp_path, "page.html", LIGHT)
