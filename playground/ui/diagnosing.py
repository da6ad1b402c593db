"""Diagnoses the game that is shown, tells the panels, and makes the change that a person chooses."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QObject, pyqtSignal

from playground.core.experiment.diagnosis import Diagnosis, Remedy, diagnose
from playground.core.experiment.differences import differences
from playground.engine.letters import Picture
from playground.engine.record import Record, followed
from playground.i18n import tr
from playground.ui.controller import Controller


class Diagnosing(QObject):
    """Follows the pictures; `changed` carries a Diagnosis, or None once there is none any more."""

    changed = pyqtSignal(object)

    def __init__(self, controller: Controller, say: Callable[[str], object]) -> None:
        super().__init__(controller)
        self._controller, self._say = controller, say
        self.record = Record()
        self.diagnosis: Diagnosis | None = None
        controller.bridge.arrived.connect(self._see)

    def _see(self, picture: Picture) -> None:
        record = followed(self.record, picture)
        if record == self.record:
            return
        self.record = record
        found = diagnose(record.glances, picture.experiment)
        if found != self.diagnosis:
            self.diagnosis = found
            self.changed.emit(found)

    def apply(self, remedy: Remedy) -> None:
        """Makes the remedy's change, as one that can be undone, and says which knobs it has turned."""
        before = self._controller.experiment
        self._controller.change_all(dict(remedy.changes))
        after = self._controller.experiment
        if after == before:
            return
        turned = ", ".join(differences(before, after))
        self._say(
            tr("A new run has started with this change: {turned}. Undo takes it back.", turned=turned)
            if remedy.new_run
            else tr("The game goes on with this change: {turned}. Undo takes it back.", turned=turned)
        )
