"""How much memory the history may take: kept in the settings, and told to the session."""

from __future__ import annotations

from PyQt6.QtCore import QObject

from playground.ui.controller import Controller
from playground.ui.settings import Settings
from playground.ui.views.timeline import TimelineView

KEY, FIRST = "history/megabytes", 256
LEAST_MEGABYTES, MOST_MEGABYTES = 16, 65_536


class Budget(QObject):
    """Belongs to a window, whose timeline asks for another one."""

    def __init__(self, parent: QObject, controller: Controller, settings: Settings, timeline: TimelineView) -> None:
        super().__init__(parent)
        self._controller, self._settings = controller, settings
        timeline.budget_wanted.connect(self._change)
        controller.remember(settings.whole(KEY, FIRST, LEAST_MEGABYTES, MOST_MEGABYTES))

    def _change(self, megabytes: int) -> None:
        self._settings.set(KEY, megabytes)
        self._controller.remember(megabytes)
