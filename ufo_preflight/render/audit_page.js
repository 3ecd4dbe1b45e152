"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const data = JSON.parse(find("data").textContent);
  const glyphs = { pass: "✓", fail: "✗", warn: "!", unknown: "?", skipped: "-" };
  const ranks = { ready: 0, undetermined: 1, blocked: 2, pass: 0, warn: 1, unknown: 2, fail: 3, skipped: 4 };
  const page = 300;
  let column = 1, descending = false, shown = page, opener = null;
  const body = find("matrix").tBodies[0];
  const make = (name, text, kind) => {
    const node = document.createElement(name);
    if (text !== undefined) node.textContent = text;
    if (kind) node.className = kind;
    return node;
  };
  const value = (row) => column === 0 ? row.name.toLowerCase() : ranks[column === 1 ? row.verdict : row.cells[column - 2]];
  const open = (row, at, button) => {
    const box = find("detail");
    opener = button;
    box.replaceChildren(make("h2", at < 0 ? row.name : `${row.name}: ${data.checks[at][1]}`));
    const close = make("button", "Close");
    close.addEventListener("click", shut);
    box.append(close);
    const say = (text) => box.append(make("p", text));
    if (at < 0) {
      say(`Verdict: ${row.verdict}`);
      if (row.granted.length) say(`Granted by: ${row.granted.join("; ")}`);
      for (const text of row.trust) say(`May be assumed by: ${text}`);
      if (row.used) say(`Last used: ${row.used}`);
    } else {
      say(`Result: ${row.cells[at]}`);
      for (const [words, text] of row.why[data.checks[at][0]] || []) {
        say(words);
        if (text) box.append(make("pre", text));
      }
    }
    box.hidden = false;
    box.focus();
  };
  const shut = () => {
    find("detail").hidden = true;
    if (opener) opener.focus();
  };
  const line = (row, count) => {
    const tr = make("tr");
    const head = make("th");
    head.scope = "row";
    const name = make("button", row.name + (count > 1 ? ` +${count - 1}` : ""));
    name.addEventListener("click", () => open(row, -1, name));
    head.append(name);
    tr.append(head, make("td", row.verdict, row.verdict));
    row.cells.forEach((cell, at) => {
      const td = make("td");
      const button = make("button", glyphs[cell], cell);
      button.setAttribute("aria-label", `${data.checks[at][1]}: ${cell}`);
      button.addEventListener("click", () => open(row, at, button));
      td.append(button);
      tr.append(td);
    });
    return tr;
  };
  const draw = () => {
    const text = find("filter").value.toLowerCase();
    const verdict = find("verdict").value;
    const rows = data.rows.filter((row) => (!verdict || row.verdict === verdict) && row.name.toLowerCase().includes(text));
    const groups = new Map();
    rows.forEach((row, at) => {
      const key = find("fold").checked ? row.verdict + row.cells.join() + JSON.stringify(row.why) : at;
      groups.has(key) ? groups.get(key).push(row) : groups.set(key, [row]);
    });
    const folded = [...groups.values()];
    folded.sort((a, b) => {
      const x = value(a[0]), y = value(b[0]);
      return (x < y ? -1 : x > y ? 1 : 0) * (descending ? -1 : 1);
    });
    body.replaceChildren(...folded.slice(0, shown).map((group) => line(group[0], group.length)));
    find("more").hidden = folded.length <= shown;
    find("count").textContent = `${rows.length} principals in ${folded.length} rows`;
    document.querySelectorAll("thead th").forEach((th, at) => {
      th.setAttribute("aria-sort", at !== column ? "none" : descending ? "descending" : "ascending");
    });
  };
  document.querySelectorAll("thead button").forEach((button) => button.addEventListener("click", () => {
    const wanted = Number(button.dataset.column);
    descending = wanted === column && !descending;
    column = wanted;
    draw();
  }));
  for (const id of ["filter", "verdict", "fold"]) find(id).addEventListener("input", () => { shown = page; draw(); });
  find("more").addEventListener("click", () => { shown += page; draw(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") shut();
    if (event.key === "/" && event.target.tagName !== "INPUT") { event.preventDefault(); find("filter").focus(); }
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    const cell = event.target.closest && event.target.closest("tbody tr > *");
    if (!step || !cell) return;
    const row = body.rows[cell.parentNode.sectionRowIndex + step[0]];
    const next = row && row.cells[cell.cellIndex + step[1]];
    const button = next && (next.querySelector("button") || next.nextElementSibling?.querySelector("button"));
    if (button) { event.preventDefault(); button.focus(); }
  });
  find("tools").hidden = false;
  draw();
})();
