"""Know before `ufo ship` whether AWS will let you, and if not, exactly why.

The public names are those in `__all__`; importing the package loads neither boto3 nor botocore,
and each name loads its part of the program when it is first used.
"""

# Nothing is imported here: `python -m` would look for it in the current folder first.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from ufo_preflight.api import CheckOptions, minimal_policy, missing_policy, preflight
    from ufo_preflight.auditing import audit
    from ufo_preflight.auditing.comparison import compare
    from ufo_preflight.denial import Denial, explain
    from ufo_preflight.errors import (
        ApiError,
        ConfigurationError,
        CredentialsError,
        EndpointError,
        FileUnreadableError,
        InternalError,
        PolicyDocumentError,
        PreferencesError,
        PreflightError,
        RegionError,
        SimulationRefusedError,
        UndeterminedError,
        UnknownCheckError,
        UsageError,
    )
    from ufo_preflight.policy.evaluate import evaluate
    from ufo_preflight.report import Report

__version__ = "0.1.0"

# Where the pages of docs/ are published; each check, reason and error code has one.
DOCS = "https://ufo-preflight.readthedocs.io/en/stable"

__all__ = [
    "ApiError",
    "CheckOptions",
    "ConfigurationError",
    "CredentialsError",
    "Denial",
    "EndpointError",
    "FileUnreadableError",
    "InternalError",
    "PolicyDocumentError",
    "PreferencesError",
    "PreflightError",
    "RegionError",
    "Report",
    "SimulationRefusedError",
    "UndeterminedError",
    "UnknownCheckError",
    "UsageError",
    "audit",
    "compare",
    "evaluate",
    "explain",
    "minimal_policy",
    "missing_policy",
    "preflight",
]

_HOME = {
    "audit": "ufo_preflight.auditing",
    "compare": "ufo_preflight.auditing.comparison",
    "CheckOptions": "ufo_preflight.api",
    "Denial": "ufo_preflight.denial",
    "explain": "ufo_preflight.denial",
    "Report": "ufo_preflight.report",
    "evaluate": "ufo_preflight.policy.evaluate",
    "minimal_policy": "ufo_preflight.api",
    "missing_policy": "ufo_preflight.api",
    "preflight": "ufo_preflight.api",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return vars(import_module(_HOME.get(name, "ufo_preflight.errors")))[name]


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
