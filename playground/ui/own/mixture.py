"""The tab in which P_data is a mixture of Gaussians, whose modes can be counted."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from PyQt6.QtWidgets import QPushButton, QVBoxLayout

from playground.core.own_data.build import mixture_text
from playground.core.own_data.kinds import Own, OwnMixture
from playground.i18n import Text, tr, tr_c
from playground.ui.labels import Label
from playground.ui.number_box import NumberBox
from playground.ui.own.modes import BOTTOM, HEAVIEST, LEFT, LIGHTEST, NARROWEST, RIGHT, TOP, WIDEST, Modes
from playground.ui.own.tab import Tab, row
from playground.ui.palette import Neutrals
from playground.ui.theme import quiet

OfGaussian: TypeAlias = Annotated[str, "translatable", "of a Gaussian"]
FIELDS: tuple[tuple[str, OfGaussian, float, float, float, Text], ...] = (
    ("x", "x", LEFT, RIGHT, 0.1, "The centre of the selected Gaussian."),
    ("y", "y", BOTTOM, TOP, 0.1, "The centre of the selected Gaussian."),
    (
        "sd",
        "Width",
        NARROWEST,
        WIDEST,
        0.02,
        "Its standard deviation, in plane units: two thirds of its points lie within 1.5 of it.",
    ),
    ("weight", "Weight", LIGHTEST, HEAVIEST, 0.25, "Its share of the points, relative to the others' weights."),
)


class Mixture(Tab):
    """The canvas, and exact values for the selected Gaussian. By default Gaussians keep their place on the plane."""

    scaled = False

    def __init__(self) -> None:
        super().__init__()
        self.canvas = Modes()
        self.fields: dict[str, NumberBox] = {}
        parts: list[NumberBox | QPushButton | str] = []
        for name, label, low, high, step, tip in FIELDS:
            box = NumberBox(low, high, step=step)
            box.setToolTip(tr(tip))
            box.valueChanged.connect(lambda value, name=name: self.canvas.change(**{name: value}))
            self.fields[name] = box
            parts += [tr_c("of a Gaussian", label), box]
        self.add = QPushButton(tr("Add"))
        self.add.setToolTip(tr("Adds a Gaussian in the centre; or double-click on the plane."))
        self.add.clicked.connect(lambda: self.canvas.add(0.0, 0.0))
        self.remove = QPushButton(tr("Remove"))
        self.remove.setToolTip(tr("Removes the selected Gaussian; at least one remains."))
        self.remove.clicked.connect(self.canvas.remove)
        layout = QVBoxLayout(self)
        layout.addLayout(row(*parts))
        layout.addWidget(self.canvas, 1)
        hint = Label(tr("Double-click adds one, drag moves it, the wheel widens it."))
        quiet(hint)
        layout.addLayout(row(self.add, self.remove, hint))
        self.canvas.changed.connect(self.changed)
        self.canvas.chosen.connect(self._show_chosen)
        self._show_chosen(self.canvas.held)

    def _show_chosen(self, k: int) -> None:
        for box, value in zip(self.fields.values(), self.canvas.modes[k], strict=True):
            if not box.hasFocus() or abs(box.value() - value) > 0.005:
                box.blockSignals(True)
                box.setValue(value)
                box.blockSignals(False)
        self.remove.setEnabled(len(self.canvas.modes) > 1)

    def text(self) -> str | None:
        return mixture_text(self.canvas.modes, self.scaled)

    def show_own(self, own: Own) -> bool:
        if not isinstance(own, OwnMixture):
            return False
        self.canvas.show_modes(list(own.modes))
        return True

    def restyle(self, neutrals: Neutrals) -> None:
        self.canvas.restyle(neutrals)
