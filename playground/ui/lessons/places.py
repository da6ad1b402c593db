"""Where the things are that a step is about: a widget, and the part of it that is meant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PyQt6.QtCore import QRect
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QAbstractButton, QMainWindow, QWidget

from playground.ui.central import Stage
from playground.ui.lessons.card import LessonCard
from playground.ui.panels import Panels
from playground.ui.toolbar import Toolbar

Place = tuple[QWidget, QRect]
"""A widget, and a rectangle in it."""


@dataclass(frozen=True)
class Ground:
    """The parts of a window that can be pointed at."""

    window: QMainWindow
    stage: Stage
    panels: Panels
    toolbar: Toolbar
    actions: dict[str, QAction]

    @property
    def card(self) -> LessonCard:
        """The lesson's card."""
        card = self.panels.views["lesson"]
        assert isinstance(card, LessonCard)
        return card


def whole(widget: QWidget | None) -> list[Place]:
    """A widget as a place, if it can be seen."""
    return [(widget, widget.rect())] if widget is not None and widget.isVisible() else []


def _action(g: Ground, name: str) -> list[Place]:
    if name == "play":
        return whole(g.toolbar.play)
    return whole(g.toolbar.widgetForAction(g.actions[name])) or _menu_with(g, g.actions[name])


def _menu_with(g: Ground, action: QAction) -> list[Place]:
    """The title of the menu that an action is in."""
    bar = g.window.menuBar()
    if bar is None or not bar.isVisible():
        return []
    tops = [top for top in bar.actions() if (menu := top.menu()) is not None and action in menu.actions()]
    return [(bar, bar.actionGeometry(top)) for top in tops[:1]]


def _knob(g: Ground, name: str) -> list[Place]:
    knobs = g.panels.experiment.knobs
    label, editor = knobs.labels[name], knobs.editors[name]
    if not (label.isVisible() and editor.isVisible()):
        return []
    at = QRect(label.geometry()).united(editor.geometry())
    parent = label.parentWidget()
    return [(parent, at)] if parent is not None else []


def _target(g: Ground, name: str) -> list[Place]:
    gallery = g.panels.experiment.gallery
    for row in range(gallery.count()):
        item = gallery.item(row)
        if item is not None and item.data(256) == name and gallery.isVisible():
            rect = gallery.visualItemRect(item)
            view = gallery.viewport()
            if view is not None and view.rect().intersects(rect):
                return [(view, rect.intersected(view.rect()))]
    return whole(gallery)


def _layer(g: Ground, name: str) -> list[Place]:
    switch: QAbstractButton = g.stage.legend.switches[name]
    return whole(switch)


def _box(g: Ground, name: str) -> list[Place]:
    for game in (g.panels.story.game, g.panels.game):
        if game.diagram.isVisible():
            return [(game.diagram, game.diagram.box(name).toRect())]
    return []


def _formula(g: Ground, _name: str) -> list[Place]:
    for game in (g.panels.story.game, g.panels.game):
        if game.formula.isVisible():
            return whole(game.formula)
    return []


def _panel(g: Ground, name: str) -> list[Place]:
    return whole(g.panels.views.get(name))


VIEWS: dict[str, Callable[[Ground], QWidget]] = {
    "plane": lambda g: g.stage.plane,
    "timeline": lambda g: g.stage.timeline,
    "sentence": lambda g: g.panels.story.words,
    "verdicts": lambda g: g.panels.story.chart,
    "verdict": lambda g: g.panels.fit.verdict,
    "curves": lambda g: g.panels.fit.curves,
    "gallery": lambda g: g.panels.experiment.gallery,
    "scale": lambda g: g.stage.scale,
    "legend": lambda g: g.stage.legend,
    "speed": lambda g: g.toolbar.speed if g.toolbar.speed.isVisible() else g.panels.experiment.speed,
}

KINDS: dict[str, Callable[[Ground, str], list[Place]]] = {
    "action": _action,
    "knob": _knob,
    "target": _target,
    "layer": _layer,
    "box": _box,
    "formula": _formula,
    "panel": _panel,
    "view": lambda g, name: whole(VIEWS[name](g)),
}
"""By the word before the colon."""


def places(ground: Ground, about: str) -> list[Place]:
    """Where a thing is; nothing where it can't be seen."""
    kind, _, name = about.partition(":")
    return KINDS[kind](ground, name)
