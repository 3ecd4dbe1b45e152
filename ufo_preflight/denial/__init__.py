"""AccessDenied texts: who was refused, what, on what, by which layer, and what to do about it."""

from __future__ import annotations

from ufo_preflight.denial.denial import Advice, Denial, DenialReason, Problem
from ufo_preflight.denial.stream import explain, explain_stream
from ufo_preflight.refusals import Fixer

__all__ = [
    "Advice",
    "Denial",
    "DenialReason",
    "Fixer",
    "Problem",
    "explain",
    "explain_stream",
]
