"""An audit as text: the table of a terminal, and one line a principal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ufo_preflight.auditing.audit_report import AuditedPrincipal, AuditReport, Trustee
from ufo_preflight.model import Overall, Result
from ufo_preflight.render.style import Style, columns_of

_MARKS = {
    Overall.READY: Result.PASS,
    Overall.BLOCKED: Result.FAIL,
    Overall.UNDETERMINED: Result.UNKNOWN,
}
_ORDER = {Overall.READY: 0, Overall.UNDETERMINED: 1, Overall.BLOCKED: 2}
# The columns of a check: its code and a space.
_CELL = 4
_LEAST_NAME = 16


def render_audit_table(report: AuditReport, style: Style) -> str:
    """Return one line a principal and one glyph a check; principals that are the same are folded."""
    lines = style.wrap(title(report))
    if style.quiet:
        return "\n".join([*lines, *style.wrap(verdict_line(report))])
    codes = codes_of([check.id for check in report.checks])
    cell = _CELL if _LEAST_NAME + _CELL * len(codes) <= style.width - 2 else 2
    name_width = max(_LEAST_NAME, style.width - 2 - cell * len(codes))
    margin = " " * (2 + name_width)
    if cell == _CELL:
        lines.append(style.bold(margin + "".join(f" {code:<3}" for code in codes)).rstrip())
    else:
        # Too many for the width: the codes are read from top to bottom.
        for letters in zip(*(f"{code:<3}" for code in codes), strict=True):
            lines.append(style.bold(margin + "".join(f" {letter}" for letter in letters)))
    for same in folded(report.principals, fold=not style.verbose):
        lines.extend(_row(same, report, style, (name_width, cell)))
    lines.append("")
    legend = ", ".join(
        f"{code} {check.title}" for code, check in zip(codes, report.checks, strict=True)
    )
    lines.extend(style.wrap(f"Checks: {legend}."))
    trusted = list(_assumable(report))
    if trusted:
        lines.append(style.bold("Who may assume the roles that can ship"))
        lines.extend(line for text in trusted for line in style.wrap(text, "  ", "    "))
    lines.extend(line for text in expectations(report) for line in style.wrap(text))
    lines.extend(line for text in report.warnings for line in style.wrap(f"warning: {text}"))
    lines.extend(style.wrap(" ".join(report.caveats)))
    lines.extend(style.wrap(verdict_line(report)))
    return "\n".join(lines)


def render_audit_short(report: AuditReport, style: Style) -> str:
    """Return a line a principal, the verdict first: for `grep` and `cut`."""
    lines = [
        f"{one.verdict.value} {style.visible(one.arn)} {style.visible(first_reason(one))}".rstrip()
        for one in ordered(report.principals)
    ]
    return "\n".join([*lines, style.visible(verdict_line(report))])


def title(report: AuditReport) -> str:
    """Return who was audited, and against what."""
    project = report.project
    ship = (project.stack or project.app) if project else ""
    where = f" to {report.region}" if report.region else ""
    account = f" of account {report.account}" if report.account else ""
    return (
        f"Who can ship{f' {ship}' if ship else ''}{where}{account}: "
        f"{len(report.principals):,} principals, {len(report.left_out):,} left out"
    )


def verdict_line(report: AuditReport) -> str:
    """Return how many can ship, cannot, and are not decided."""
    counts = report.counts
    return (
        f"{counts[Overall.READY]:,} ready, {counts[Overall.UNDETERMINED]:,} undetermined, "
        f"{counts[Overall.BLOCKED]:,} blocked."
    )


def expectations(report: AuditReport) -> Iterator[str]:
    """Yield what differs from the allow-list."""
    found = report.allow_list
    if found is None:
        return
    by_arn = {one.arn: one for one in report.principals}
    for arn in found.unexpected:
        granted = ", ".join(by_arn[arn].granted_by) if arn in by_arn else ""
        yield f"Not on the allow-list, and can ship: {arn}{f', granted by {granted}' if granted else ''}"
    for arn in found.undecided:
        yield f"Not on the allow-list, and nobody could tell: {arn}"
    for arn in found.cannot_ship:
        yield f"On the allow-list, and cannot ship: {arn}"
    for arn in found.not_found:
        yield f"On the allow-list, and not in the account: {arn}"


def ordered(principals: Iterable[AuditedPrincipal]) -> list[AuditedPrincipal]:
    """Return the principals that can ship first, then by name."""
    return sorted(principals, key=lambda one: (_ORDER[one.verdict], one.short_name.lower()))


def folded(principals: Iterable[AuditedPrincipal], *, fold: bool) -> list[list[AuditedPrincipal]]:
    """Return groups of principals of one kind that the checks say the same of, in order."""
    groups: dict[object, list[AuditedPrincipal]] = {}
    for one in ordered(principals):
        same: object = (one.kind, one.verdict, tuple(one.results.items()), first_reason(one))
        groups.setdefault(same if fold else one.arn, []).append(one)
    return list(groups.values())


def first_reason(principal: AuditedPrincipal) -> str:
    """Return why a principal is not ready, in a few words."""
    for wanted in (Result.FAIL, Result.UNKNOWN):
        for check, reasons in principal.reasons.items():
            if principal.results[check] is wanted and reasons:
                return reasons[0].words
    return ""


def codes_of(ids: Iterable[str]) -> list[str]:
    """Return three letters for each check id, each different."""
    codes: list[str] = []
    for name in ids:
        code = name[:3].upper()
        if code in codes:
            code = (name[:2] + name[-1]).upper()
        codes.append(code)
    return codes


def trustee_words(trustee: Trustee) -> str:
    """Return who may assume a role, and how sure that is."""
    where = " (this account)" if trustee.in_account else ""
    unsure = " if " + " and ".join(trustee.conditions) if trustee.conditions else ""
    if not trustee.is_certain and not trustee.conditions:
        unsure = " (not certain)"
    warning = f"; {trustee.warning}" if trustee.warning else ""
    return f"{trustee.kind} {trustee.principal}{where}{unsure}{warning}"


def _row(
    same: list[AuditedPrincipal], report: AuditReport, style: Style, widths: tuple[int, int]
) -> Iterator[str]:
    principal, (name_width, cell) = same[0], widths
    name = style.visible(principal.short_name)
    more = f" +{len(same) - 1:,}" if len(same) > 1 else ""
    room = name_width - columns_of(more)
    if columns_of(name) > room:
        name = name[: room - 1] + ("…" if style.use_unicode else "~")
    name += more
    cells = "".join(
        f" {style.glyph(principal.results[check.id])}{'':{cell - 2}}" for check in report.checks
    )
    mark = style.glyph(_MARKS[principal.verdict])
    padding = " " * (name_width - columns_of(name))
    yield f"{mark} {name}{padding}{cells}".rstrip()
    if style.verbose:
        for check, reasons in principal.reasons.items():
            for reason in reasons:
                yield from style.wrap(f"{check}: {reason.words}", "    ", "      ")
        if principal.last_used:
            yield from style.wrap(f"last used {principal.last_used}", "    ", "      ")


def _assumable(report: AuditReport) -> Iterator[str]:
    roles: dict[str, list[AuditedPrincipal]] = {}
    for one in ordered(report.principals):
        if one.verdict is Overall.READY and one.assumable_by:
            roles.setdefault("; ".join(map(trustee_words, one.assumable_by)), []).append(one)
    for trusted, same in roles.items():
        used = f", last used {same[0].last_used}" if same[0].last_used else ""
        more = f" and {len(same) - 1:,} more" if len(same) > 1 else used
        yield f"{same[0].short_name}{more}: {trusted}"
