"""Ruby texts read in a scope, for tests."""

from __future__ import annotations

from ufo_preflight.project.ruby_run import read_ruby
from ufo_preflight.project.ruby_scope import RubyScope
from ufo_preflight.project.snapshot import Computed, Known

HELPERS = {
    "env": lambda _given: Known("dev"),
    "expansion": lambda given: given[0],
}


def scope_of(code: str, **more) -> RubyScope:
    """Return the scope after a file `c.rb` with this code."""
    scope = RubyScope({}, HELPERS, **more)
    read_ruby(code.encode(), "c.rb", scope)
    return scope


def value_of(expression: str, before: str = ""):
    """Return the plain value of an expression, "?" when it is computed."""
    value = scope_of(f"{before}\n@it = {expression}\n").get("@it")
    return "?" if isinstance(value, Computed) else value.value


def settings_of(body: str) -> dict[str, object]:
    """Return the settings that the body of a configuration leaves behind."""
    scope = scope_of(f"Ufo.configure do |config|\n{body}\nend\n")
    return {
        name.removeprefix("config."): "?" if isinstance(value, Computed) else value.value
        for name, value in scope.bindings.items()
        if name.startswith("config.")
    }
