"""The subjects for pictures: the plane, the whole window, and every panel."""

from __future__ import annotations

from collections.abc import Mapping

from PyQt6.QtCore import QSize
from PyQt6.QtWidgets import QDockWidget, QWidget

from playground.i18n import tr


class Subjects:
    """The widgets of one window by name: "plane", "window", and the panels by the names of their docks."""

    def __init__(self, window: QWidget, plane: QWidget, docks: Mapping[str, QDockWidget]) -> None:
        self._whole = {"plane": plane, "window": window}
        self._docks = docks

    def widget(self, name: str) -> QWidget:
        """The widget of this name; for a panel, the contents of its dock."""
        widget = self._whole[name] if name in self._whole else self._docks[name].widget()
        assert widget is not None
        return widget

    def seen(self) -> list[tuple[str, str, QSize]]:
        """Name, label and size of the plane, the window, and every visible panel."""
        names = [("plane", tr("the plane")), ("window", tr("the whole window"))]
        names += [(n, dock.windowTitle()) for n, dock in self._docks.items() if not dock.visibleRegion().isEmpty()]
        return [(name, words, self.widget(name).size()) for name, words in names]
