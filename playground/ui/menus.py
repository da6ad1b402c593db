"""The menus, made from the table of actions and from the presets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtGui import QAction, QActionGroup
from PyQt6.QtWidgets import QMenu, QMenuBar

from playground.core.presets import presets
from playground.i18n import tr
from playground.ui.actions import ACTIONS, FILE, MENUS, Action

if TYPE_CHECKING:
    from playground.ui.window import Window

EXCLUSIVE = ("light", "dark", "system")


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
    menus = {}
    for name in MENUS:
        menu = bar.addMenu(tr(name))
        assert menu is not None
        menu.addActions([actions[entry.id] for entry in ACTIONS if entry.menu == name])
        menus[name] = menu
        if name == FILE:
            menus["Presets"] = _presets(window, bar)
    return menus


def _presets(window: Window, bar: QMenuBar) -> QMenu:
    menu = bar.addMenu(tr("Presets"))
    assert menu is not None
    menu.setToolTipsVisible(True)
    for preset in presets():
        action = menu.addAction(tr(preset.label))
        assert action is not None
        action.setObjectName(preset.name)
        action.setToolTip(tr(preset.help))
        action.triggered.connect(lambda _checked, preset=preset: window.controller.load(preset.experiment))
    return menu
