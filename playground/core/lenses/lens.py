"""The lens: a typed handle by which views request a result and read it; and the table of all lenses."""

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
    """A lens has no result for this experiment; the sentence, untranslated, says why."""

    sentence: str


@dataclass(frozen=True, eq=False)
class Lens(Generic[T_co]):
    """A pure function from a look to a frozen result. `label` and `help` are shown to the user.

    Each lens is created once, in its own file, and is a handle: compared by identity, and the key of its result.
    """

    name: str
    label: str
    help: str
    see: Callable[[Look], T_co | Refused | None]
    """The function; its result is None if there is nothing to show now, e.g. the pointer is not on a unit."""
    seconds: float = 0.0
    """The shortest time between two computations during training; more than 0 for costly lenses."""

    def __reduce__(self) -> tuple[Callable[[str], Lens[object]], tuple[str]]:
        """Pickled by name, as another process has the same table."""
        return named, (self.name,)


class Lenses(Registry[Lens[object]]):
    """The table of lenses; `add` returns the handle with its type."""

    def add(self, entry: Lens[T]) -> Lens[T]:
        super().add(entry)
        return entry


LENSES = Lenses("lens")


def named(name: str) -> Lens[object]:
    """The lens of this name."""
    return LENSES[name]
