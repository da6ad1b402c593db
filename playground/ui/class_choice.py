"""The choice of the class for which D is drawn and G is asked, where the players are told the class."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QColor, QIcon, QPixmap
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from playground.core.experiment import Experiment
from playground.core.own_data.target import class_names
from playground.i18n import tr
from playground.ui.labels import Label
from playground.ui.palette import LIGHT, Neutrals, class_colour
from playground.ui.terms import explain


class ClassChoice(QWidget):
    """A box with the classes of an experiment, hidden where there are none; `chosen` emits the number of one, from 0."""

    chosen = pyqtSignal(int)

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ()
        self._neutrals = LIGHT
        label = explain(Label(tr("class")), "part:class")
        self.box = explain(QComboBox(), "part:class")
        self.box.setToolTip(
            tr(
                "The class y for which D's output D(x, y) is drawn, with D's gradients and a perfect D, and which G is asked for on "
                "the latent pad and in its sheet."
            )
        )
        self.box.setAccessibleName(tr("class"))
        label.setBuddy(self.box)
        self.box.activated.connect(self.chosen)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label)
        layout.addWidget(self.box)
        self.hide()

    def show_classes(self, experiment: Experiment, label: int | None = None) -> None:
        """Offers the classes of this experiment, and shows that of this number, if one is given."""
        names = class_names(experiment) if experiment.classes else ()
        if names != self._names:
            self._names = names
            self.box.clear()
            self.box.addItems(list(names))
            self._colour()
            self.setVisible(bool(names))
        if label is not None and names:
            self.box.setCurrentIndex(min(label, len(names) - 1))

    def _colour(self) -> None:
        for k in range(len(self._names)):
            patch = QPixmap(12, 12)
            patch.fill(QColor(class_colour(k, self._neutrals)))
            self.box.setItemIcon(k, QIcon(patch))

    def restyle(self, neutrals: Neutrals) -> None:
        self._neutrals = neutrals
        self._colour()
