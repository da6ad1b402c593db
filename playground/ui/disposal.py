"""Deletes a window while the program continues, in an order that Qt and pyqtgraph survive."""

from __future__ import annotations

import pyqtgraph as pg
from PyQt6.QtCore import QCoreApplication, QEvent
from PyQt6.QtWidgets import QWidget


def dispose(window: QWidget) -> None:
    """Nothing of a closed window is left afterwards. Its plots go first, one by one: deleted together with the window, a
    plot's layout would delete items that its scene has deleted already, which is a crash."""
    for view in window.findChildren(pg.GraphicsView):
        view.close()
        view.setParent(None)
        view.deleteLater()
        QCoreApplication.sendPostedEvents(view, QEvent.Type.DeferredDelete)  # no other window before its plots
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
