"""What a lens is: a typed handle, by which views ask for what it saw, and the table of them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from playground.core.registry import Registry

if TYPE_CHECKING:
    from playground.core.lenses.look import Look

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True)
class Refused:
    """A lens can't say anything of this experiment; the sentence, untranslated, says why."""

    sentence: str


@dataclass(frozen=True, eq=False)
class Lens(Generic[T_co]):
    """One way of seeing: a pure function from a look to a frozen result. `label` and `help` are for people.

    Each lens is made once, in its own file, and is a handle: it is compared by identity, and what it saw is kept under it.
    """

    name: str
    label: str
    help: str
    see: Callable[[Look], T_co | Refused | None]
    """None where there is nothing to see now, as where a person points at nothing."""
    seconds: float = 0.0
    """The least time between two looks while training goes on; dear lenses of slow things are not asked each time."""

    def __reduce__(self) -> tuple[Callable[[str], Lens[object]], tuple[str]]:
        """Another process has the same table, so the name is enough there."""
        return named, (self.name,)


class Lenses(Registry[Lens[object]]):
    """The table of lenses; `add` gives back the handle with its type."""

    def add(self, entry: Lens[T]) -> Lens[T]:
        super().add(entry)
        return entry


LENSES = Lenses("lens")


def named(name: str) -> Lens[object]:
    """The lens of this name."""
    return LENSES[name]
