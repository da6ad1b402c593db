"""The names that a lesson may use: of what is on the screen, what can be done and what can be measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Names:
    """By kind; the window's and the engine's own tables fill it in, as lessons know neither."""

    about: Mapping[str, frozenset[str]]
    """What can be framed: for a prefix such as "knob" the names after its colon."""
    actions: frozenset[str]
    """Ids of the actions that a lesson may await."""
    layers: frozenset[str]
    docks: frozenset[str]
    menus: frozenset[str]
    measures: frozenset[str]
    formulas: frozenset[str]
