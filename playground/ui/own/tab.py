"""What every tab of the panel is: something a person makes, as the text of own data."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QWidget

from playground.core.own_data.kinds import Own
from playground.ui.palette import Neutrals


class Tab(QWidget):
    """`changed` says that a person made something; `text` is what it is, None where there is nothing yet."""

    changed = pyqtSignal()
    scaled = True
    """Whether it is brought to the plane's scale, until the person says otherwise."""

    def text(self) -> str | None:
        """The own_data that this tab holds; InputError where it can't be."""
        raise NotImplementedError

    def show_own(self, own: Own) -> bool:
        """Takes up the own data of an experiment, without saying that it changed; False where it is not of this tab's kind."""
        del own
        return False

    def restyle(self, neutrals: Neutrals) -> None:
        """Follows the theme."""
        del neutrals


def row(*parts: QWidget | str) -> QHBoxLayout:
    """Widgets and words side by side, each word for the widget after it; what is left is empty."""
    layout = QHBoxLayout()
    label: QLabel | None = None
    for part in parts:
        if isinstance(part, str):
            label = QLabel(part)
            layout.addWidget(label)
        else:
            if label is not None:
                label.setBuddy(part)
                label = None
            layout.addWidget(part)
    layout.addStretch(1)
    return layout
