"""An ordered table of named things: every choice a person has is an entry in one."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

from playground.core.errors import InputError
from playground.i18n import tr


class Entry(Protocol):
    """What a table holds: a name for files and commands, words for people."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def help(self) -> str: ...


T = TypeVar("T", bound=Entry)


class Registry(Generic[T]):
    """An ordered name -> entry table; claiming a name twice is an error."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._entries: dict[str, T] = {}

    def add(self, entry: T) -> T:
        """The entry is found under its name from now on; ValueError if the name is taken."""
        if entry.name in self._entries:
            raise ValueError(f"{self.kind} {entry.name!r} is registered twice")
        self._entries[entry.name] = entry
        return entry

    def __getitem__(self, name: str) -> T:
        """The entry of that name; InputError, which lists the names there are, if there is none."""
        try:
            return self._entries[name]
        except KeyError:
            allowed = ", ".join(self._entries)
            raise InputError(
                tr("{kind} {name!r} is unknown; use one of: {allowed}", kind=tr(self.kind), name=name, allowed=allowed)
            ) from None

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[T]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._entries)
