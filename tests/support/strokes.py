"""Strokes of the mouse."""

from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget

LEFT = Qt.MouseButton.LeftButton


def stroke(canvas: QWidget, *places: tuple[int, int]) -> None:
    QTest.mousePress(canvas, LEFT, pos=QPoint(*places[0]))
    for place in places[1:]:
        at = QPointF(*place)
        move = QMouseEvent(QEvent.Type.MouseMove, at, at, LEFT, LEFT, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(canvas, move)
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(*places[-1]))
