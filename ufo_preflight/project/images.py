"""Image names: whether they are in ECR, and the ARN of their repository."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ufo_preflight.project.documents import LONGEST
from ufo_preflight.project.erb import MARK, render, without_code
from ufo_preflight.project.ruby_scope import RubyScope
from ufo_preflight.project.snapshot import ProjectFiles, Value

# The test that UFO makes: lib/ufo/ecr/auth.rb and lib/ufo/docker/builder.rb.
_ECR = ".amazonaws.com"
_NAME = re.compile(
    r"(?P<account>\d{12}|\{account\})\.dkr[.-]ecr(?:-fips)?\.(?P<region>[a-z0-9-]+|\{region\})\.amazonaws\.com(?:\.cn)?"
    r"/(?P<path>[a-z0-9][a-z0-9._/-]*)"
)
_FROM = re.compile(r"^FROM\s+(?:--\S+\s+)*(\S+)", re.MULTILINE)
_ARGUMENT = re.compile(r"^ARG\s+(\w+)=[\"']?([^\s\"']*)", re.MULTILINE)
_VARIABLE = re.compile(r"\$\{?(\w+)(?::-([^}]*))?\}?")
DOCKERFILE, DOCKERFILE_ERB = "Dockerfile", "Dockerfile.erb"


@dataclass(frozen=True)
class Bases:
    """The images that a Dockerfile builds on; `open` when one of them cannot be told."""

    images: tuple[str, ...]
    file: str
    open: str = ""


def is_ecr(image: str) -> bool:
    """Return whether UFO takes an image for one in ECR."""
    return _ECR in image


def repository_arn(image: str) -> str | None:
    """Return the ARN of an image's repository, None when the name does not tell it."""
    found = _NAME.match(image)
    if found is None:
        return None
    return repository(found["region"], found["account"], found["path"].rstrip("/"))


def cleaned_repository_arn(image: str) -> str | None:
    """Return the repository that UFO 4 and 5 clean: by the last part of the path alone."""
    found = _NAME.match(image)
    if found is None:
        return None
    path = found["path"].rstrip("/").rpartition("/")[2]
    return repository("{region}", "{account}", path)


def repository(region: str, account: str, path: str) -> str:
    """Return the ARN of a repository, its partition left to be put in."""
    return f"arn:{{partition}}:ecr:{region}:{account}:repository/{path}"


def dockerfile_of(files: ProjectFiles, variables: Mapping[str, Value]) -> Bases:
    """Return the images that the build pulls, with the default values of ARG put in.

    A Dockerfile.erb is compiled to the Dockerfile at each ship, with `variables`; images that are
    computed in it are open.
    """
    template = files.text(DOCKERFILE_ERB)
    file = DOCKERFILE if template is None else DOCKERFILE_ERB
    text = files.text(file)
    if text is None:
        reason = f"{file} could not be read." if files.has(file) else f"There is no {file}."
        return Bases((), file, open=reason if files.has(file) else "")
    text = _compiled(text[:LONGEST], variables) if template is not None else text[:LONGEST]
    defaults = dict(_ARGUMENT.findall(text))
    images = tuple(_put_in(image, defaults) for image in _FROM.findall(text))
    computed = next((image for image in images if "$" in image and not is_ecr(image)), "")
    return Bases(images, file, open=f"A FROM in {file} is computed." if computed else "")


def _compiled(text: str, variables: Mapping[str, Value]) -> str:
    rendered = render(text, DOCKERFILE_ERB, RubyScope(variables, {}, assume=True))
    if rendered is None or not variables:
        return without_code(text, "$erb")
    return MARK.sub("$erb", rendered.text)


def _put_in(image: str, defaults: dict[str, str]) -> str:
    return _VARIABLE.sub(lambda found: defaults.get(found[1]) or found[2] or found[0], image)
