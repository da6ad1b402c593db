"""The base of the panel's tabs: each makes own data, as text."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QWidget

from playground.core.own_data.kinds import Own
from playground.ui.labels import Label
from playground.ui.palette import Neutrals


class Tab(QWidget):
    """`changed` is emitted on a user's change; `text` is the own data, None if there is none yet."""

    changed = pyqtSignal()
    scaled = True
    """Whether it is scaled to the plane by default."""

    def text(self) -> str | None:
        """This tab's own_data; InputError if it is invalid."""
        raise NotImplementedError

    def show_own(self, own: Own) -> bool:
        """Loads an experiment's own data, without emitting `changed`; False if it is not of this tab's kind."""
        del own
        return False

    def restyle(self, neutrals: Neutrals) -> None:
        """Applies the theme."""
        del neutrals


def row(*parts: QWidget | str) -> QHBoxLayout:
    """Widgets and labels in a row, each label for the widget after it; the rest is empty."""
    layout = QHBoxLayout()
    label: QLabel | None = None
    for part in parts:
        if isinstance(part, str):
            label = Label(part)
            layout.addWidget(label)
        else:
            if label is not None:
                label.setBuddy(part)
                label = None
            layout.addWidget(part)
    layout.addStretch(1)
    return layout
