"""Docks and layouts: what a window says of its docks, and how it is laid out again from judged facts alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from PyQt6.QtCore import QRect, Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QDockWidget, QMainWindow

from playground.core.session.layout import MOST_PIXELS, Area, Box, Dock, Frame, Layout

AREAS: dict[Area, Qt.DockWidgetArea] = {
    "left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "right": Qt.DockWidgetArea.RightDockWidgetArea,
    "top": Qt.DockWidgetArea.TopDockWidgetArea,
    "bottom": Qt.DockWidgetArea.BottomDockWidgetArea,
}
ACROSS: dict[Area, Qt.Orientation] = {
    "left": Qt.Orientation.Horizontal,
    "right": Qt.Orientation.Horizontal,
    "top": Qt.Orientation.Vertical,
    "bottom": Qt.Orientation.Vertical,
}
"""The direction in which an area is wide or narrow; its stacks follow one another in the other direction."""
LEAST_WINDOW = 200
Docks = Mapping[str, QDockWidget]


# ---- from the window ----


def facts(window: QMainWindow, docks: Docks, seen: Callable[[str], bool]) -> tuple[Dock, ...]:
    """Where every dock lies; `seen` tells which tab of a stack is in front."""
    found: list[Dock] = []
    for area in AREAS:
        for number, names in enumerate(_stacks(window, docks, area)):
            front = next((name for name in names if seen(name)), names[0])
            found += [_fact(docks[name], area, number, name == front) for name in names]
    return tuple(found)


def _stacks(window: QMainWindow, docks: Docks, area: Area) -> list[list[str]]:
    """The names of an area, those that share a place together, from its beginning to its end.

    Qt does not tell where a dock that is hidden or floats would come back: among the tabs of the first place.
    """
    here = [name for name in docks if window.dockWidgetArea(docks[name]) == AREAS[area]]
    away = [name for name in here if docks[name].isHidden() or docks[name].isFloating()]
    stacks: list[list[str]] = []
    for name in here:
        if name not in away and not any(name in stack for stack in stacks):
            beside = {other.objectName() for other in window.tabifiedDockWidgets(docks[name])}
            stacks.append([other for other in here if other == name or (other in beside and other not in away)])
    stacks.sort(key=lambda stack: min(_place(docks[name], area) for name in stack))
    if away:
        stacks[:1] = [[name for name in here if name in away or name in (stacks[:1] or [[]])[0]]]
    return stacks


def _place(dock: QDockWidget, area: Area) -> int:
    """How far along its area it lies; Qt keeps a tab that is not in front out of sight."""
    if dock.x() < 0 or dock.y() < 0:
        return MOST_PIXELS
    return dock.y() if ACROSS[area] is Qt.Orientation.Horizontal else dock.x()


def _fact(dock: QDockWidget, area: Area, stack: int, front: bool) -> Dock:
    size = dock.size()
    floating = box_of(QRect(dock.pos(), dock.size())) if dock.isFloating() else None
    return Dock(
        dock.objectName(),
        area,
        stack,
        not dock.isHidden(),
        front,
        _length(size.width()),
        _length(size.height()),
        floating,
    )


def frame_of(window: QMainWindow) -> Frame:
    """Where the window lies."""
    normal = window.normalGeometry() if window.isMaximized() else QRect(window.pos(), window.size())
    return Frame(box_of(normal), window.isMaximized())


def box_of(rect: QRect) -> Box:
    """The rectangle, as far as a layout may say it."""
    x, y = (min(max(n, -MOST_PIXELS), MOST_PIXELS) for n in (rect.x(), rect.y()))
    return Box(x, y, _length(rect.width()), _length(rect.height()))


def _length(n: int) -> int:
    return min(max(n, 0), MOST_PIXELS)


# ---- back into the window ----


def place_window(window: QMainWindow, frame: Frame) -> None:
    """The window lies there, as far as the screens of today allow."""
    box = on_screen(frame.box)
    window.resize(box.size())
    window.move(box.topLeft())
    if frame.maximized:
        window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)


def on_screen(box: Box) -> QRect:
    """The rectangle, moved and made smaller until it lies on one of the screens."""
    rect = QRect(box.x, box.y, max(box.width, LEAST_WINDOW), max(box.height, LEAST_WINDOW))
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    if not screens:
        return rect
    room = max(screens, key=lambda screen: _shared(screen, rect))  # the first, which is the main one, where none shares
    size = rect.size().boundedTo(room.size())
    x = min(max(rect.x(), room.x()), room.x() + room.width() - size.width())
    y = min(max(rect.y(), room.y()), room.y() + room.height() - size.height())
    return QRect(x, y, size.width(), size.height())


def _shared(screen: QRect, rect: QRect) -> int:
    both = screen.intersected(rect)
    return both.width() * both.height() if both.isValid() else 0


def lay_out(window: QMainWindow, docks: Docks, layout: Layout) -> None:
    """The docks lie as the layout says; those that it does not know stay where they are."""
    known = [fact for fact in layout.docks if fact.name in docks]
    for stack in _by_place(known):
        first = docks[stack[0].name]
        for fact in stack:
            dock = docks[fact.name]
            dock.setFloating(False)
            window.addDockWidget(AREAS[fact.area], dock)
            if dock is not first:
                window.tabifyDockWidget(first, dock)
    for fact in known:
        docks[fact.name].setVisible(fact.shown)
        if fact.floating is not None:
            docks[fact.name].setFloating(True)
            box = on_screen(fact.floating)
            docks[fact.name].resize(box.size())
            docks[fact.name].move(box.topLeft())
            docks[fact.name].setVisible(fact.shown)
    to_front(docks, layout)
    fronts = list(_fronts(docks, layout))
    for area, across in ACROSS.items():
        here = [fact for fact in fronts if fact.area == area]
        if here:
            along = Qt.Orientation.Vertical if across is Qt.Orientation.Horizontal else Qt.Orientation.Horizontal
            for way in (across, along):
                lengths = [_fitting(window, fact, way) for fact in here]
                window.resizeDocks([docks[fact.name] for fact in here], lengths, way)


def to_front(docks: Docks, layout: Layout) -> None:
    """Of the docks that share a place that one is seen which the layout says; it counts only once the window is shown."""
    for fact in _fronts(docks, layout):
        docks[fact.name].raise_()


def _fronts(docks: Docks, layout: Layout) -> Iterator[Dock]:
    return (fact for fact in layout.docks if fact.name in docks and fact.front and fact.shown and not fact.floating)


def _by_place(known: list[Dock]) -> Iterator[list[Dock]]:
    """The stacks of every area, in their order."""
    for area in AREAS:
        for number in sorted({fact.stack for fact in known if fact.area == area}):
            yield [fact for fact in known if (fact.area, fact.stack) == (area, number)]


def _fitting(window: QMainWindow, fact: Dock, way: Qt.Orientation) -> int:
    horizontal = way is Qt.Orientation.Horizontal
    wanted, most = (fact.width, window.width()) if horizontal else (fact.height, window.height())
    return max(1, min(wanted, most))
