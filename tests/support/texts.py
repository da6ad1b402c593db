"""What widgets show and speak, for the tests that read every text of the program."""

import re
from collections.abc import Iterator

import pyqtgraph as pg
from PyQt6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialogButtonBox,
    QDockWidget,
    QGroupBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QTabBar,
    QWidget,
)


def said_by(widget: QWidget) -> Iterator[str]:
    """Whatever words a widget shows or speaks."""
    yield from (widget.toolTip(), widget.windowTitle(), widget.accessibleName(), widget.statusTip())
    yield from (text for action in widget.actions() for text in (action.text(), action.toolTip()))
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    if isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    if isinstance(widget, QMenu | QGroupBox):
        yield widget.title()
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(i) for i in range(widget.count()))
    if isinstance(widget, QTabBar):
        yield from (widget.tabText(i) for i in range(widget.count()))
    if isinstance(widget, QListWidget):
        yield from (item.text() for i in range(widget.count()) if (item := widget.item(i)) is not None)
    if isinstance(widget, pg.PlotWidget):
        item = widget.getPlotItem()
        yield from (item.getAxis(side).labelText for side in ("left", "bottom"))
        yield item.titleLabel.text


def own(widget: QWidget) -> bool:
    """Whether it is ours: Qt translates its own words, and pyqtgraph's menus are never opened."""
    parents: list[object] = [widget]
    while (above := parents[-1].parent()) is not None:  # type: ignore[attr-defined]  # widgets, as long as there are any
        parents.append(above)
    if isinstance(parents[-1], QMenu):
        return False
    return not (isinstance(widget, QAbstractButton) and isinstance(widget.parent(), QTABS_AND_DOCKS))


QTABS_AND_DOCKS = (QTabBar, QDockWidget, QDialogButtonBox)
WORD = re.compile(r"[A-Za-z]{2,}")
NO_WORDS = re.compile(r"<[^>]*>|&\w+;|\b(?:Ctrl|Shift|Alt)\+\S+")
