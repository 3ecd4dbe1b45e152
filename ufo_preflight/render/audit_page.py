"""An audit as a page: Markdown, and HTML whose matrix sorts, filters and unfolds by itself."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Iterator
from importlib import resources

from ufo_preflight.auditing.audit_report import AuditedPrincipal, AuditReport
from ufo_preflight.model import Overall
from ufo_preflight.outcome import Json
from ufo_preflight.render.audit_text import (
    codes_of,
    expectations,
    first_reason,
    ordered,
    title,
    trustee_words,
    verdict_line,
)
from ufo_preflight.render.pages import escaped
from ufo_preflight.render.style import Style, visible

_GLYPHS = {"pass": "✓", "fail": "✗", "warn": "!", "unknown": "?", "skipped": "-"}


def render_audit_markdown(report: AuditReport, _style: Style) -> str:
    """Return the matrix as a GitHub-flavoured table, and what is not covered."""
    codes = codes_of([check.id for check in report.checks])
    lines = [f"# {escaped(title(report))}", "", escaped(verdict_line(report)), ""]
    lines.append(f"| Principal | Verdict | {' | '.join(codes)} | Why |")
    lines.append(f"|---|---|{'---|' * len(codes)}---|")
    for one in ordered(report.principals):
        cells = [_GLYPHS[one.results[check.id].value] for check in report.checks]
        name, why = escaped(visible(one.short_name)), escaped(visible(first_reason(one)))
        lines.append(f"| {name} | {one.verdict.value} | {' | '.join(cells)} | {why} |")
    lines.append("")
    lines.extend(
        f"- {escaped(visible(text))}" for text in (*expectations(report), *report.warnings)
    )
    lines.extend(f"- {escaped(text)}" for text in report.caveats)
    return "\n".join(lines)


def render_audit_html(report: AuditReport, _style: Style) -> str:
    """Return one page without external resources: its script draws the matrix from its own data.

    Everything in it is text to the script, and a content security policy lets no other one run.
    """
    style, script = _part("audit_page.css"), _part("audit_page.js")
    policy = (
        f"default-src 'none'; style-src 'sha256-{_hash(style)}'; "
        f"script-src 'sha256-{_hash(script)}'; base-uri 'none'; form-action 'none'"
    )
    return "\n".join(_page(report, policy, style, script))


def _page(report: AuditReport, policy: str, style: str, script: str) -> Iterator[str]:
    heading = html.escape(title(report))
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield f"<title>{heading}</title><style>{style}</style></head><body><main>"
    yield f"<h1>{heading}</h1><p>{html.escape(verdict_line(report))}</p>"
    for text in (*expectations(report), *(f"Warning: {one}" for one in report.warnings)):
        yield f'<p class="notice">{html.escape(visible(text))}</p>'
    yield (
        '<div id="tools" hidden><label>Filter <input id="filter" type="search" '
        'autocomplete="off"></label> <label>Show <select id="verdict"><option value="">all'
        "</option><option>ready</option><option>undetermined</option><option>blocked</option>"
        '</select></label> <label><input id="fold" type="checkbox" checked> Fold principals that '
        'are the same</label> <span id="count" role="status"></span></div>'
    )
    yield '<div class="scroll" tabindex="0" role="region" aria-label="Matrix"><table id="matrix">'
    yield f"<caption>✓ pass, ✗ fail, ! warn, ? unknown, - skipped</caption>{_head(report)}<tbody>"
    yield '</tbody></table></div><button id="more" hidden>Show more</button>'
    yield '<section id="detail" tabindex="-1" aria-live="polite" hidden></section>'
    ready = [one for one in ordered(report.principals) if one.verdict is Overall.READY]
    items = "".join(f"<li>{html.escape(visible(one.arn))}</li>" for one in ready)
    yield f"<noscript><h2>Can ship</h2><ul>{items}</ul></noscript>"
    yield "".join(f"<p>{html.escape(text)}</p>" for text in report.caveats)
    data = json.dumps(_data(report), separators=(",", ":")).replace("<", "\\u003c")
    yield f'</main><script type="application/json" id="data">{data}</script>'
    yield f"<script>{script}</script></body></html>"


def _head(report: AuditReport) -> str:
    codes = codes_of([check.id for check in report.checks])
    cells = [("Principal", "Principal"), ("Verdict", "Verdict")]
    cells += [(code, check.title) for code, check in zip(codes, report.checks, strict=True)]
    buttons = "".join(
        f'<th scope="col" aria-sort="none"><button data-column="{at}" '
        f'title="Sort by {html.escape(name)}">{html.escape(code)}</button></th>'
        for at, (code, name) in enumerate(cells)
    )
    return f"<thead><tr>{buttons}</tr></thead>"


def _data(report: AuditReport) -> Json:
    return {
        "checks": [[check.id, check.title] for check in report.checks],
        "rows": [_row(one, report) for one in ordered(report.principals)],
    }


def _row(one: AuditedPrincipal, report: AuditReport) -> Json:
    return {
        "name": visible(one.short_name),
        "verdict": one.verdict.value,
        "cells": [one.results[check.id].value for check in report.checks],
        "why": {
            check: [[visible(reason.words), reason.text] for reason in reasons]
            for check, reasons in one.reasons.items()
        },
        "trust": [visible(trustee_words(trustee)) for trustee in one.assumable_by],
        "used": one.last_used,
        "granted": [visible(text) for text in one.granted_by],
    }


def _part(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8").strip()


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
