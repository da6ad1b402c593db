"""Where training runs, told to the person: the banner says it after a move, and the menu shows what is."""

from __future__ import annotations

from PyQt6.QtCore import QObject

from playground.engine.letters import Letter, Moved
from playground.engine.where import Machine, Where, chosen, why
from playground.i18n import sentences, tr
from playground.ui.settings import WHERE, where_of
from playground.ui.window import Window


class Whereabouts(QObject):
    """Listens for `Moved`."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        window.controller.bridge.told.connect(self._listen)

    def _listen(self, letter: Letter) -> None:
        if not isinstance(letter, Moved):
            return
        settings, banner = self._window.settings, self._window.stage.banner
        if letter.reason:  # it is elsewhere than was asked: what was asked is taken back
            settings.set(WHERE, chosen(letter.apart).value)
            banner.say(letter.reason)
        elif letter.changed or where_of(settings) is Where.AUTO:
            now = (
                tr("Training runs in a separate process now.")
                if letter.apart
                else tr("Training runs on a thread in the window's process now.")
            )
            automatic = where_of(settings) is Where.AUTO
            banner.say(sentences([now if letter.changed else "", why(Machine.here()) if automatic else ""]))
        for where in Where:
            self._window.actions_by_id[f"where_{where}"].setChecked(where_of(settings) is where)
