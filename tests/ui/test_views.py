"""A view is one row of a table: what makes it, where it docks and how its pictures come all follow from the row."""

from pkgutil import resolve_name

import pytest
from PyQt6.QtCore import QEvent
from PyQt6.QtGui import QHelpEvent
from PyQt6.QtWidgets import QApplication, QMenu, QToolTip, QWidget

from playground.cli import make_parser
from playground.ui.menus import add_views
from playground.ui.panels import AREAS, View
from playground.ui.view_specs import OPENGL_VIEWS, VIEW_SPECS, VIEWS, ViewSpec
from playground.ui.views.landscape import PACKAGE, missing
from tests.support.hand import Hand


@pytest.mark.parametrize("view", VIEW_SPECS, ids=lambda view: view.name)
def test_a_row_makes_a_widget_that_shows_pictures_just_where_it_has_a_pace(view: ViewSpec, qapp: object) -> None:
    made = resolve_name(view.make)()
    assert isinstance(made, QWidget)
    assert isinstance(made, View) is (view.pace is not None)
    assert view.area in AREAS
    made.deleteLater()


def test_every_view_that_is_offered_has_a_dock_and_a_place_in_the_view_menu_in_the_order_of_the_table(
    hand: Hand,
) -> None:
    offered = [view for view in VIEW_SPECS if view.name not in OPENGL_VIEWS]
    assert list(hand.window.docks) == [view.name for view in offered]
    entries = [action.text() for action in hand.window.menus["View"].actions()]
    reason = missing()
    assert reason is not None
    named = [f"{view.title} (needs {reason.what})" if view.name in OPENGL_VIEWS else view.title for view in VIEW_SPECS]
    assert entries[-len(named) :] == named
    for view in offered:
        hand.window.show_view(view.name)
        hand.bot.wait(30)
        assert hand.window.panels.seen(view.name)


@pytest.mark.qt_log_ignore("grabbing the keyboard", "does not support raise", extend=True)
def test_a_view_that_is_missing_is_named_in_the_menu_and_says_how_to_get_it(hand: Hand) -> None:
    window = hand.window
    menu = QMenu(window)
    add_views(menu, window.docks, PACKAGE)
    entry = next(action for action in menu.actions() if action.text() == "Landscape (needs PyOpenGL)")
    assert not entry.isEnabled()
    menu.popup(window.mapToGlobal(window.rect().center()))
    where = menu.actionGeometry(entry).center()
    QApplication.sendEvent(menu, QHelpEvent(QEvent.Type.ToolTip, where, menu.mapToGlobal(where)))
    assert "pip install PyOpenGL" in QToolTip.text()
    assert "pip install PyOpenGL" in entry.statusTip()
    menu.close()


def test_the_command_line_can_put_every_view_in_front() -> None:
    for name in VIEWS:
        assert make_parser().parse_args(["shot", "a.png", "--view", name]).view == name
    assert len(set(VIEWS)) == len(VIEWS)
