"""Ruby text to a syntax tree (tree-sitter), and the state of one static reading of it.

Nothing is ever run. A scope holds names and their values, and what was called.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ufo_preflight.project.snapshot import ANY, NIL, Computed, Known, Value, same, truth

if TYPE_CHECKING:
    from tree_sitter import Node, Parser


# A configuration file is a few kilobytes. The grammar recovers from errors in a time that grows
# with the square of the length: this much garbage takes seconds, ten times as much minutes.
LONGEST = 32 * 1024
# Literals that begin with % or a backtick and do not end are what it takes longest to recover from.
MOST_LITERALS = 400


@lru_cache(maxsize=64)
def parse_ruby(source: bytes) -> Node | None:
    """Return the root of the syntax tree, None when the text is not Ruby or is far too long."""
    if len(source) > LONGEST:
        return None
    code = _without_embedded_documents(source)
    if code is None or code.count(b"%") + code.count(b"`") > MOST_LITERALS:
        return None
    root = _parser().parse(code).root_node
    return None if root.has_error else root


def _without_embedded_documents(source: bytes) -> bytes | None:
    """Return the code without what stands between =begin and =end, None where one does not end.

    The grammar takes minutes for a file of embedded documents that do not end.
    """
    kept, inside = [], False
    for line in source.split(b"\n"):
        starts = line.startswith(b"=begin")
        kept.append(b"" if inside or starts else line)
        inside = not line.startswith(b"=end") if inside else starts
    return None if inside else b"\n".join(kept)


@lru_cache(maxsize=1)
def _parser() -> Parser:
    import tree_sitter_ruby
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_ruby.language()))


def text_of(node: Node) -> str:
    """Return the source text of a node."""
    return (node.text or b"").decode("utf-8", "replace")


def field(node: Node, name: str) -> Node | None:
    """Return the child in a field of the grammar, None when there is none."""
    return node.child_by_field_name(name)


def parts(node: Node) -> tuple[Node, ...]:
    """Return the children that carry meaning: no punctuation, no comments."""
    return tuple(child for child in node.named_children if child.type != "comment")


def names_in(node: Node) -> tuple[str, ...]:
    """Return every identifier below a node, found without recursion."""
    found: list[str] = []
    pending = [node]
    while pending:
        each = pending.pop()
        if each.type == "identifier":
            found.append(text_of(each))
        pending.extend(each.named_children)
    return tuple(found)


# Deeper nesting than a person writes; what lies below it is not read.
DEEPEST = 60
CONDITIONAL = "set conditionally"
# Names that are copied and compared at branches; a configuration needs some hundreds.
MOST_WORK = 60_000
Helper = Callable[[tuple[Value, ...]], "Value | None"]
BlockTaker = Callable[[tuple[Value, ...], "Node"], None]


class TooMuchCodeError(Exception):
    """The code takes longer to read than any configuration does."""


class Leaving(enum.Enum):
    """Whether the rest of a file still runs: after `next`, `return` or `exit` it may not."""

    NO = "no"
    MAYBE = "maybe"
    YES = "yes"


@dataclass(frozen=True)
class Use:
    """A helper or method that a file calls, and its arguments as far as they are known."""

    name: str
    arguments: tuple[Value, ...]
    place: str
    certain: bool


class Environment:
    """The variables of the environment, None where it is not known; `asked` are those read."""

    def __init__(
        self, variables: Mapping[str, str] | None = None, asked: dict[str, str] | None = None
    ) -> None:
        self.variables = variables
        self.asked: dict[str, str] = {} if asked is None else asked


class RubyScope:
    """Names and their values while files are read one after the other.

    A setting is bound as `config.dns.domain`, an instance variable as `@name`, a local or a
    constant by its name, a variable of the environment that is written as `ENV[NAME]`. `helpers`
    are the methods whose result is known without AWS, `blocks` those that are handed a block to
    run later. `assume` settles what an unknown condition does in a template (None: both branches
    are read and compared).
    """

    def __init__(
        self,
        bindings: Mapping[str, Value],
        helpers: Mapping[str, Helper],
        *,
        assume: bool | None = None,
        environment: Environment | None = None,
    ) -> None:
        self.bindings: dict[str, Value] = dict(bindings)
        self.helpers: dict[str, Helper] = dict(helpers)
        self.blocks: dict[str, BlockTaker] = {}
        self.assume = assume
        self.environment = environment or Environment()
        self.callers: frozenset[str] = frozenset()
        self.file = ""
        self.aliases: dict[str, str] = {}
        self.uses: list[Use] = []
        self.leaving = Leaving.NO
        self._depth = 0
        self._branches = 0
        self._work = 0

    def spend(self, work: int = 1) -> None:
        """Count work done; TooMuchCodeError when it is more than any configuration needs."""
        self._work += work
        if self._work > MOST_WORK:
            raise TooMuchCodeError

    def enter(self, file: str) -> None:
        """Begin another file: its locals are its own."""
        self.file = file
        self.leaving = Leaving.NO
        self.aliases = {}
        kept = {name: value for name, value in self.bindings.items() if outlives(name)}
        self.bindings = kept

    def place(self, node: Node) -> str:
        """Return where a node stands, as `FILE:LINE`."""
        return f"{self.file}:{node.start_point[0] + 1}"

    def computed(self, node: Node, how: str = "computed") -> Computed:
        """Return the value of code that cannot be read off."""
        return Computed(self.place(node), how)

    def get(self, name: str) -> Value:
        """Return what a name is bound to; nil when nothing bound it."""
        if name in self.bindings:
            return self.bindings[name]
        parts = name.split(".")
        for length in range(len(parts) - 1, 0, -1):
            within = self.bindings.get(".".join(parts[:length]) + ".*")
            if within is not None:
                return within
        if name.startswith("@") and "@*" in self.bindings:
            return self.bindings["@*"]
        return self.bindings.get("*", NIL)

    def set(self, name: str, value: Value, place: str) -> None:
        """Bind a name; in code that may not be reached, only what it was already stays known."""
        if self.leaving is Leaving.MAYBE and not same(value, self.get(name)):
            value = Computed(place, CONDITIONAL)
        self.bindings[name] = Known(value.value, place) if isinstance(value, Known) else value

    def forget(self, prefix: str, computed: Computed) -> None:
        """Take nothing below `prefix` for known any more ("": nothing at all)."""
        self.spend(len(self.bindings))
        self.forget_all(prefix, computed)

    def forget_all(self, prefix: str, computed: Computed) -> None:
        """Do the same for code that nobody reads any further."""
        for name in [name for name in self.bindings if _is_below(name, prefix)]:
            self.bindings[name] = computed
        self.bindings[f"{prefix}.*" if prefix else "*"] = computed

    def called(self, name: str, arguments: tuple[Value, ...], node: Node) -> None:
        """Note that a helper is called here."""
        certain = self._branches == 0 and self.leaving is Leaving.NO
        self.uses.append(Use(name, arguments, self.place(node), certain))

    @contextmanager
    def deeper(self) -> Iterator[bool]:
        """Count one level of nesting; False when it is one too many."""
        self._depth += 1
        try:
            yield self._depth <= DEEPEST
        finally:
            self._depth -= 1

    @contextmanager
    def perhaps(self) -> Iterator[None]:
        """Read code of which nobody knows whether it runs."""
        self._branches += 1
        try:
            yield
        finally:
            self._branches -= 1


def merge(outcomes: list[dict[str, Value]], place: str) -> dict[str, Value]:
    """Return what is known whichever branch ran: a name on which they differ is not."""
    first, *others = outcomes
    names = dict.fromkeys(name for outcome in outcomes for name in outcome)
    merged: dict[str, Value] = {}
    for name in names:
        values = [outcome.get(name, NIL) for outcome in outcomes]
        agree = all(same(values[0], value) for value in values[1:])
        pattern = ANY if all(truth(value) for value in values) else ""
        merged[name] = values[0] if agree else Computed(place, CONDITIONAL, pattern)
    return merged if others else first


def _is_below(name: str, prefix: str) -> bool:
    return not prefix or name == prefix or name.startswith(f"{prefix}.")


def outlives(name: str) -> bool:
    """Return whether a name is known beyond its file: a setting, an instance variable, a constant."""
    return name == "*" or "." in name or name.startswith(("@", "ENV[")) or name[:1].isupper()


LONGEST_CHAIN = 12


def setting_path(node: Node | None, scope: RubyScope) -> str:
    """Return `config.dns.domain` for a chain of calls on the configuration, "" for other code."""
    names: list[str] = []
    while node is not None and len(names) < LONGEST_CHAIN:
        if node.type == "identifier":
            root = scope.aliases.get(text_of(node), "")
            return ".".join([root, *reversed(names)]) if root else ""
        name = _step(node)
        if not name:
            return ""
        names.append(name)
        node = field(node, "receiver") or field(node, "object")
    return ""


def _step(node: Node) -> str:
    if node.type == "call" and field(node, "arguments") is None and field(node, "block") is None:
        method = field(node, "method")
        return text_of(method) if method is not None and field(node, "receiver") else ""
    if node.type == "element_reference":
        keys = parts(node)[1:]
        if len(keys) == 1 and keys[0].type in ("simple_symbol", "string"):
            return text_of(keys[0]).strip(":'\"")
    return ""
