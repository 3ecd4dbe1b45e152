"""One JSON object of the catalogue, read by name and type; its errors name the object."""

from __future__ import annotations

from collections.abc import Mapping

from ufo_preflight.model import ContextEntry


class Fields:
    """The fields of one object; each method raises ValueError when a field is not as expected."""

    def __init__(self, kind: str, item: object) -> None:
        if not isinstance(item, dict):
            raise ValueError(f"{kind}: an object is expected, not {item!r}")
        self._item: dict[str, object] = item
        self._name = f"{kind}: {item.get('check', '')} {item.get('action', item.get('id', ''))}"

    @classmethod
    def each(cls, data: Mapping[str, object], key: str) -> list[Fields]:
        """Return the objects of a list that has at least one."""
        items = data.get(key)
        if not isinstance(items, list) or not items:
            raise ValueError(f"{key}: a list with entries is expected")
        return [cls(key, item) for item in items]

    @classmethod
    def named(cls, data: Mapping[str, object], key: str) -> dict[str, Fields]:
        """Return the objects of an object by their names."""
        items = data.get(key, {})
        if not isinstance(items, dict):
            raise ValueError(f"{key}: an object is expected, not {items!r}")
        return {name: cls(f"{key}: {name}", item) for name, item in items.items()}

    def text(self, key: str) -> str:
        """Return a text that is not empty."""
        value = self._item.get(key)
        if not isinstance(value, str) or not value:
            raise ValueError(f"{self._name}: {key} must be a text")
        return value

    def optional_text(self, key: str) -> str | None:
        """Return a text, None for null."""
        return None if self._item.get(key) is None else self.text(key)

    def all_texts(self) -> dict[str, str]:
        """Return every field, each of which is a text."""
        return {key: self.text(key) for key in self._item}

    def flag(self, key: str) -> bool:
        """Return true or false; false when it is left out."""
        value = self._item.get(key, False)
        if not isinstance(value, bool):
            raise ValueError(f"{self._name}: {key} must be true or false")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the texts of a list; none when it is left out."""
        value = self._item.get(key, [])
        if not isinstance(value, list):
            raise ValueError(f"{self._name}: {key} must be a list")
        return tuple(str(part) for part in value)

    def context(self, key: str) -> tuple[ContextEntry, ...]:
        """Return the condition keys of an object; none when it is left out."""
        value = self._item.get(key, {})
        if not isinstance(value, dict):
            raise ValueError(f"{self._name}: {key} must be an object")
        return tuple(ContextEntry(name, (str(text),)) for name, text in value.items())
