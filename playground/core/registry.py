"""An ordered table of named entries: every choice in the program is an entry in one."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

from playground.core.errors import InputError
from playground.i18n import Text, tr


class Entry(Protocol):
    """An entry of a table: a name for files and commands, and text for the screen."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def help(self) -> str: ...


T = TypeVar("T", bound=Entry)


class Registry(Generic[T]):
    """An ordered name -> entry table; registering a name twice is an error. `kind` names an entry in a sentence."""

    kind: Text

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._entries: dict[str, T] = {}

    def add(self, entry: T) -> T:
        """Registers the entry under its name; ValueError if the name is taken."""
        if entry.name in self._entries:
            raise ValueError(f"{self.kind} {entry.name!r} is registered twice")
        self._entries[entry.name] = entry
        return entry

    def __getitem__(self, name: str) -> T:
        """The entry with that name; if there is none, an InputError that lists the names."""
        try:
            return self._entries[name]
        except KeyError:
            allowed = ", ".join(self._entries)
            raise InputError(
                tr("unknown {kind} {name!r}; use one of: {allowed}", kind=tr(self.kind), name=name, allowed=allowed)
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
