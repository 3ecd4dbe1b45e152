"""Know before `ufo ship` whether AWS will let you, and if not, exactly why.

The public names are those in `__all__`; importing the package loads neither boto3 nor botocore,
and each name loads its part of the program when it is first used.
"""

# Nothing is imported here: `python -m` would look for it in the current folder first.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from ufo_preflight.api import preflight
    from ufo_preflight.auditing import audit
    from ufo_preflight.auditing.comparison import compare
    from ufo_preflight.denial import Denial, explain
    from ufo_preflight.errors import PreflightError
    from ufo_preflight.policy.evaluate import evaluate
    from ufo_preflight.report import Report

__version__ = "0.1.0"

# Where the pages of docs/ are published; each check, reason and error code has one.
DOCS = "https://ufo-preflight.readthedocs.io/en/stable"

__all__ = [
    "Denial",
    "PreflightError",
    "Report",
    "audit",
    "compare",
    "evaluate",
    "explain",
    "preflight",
]

_HOME = {
    "audit": "ufo_preflight.auditing",
    "compare": "ufo_preflight.auditing.comparison",
    "Denial": "ufo_preflight.denial",
    "explain": "ufo_preflight.denial",
    "PreflightError": "ufo_preflight.errors",
    "Report": "ufo_preflight.report",
    "evaluate": "ufo_preflight.policy.evaluate",
    "preflight": "ufo_preflight.api",
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return vars(import_module(_HOME[name]))[name]
