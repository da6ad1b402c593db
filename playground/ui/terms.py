"""Which term of the glossary explains a widget, or the spot under the pointer: every widget names its place."""

from __future__ import annotations

from typing import Protocol, TypeVar, runtime_checkable

from PyQt6.QtCore import QPoint
from PyQt6.QtWidgets import QWidget

from playground.core.glossary import PLACES, Term

PLACE = "place"
"""The dynamic property with a widget's place, as in `Term.where`."""
W = TypeVar("W", bound=QWidget)


@runtime_checkable
class Finer(Protocol):
    """A widget that shows several things without a widget for each: axes and curves, boxes, symbols."""

    def place_at(self, at: QPoint) -> str:
        """The place of what is drawn there, in the widget's pixels; empty for nothing of its own."""


def explain(widget: W, place: str) -> W:
    """The same widget, which from now on is explained by the term of this place; its contents are too, if they name none."""
    widget.setProperty(PLACE, place)
    return widget


def place_of(widget: QWidget | None, at: QPoint | None = None) -> str:
    """The innermost place that a term explains, of a widget, or of a spot in it in its pixels; empty if there is none."""
    while widget is not None:
        found = [widget.property(PLACE)]
        if at is not None and isinstance(widget, Finer):
            found.insert(0, widget.place_at(at))
        known = next((place for place in found if place in PLACES), "")
        if known or widget.isWindow():
            return known
        at = None if at is None else widget.mapToParent(at)
        widget = widget.parentWidget()
    return ""


def term_of(widget: QWidget | None, at: QPoint | None = None) -> Term | None:
    """The term of that place; None if nothing there is explained."""
    return PLACES.get(place_of(widget, at))
