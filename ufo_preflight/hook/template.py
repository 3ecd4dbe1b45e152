"""The templates of the package, and the one way to fill them in."""

from __future__ import annotations

from importlib.resources import files


def fill(name: str, **values: str) -> str:
    """Return the template `name` with each `@KEY@` replaced, indented as where it stands.

    A line that holds nothing but an empty value is left out.
    """
    text = files(__package__).joinpath("templates", name).read_text(encoding="utf-8")
    lines = (_filled(line, values) for line in text.splitlines())
    return "".join(f"{line}\n" for line in lines if line is not None)


def _filled(line: str, values: dict[str, str]) -> str | None:
    for key, value in values.items():
        mark = f"@{key}@"
        if line.strip() == mark:
            indent = line.removesuffix(mark)
            return _indented(value, indent) if value else None
        line = line.replace(mark, value)
    return line


def _indented(text: str, indent: str) -> str:
    return "\n".join(f"{indent}{line}".rstrip() for line in text.rstrip("\n").split("\n"))
