"""The menus, made from the table of actions and from the presets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtGui import QAction, QActionGroup
from PyQt6.QtWidgets import QMenu, QMenuBar

from playground.core.experiment import Experiment
from playground.core.experiment.cures import BROKEN, CURES
from playground.core.experiment.presets import presets
from playground.core.registry import Entry
from playground.i18n import tr
from playground.ui.actions import ACTIONS, EXPORT, FILE, MENUS, Action

if TYPE_CHECKING:
    from playground.ui.window import Window

EXCLUSIVE = ("light", "dark", "system")
INSIDE = {EXPORT: (FILE, "defaults")}
"""Menus that are in another menu, before one of its actions."""


def make_actions(window: Window) -> dict[str, QAction]:
    """A QAction for each row of the table, by its id; its keys work anywhere in the window."""
    themes = QActionGroup(window)
    made = {entry.id: _action(window, entry) for entry in ACTIONS}
    for name in EXCLUSIVE:
        themes.addAction(made[name])
    return made


def _action(window: Window, entry: Action) -> QAction:
    action = QAction(tr(entry.text), window)
    action.setObjectName(entry.id)
    action.setShortcuts(entry.sequences())
    keys = ", ".join(key.toString(key.SequenceFormat.NativeText) for key in entry.sequences())
    action.setToolTip(f"{tr(entry.tip)} ({keys})" if keys else tr(entry.tip))
    action.setStatusTip(tr(entry.tip))
    action.setProperty("svg", entry.icon)
    if entry.checked is not None:
        action.setCheckable(True)
        action.setChecked(entry.checked(window))
    action.triggered.connect(lambda _checked: entry.run(window))
    window.addAction(action)
    return action


def make_menus(window: Window, actions: dict[str, QAction]) -> dict[str, QMenu]:
    """The menu bar, File, Presets, Run, View, Help; each menu by its English name."""
    bar = window.menuBar()
    assert bar is not None
    menus: dict[str, QMenu] = {}
    for name in MENUS:
        menu = QMenu(tr(name), bar)
        if name in INSIDE:
            outer, following = INSIDE[name]
            menus[outer].insertMenu(actions[following], menu)
        else:
            bar.addMenu(menu)
        menu.addActions([actions[entry.id] for entry in ACTIONS if entry.menu == name])
        menus[name] = menu
        if name == FILE:
            recent = QMenu(tr("Open recent"), menu)
            recent.aboutToShow.connect(lambda menu=recent: window.files.fill_recent(menu))
            menu.insertMenu(actions["save"], recent)
            menus["Presets"] = _presets(window, bar)
    return menus


SHELVES = (
    (0, "Targets"),
    (50, "What goes wrong, and its cure"),
    (80, "GAN Lab's own"),
)
"""The submenus of Presets, each from a rank on."""


def _presets(window: Window, bar: QMenuBar) -> QMenu:
    menu = _tipped(bar.addMenu(tr("Presets")))
    bounds = [rank for rank, _ in SHELVES] + [10**9]
    for (low, title), high in zip(SHELVES, bounds[1:], strict=True):
        shelf = _tipped(menu.addMenu(tr(title)))
        for preset in presets():
            if low <= preset.rank < high:
                _loads(window, shelf, preset.name, preset, preset.experiment)
    own = _tipped(menu.addMenu(tr("Your own")))
    own.aboutToShow.connect(lambda: window.files.fill_presets(own))
    remedies = _tipped(menu.addMenu(tr("Cures of one collapse")))
    for cure in CURES:
        _loads(window, remedies, f"cure_{cure.name}", cure, replace(BROKEN, **cure.changes))
        if not cure.changes:
            remedies.addSeparator()
    return menu


def _tipped(menu: QMenu | None) -> QMenu:
    assert menu is not None
    menu.setToolTipsVisible(True)
    return menu


def _loads(window: Window, menu: QMenu, name: str, entry: Entry, experiment: Experiment) -> None:
    """An entry that goes on with an experiment: as a live change where only live knobs differ, else as a new run."""
    action = menu.addAction(tr(entry.label))
    assert action is not None
    action.setObjectName(name)
    action.setToolTip(tr(entry.help))
    action.triggered.connect(lambda _checked: window.controller.load(experiment))
