"""The menus, built from the table of actions and the presets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from PyQt6.QtGui import QAction, QActionGroup, QIcon
from PyQt6.QtWidgets import QDockWidget, QMenu, QMenuBar, QWidget

from playground.core.experiment import Experiment
from playground.core.experiment.cures import BROKEN, CURES
from playground.core.experiment.presets import presets
from playground.core.registry import Entry
from playground.engine.where import Where
from playground.i18n import Text, compose, languages, tr
from playground.pseudo import CODE as PSEUDO
from playground.ui.actions import ACTIONS, EXPORT, FILE, MENUS, Action
from playground.ui.after_paint import AfterPaint
from playground.ui.focus import with_mnemonics
from playground.ui.hangul import with_hangul
from playground.ui.keys import Keys
from playground.ui.languages import SYSTEM, Language, own_name
from playground.ui.picture_rate import POLICIES
from playground.ui.view_specs import VIEW_SPECS
from playground.ui.views.landscape import Missing

EXCLUSIVE = (
    ("light", "dark", "system"),
    tuple(f"pictures_{name}" for name in POLICIES),
    tuple(f"where_{where}" for where in Where),
)
"""Switches of which exactly one is on."""
INSIDE = {EXPORT: (FILE, "defaults")}
"""Submenus, each placed before an action of its parent menu."""


@dataclass(frozen=True)
class Offers:
    """What the menus need besides the actions: how to start an experiment, and what fills the dynamic menus."""

    load: Callable[[Entry, Experiment], object]
    fill_recent: Callable[[QMenu], object]
    fill_presets: Callable[[QMenu], object]
    thumbnail: Callable[[str], QIcon]
    """Of a target, by its name."""


def make_actions(window: QWidget) -> dict[str, QAction]:
    """A QAction for each row of the table, by its id; its keys work anywhere in the window, and its function is not
    bound yet.
    """
    made = {entry.id: _action(window, entry) for entry in ACTIONS}
    for names in EXCLUSIVE:
        group = QActionGroup(window)
        for name in names:
            group.addAction(made[name])
    return made


def _action(window: QWidget, entry: Action) -> QAction:
    action = QAction(tr(entry.text), window)
    action.setObjectName(entry.id)
    action.setShortcuts(with_hangul(entry.sequences()))
    action.setToolTip(_tip(entry))
    action.setStatusTip(tr(entry.tip))
    action.setProperty("svg", entry.icon)
    action.setCheckable(entry.switch)
    window.addAction(action)
    return action


def make_menus(bar: QMenuBar, actions: dict[str, QAction], offers: Offers, later: AfterPaint) -> dict[str, QMenu]:
    """MENUS on the bar, with Presets after File, whose entries come later; each menu by its English name."""
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
        menu.setObjectName(name)
        if name == FILE:
            recent = QMenu(tr("Open recent"), menu)
            recent.aboutToShow.connect(lambda menu=recent: offers.fill_recent(menu))
            menu.insertMenu(actions["save"], recent)
            menus["Presets"] = _presets(bar, offers, later)
    name_tops(bar)
    return menus


def _tip(entry: Action) -> str:
    """What an action does, and its keys."""
    keys = entry.sequences()
    return compose("{tip} ({keys})", tip=tr(entry.tip), keys=Keys(tuple(keys))) if keys else tr(entry.tip)


def name_tops(bar: QMenuBar) -> None:
    """The menus' names in the language of now, each with the key that opens it."""
    tops = [(menu, menu.objectName()) for action in bar.actions() if (menu := action.menu()) is not None]
    words = with_mnemonics([tr(name) for _, name in tops], [name for _, name in tops])
    for (menu, _), title in zip(tops, words, strict=True):
        menu.setTitle(title)


def add_languages(menu: QMenu, before: QAction, language: Language, keep: Callable[[str], object]) -> None:
    """A submenu, before an action of this menu, with the system's language and every one that there is, each in its own words."""
    sub = QMenu(tr("Language"), menu)
    menu.insertMenu(before, sub)
    group = QActionGroup(sub)
    for code in (SYSTEM, *languages(), *((PSEUDO,) if language.wish == PSEUDO else ())):
        action = sub.addAction(tr("As the system") if code == SYSTEM else own_name(code))
        assert action is not None
        action.setCheckable(True)
        action.setObjectName(f"language:{code}")
        action.setData(code)
        group.addAction(action)

    def choose(action: QAction) -> None:
        language.choose(action.data())
        keep(action.data())

    def show() -> None:
        for action in group.actions():
            action.setChecked(action.data() == language.wish)

    group.triggered.connect(choose)
    sub.aboutToShow.connect(show)


def add_views(menu: QMenu, docks: Mapping[str, QDockWidget], missing: Missing | None) -> None:
    """Every view of the table, in its order; one without a dock is named too, but can't be chosen, and says why not."""
    for row in VIEW_SPECS:
        if row.name in docks:
            menu.addAction(docks[row.name].toggleViewAction())
        elif missing is not None:
            entry = menu.addAction(tr("{view} (needs {what})", view=tr(row.title), what=missing.what))
            assert entry is not None
            entry.setEnabled(False)
            entry.setStatusTip(tr(missing.sentence))
            entry.setToolTip(tr(missing.sentence))  # Fusion tells the status line of no entry that can't be chosen
            menu.setToolTipsVisible(True)


SHELVES: tuple[tuple[int, Text], ...] = (
    (0, "Targets"),
    (50, "Failures and their cures"),
    (80, "As in GAN Lab"),
)
"""The submenus of Presets, each with the rank where it starts."""


def _presets(bar: QMenuBar, offers: Offers, later: AfterPaint) -> QMenu:
    menu = _tipped(bar.addMenu(tr("Presets")))
    menu.setObjectName("Presets")
    later.leave(partial(_fill, menu, offers))
    return menu


def _fill(menu: QMenu, offers: Offers) -> None:
    """Every preset on its shelf, what a person has saved, and the remedies."""
    bounds = [rank for rank, _ in SHELVES] + [10**9]
    for (low, title), high in zip(SHELVES, bounds[1:], strict=True):
        shelf = _tipped(menu.addMenu(tr(title)))
        shelf.aboutToShow.connect(partial(_picture, offers, shelf))
        for preset in presets():
            if low <= preset.rank < high:
                _loads(offers, shelf, preset.name, preset, preset.experiment)
    own = _tipped(menu.addMenu(tr("Saved by you")))
    own.aboutToShow.connect(lambda: offers.fill_presets(own))
    remedies = _tipped(menu.addMenu(tr("Remedies tried against mode collapse")))
    for cure in CURES:
        _loads(offers, remedies, f"cure_{cure.name}", cure, replace(BROKEN, **cure.changes))
        if not cure.changes:
            remedies.addSeparator()


def _picture(offers: Offers, menu: QMenu) -> None:
    """Gives each preset of the menu the thumbnail of its target, which may not have been drawn before."""
    for action in menu.actions():
        if action.objectName() in presets() and action.icon().isNull():
            action.setIcon(offers.thumbnail(presets()[action.objectName()].experiment.target))


def _tipped(menu: QMenu | None) -> QMenu:
    assert menu is not None
    menu.setToolTipsVisible(True)
    return menu


def _loads(offers: Offers, menu: QMenu, name: str, entry: Entry, experiment: Experiment) -> None:
    """An entry that switches to an experiment: as a live change if only live knobs differ, else as a new run."""
    action = menu.addAction(tr(entry.label))
    assert action is not None
    action.setObjectName(name)
    action.setToolTip(tr(entry.help))
    action.triggered.connect(lambda _checked: offers.load(entry, experiment))
