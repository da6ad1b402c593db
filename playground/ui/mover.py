"""Moves free points by hand: passes on what the grips want, only as fast as pictures arrive, the last place always."""

from __future__ import annotations

from PyQt6.QtCore import QObject

from playground.core.session.history import PointMoved
from playground.engine.letters import Picture
from playground.ui.controller import Controller
from playground.ui.views.plane.grips import Grips


class Mover(QObject):
    """Between the grips on the plane and the controller; each gesture is one change to be undone."""

    def __init__(self, controller: Controller, grips: Grips) -> None:
        super().__init__(controller)
        self._controller, self._grips = controller, grips
        self._at: PointMoved | None = None
        """Where the point of this gesture is by now."""
        self._wanted: PointMoved | None = None
        """Where it should be and has not been sent to yet."""
        self._gesture = 0
        self._asked = self._obeyed = 0
        grips.allowed = True
        grips.moved.connect(self._move)
        grips.dropped.connect(self._send)
        controller.bridge.arrived.connect(self._see)

    def _move(self, point: int, x: float, y: float, gesture: int) -> None:
        if gesture != self._gesture or self._at is None:
            self._send()
            self._gesture, self._at = gesture, PointMoved(point, *self._grips.place_of(point))
        self._wanted = PointMoved(point, x, y)
        if self._obeyed >= self._asked:
            self._send()

    def _see(self, picture: Picture) -> None:
        self._obeyed = picture.obeyed
        if picture.obeyed >= self._asked:
            if self._wanted is None:
                self._grips.settle()
            self._send()

    def _send(self) -> None:
        """Sends the place that is wanted, if it has not been sent."""
        wanted, old = self._wanted, self._at
        if wanted is not None and old is not None:
            self._wanted, self._at = None, wanted
            self._controller.move_point(old, wanted, self._gesture)
            self._asked = self._controller.bridge.sent
