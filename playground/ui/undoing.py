"""What can be undone and redone: every change by the user, except training itself."""

from __future__ import annotations

import time
from collections.abc import Callable

from PyQt6.QtCore import QObject
from PyQt6.QtGui import QAction, QUndoCommand, QUndoGroup

from playground.core.errors import InputError
from playground.core.experiment import KNOBS, Experiment
from playground.core.experiment.differences import differences
from playground.core.session.history import ByHand
from playground.engine.commands import RestoreWeight
from playground.i18n import tr

ONE_GESTURE_SECONDS = 1.0
"""Changes of the same knob within this time count as one, as when a slider is dragged."""
_KINDS = {"changed": 1, "by hand": 2}
MOST_NAMED = 60
"""Letters of what a menu says would be undone."""


class UndoNames(QObject):
    """Keeps the words of two actions true: they say what would be undone and what done again."""

    def __init__(self, parent: QObject, group: QUndoGroup, undo: QAction, redo: QAction) -> None:
        super().__init__(parent)
        self._group, self._undo, self._redo = group, undo, redo
        for changed in (group.undoTextChanged, group.redoTextChanged):
            changed.connect(self._name)

    def _name(self, _text: str = "") -> None:
        for action, words, what in (
            (self._undo, tr("Undo"), self._group.undoText()),
            (self._redo, tr("Redo"), self._group.redoText()),
        ):
            shown = what if len(what) <= MOST_NAMED else what[: MOST_NAMED - 1] + "…"
            action.setText(tr("{undo}: {what}", undo=words, what=shown) if what else words)


class Changed(QUndoCommand):
    """A change of experiment: knobs, target, drawn data or a preset. Undo restores the values that it replaced."""

    def __init__(
        self, old: Experiment, new: Experiment, current: Callable[[], Experiment], apply: Callable[[Experiment], None]
    ) -> None:
        super().__init__(_words(old, new))
        self._before, self._after, self._current, self._apply = old, new, current, apply
        self._keys = [key for key in KNOBS if getattr(old, key) != getattr(new, key)]
        self._begun = self._last = time.monotonic()

    def redo(self) -> None:
        self._give(self._after)

    def undo(self) -> None:
        self._give(self._before)

    def _give(self, wanted: Experiment) -> None:
        """Sets the changed values as in `wanted`; the other knobs keep their current values."""
        values = {key: getattr(wanted, key) for key in self._keys}
        try:
            self._apply(self._current().changed(values))
        except InputError:  # they conflict with later changes: restore all knobs instead
            self._apply(wanted)

    def id(self) -> int:
        return _KINDS["changed"]

    def mergeWith(self, other: QUndoCommand | None) -> bool:
        """Merges the next change of the same knob if it follows quickly."""
        if not isinstance(other, Changed) or other._keys != self._keys:
            return False
        if other._begun - self._last > ONE_GESTURE_SECONDS:
            return False
        self._after, self._last = other._after, other._begun
        self.setText(_words(self._before, self._after))
        self.setObsolete(self._after == self._before)
        return True


def _words(old: Experiment, new: Experiment) -> str:
    return "; ".join(differences(old, new)[:2])


class SetByHand(QUndoCommand):
    """One typed parameter or one moved point, there and back; in another run the session refuses it.

    Commands of one gesture, such as a drag, are one entry; gesture 0 is none.
    """

    def __init__(
        self, words: str, old: ByHand, new: ByHand, send: Callable[[ByHand | RestoreWeight], None], gesture: int = 0
    ) -> None:
        super().__init__(words)
        self._old, self._new, self._send, self._gesture = old, new, send, gesture
        self._done = False

    def redo(self) -> None:
        self._send(RestoreWeight(self._new, instead_of=self._old) if self._done else self._new)
        self._done = True

    def undo(self) -> None:
        self._send(RestoreWeight(self._old, instead_of=self._new))

    def id(self) -> int:
        return _KINDS["by hand"]

    def mergeWith(self, other: QUndoCommand | None) -> bool:
        """Merges the next command of the same gesture."""
        if not isinstance(other, SetByHand) or not self._gesture or other._gesture != self._gesture:
            return False
        self._new = other._new
        return True
