"""Know before `ufo ship` whether AWS will let you, and if not, exactly why.

The public names are those in `__all__`; importing the package loads neither boto3 nor botocore.
"""

from __future__ import annotations

__version__ = "0.1.0"

__all__ = ["__version__"]
