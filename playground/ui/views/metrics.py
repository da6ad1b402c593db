"""All metrics: each value beside the score of real points, marked if chance can explain the difference."""

from __future__ import annotations

import math

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from playground.core.lenses import METRIC_TABLE, Lens
from playground.core.metrics import METRICS, Reading
from playground.engine.letters import Picture
from playground.i18n import Text, tr
from playground.ui.labels import Label, RichLabel
from playground.ui.palette import LIGHT, Neutrals
from playground.ui.scores import scored, whose
from playground.ui.terms import explain
from playground.ui.theme import quiet

BETTER: dict[str, Text] = {"higher": "higher", "lower": "lower", "nearer a half": "near 1/2", "nearer one": "near 1"}


def number(value: float, unit: str) -> str:
    """A metric's value, rounded to its significant digits."""
    if not math.isfinite(value):
        return "–"
    if unit == "modes":
        return f"{value:z.0f}"
    return f"{value:z.1%}" if unit == "share" else f"{value:z.4f}"


def spread(reading: Reading, unit: str) -> str:
    """The mean score of real points, and how much one sample of them varies, where it does."""
    mean = number(reading.floor, unit)
    if not math.isfinite(reading.deviation) or not math.isfinite(reading.floor) or reading.deviation == 0:
        return mean
    return f"{mean} ± {number(reading.deviation, unit)}"


class Metrics(QWidget):
    """A table of labels, one row per metric; metrics undefined for the target are hidden."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("metrics"))
        self._neutrals = LIGHT
        self._picture: Picture | None = None
        self._which = explain(Label(), "part:floor")
        self._which.setWordWrap(True)
        self.cells: dict[str, tuple[Label, RichLabel, Label, Label]] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        for column, words in enumerate((tr("metric"), tr("fakes"), tr("real"), tr("better"))):
            head = RichLabel(f"<b>{words}</b>")
            head.setAlignment(Qt.AlignmentFlag.AlignLeft if column in (0, 3) else Qt.AlignmentFlag.AlignRight)
            grid.addWidget(head, 0, column)
        for row, metric in enumerate(METRICS, start=1):
            name, value, floor, better = (
                Label(tr(metric.label)),
                RichLabel("–"),
                Label("–"),
                Label(tr(BETTER[metric.better])),
            )
            for number_label in (value, floor):
                number_label.setAlignment(Qt.AlignmentFlag.AlignRight)
            for column, cell in enumerate((name, value, floor, better)):
                explain(cell, f"metric:{metric.name}")
                cell.setToolTip(tr(metric.help))
                grid.addWidget(cell, row, column)
            better.setAlignment(Qt.AlignmentFlag.AlignLeft)  # and at the top, as the numbers are
            quiet(better)
            quiet(floor)
            name.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            name.setWordWrap(True)  # sets a bit of the policy
            self.cells[metric.name] = (name, value, floor, better)
        grid.setColumnStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.addLayout(grid)
        layout.addWidget(self._which)
        layout.addStretch(1)

    def lenses(self) -> frozenset[Lens[object]]:
        return frozenset({METRIC_TABLE})

    def restyle(self, neutrals: Neutrals) -> None:
        self._neutrals = neutrals
        if self._picture is not None:
            self.show_picture(self._picture)

    def show_picture(self, picture: Picture) -> None:
        """Shows the metrics of this picture, at most a second old during training."""
        panel = picture.seen(METRIC_TABLE)
        if panel is None:
            return
        self._picture = picture
        known = {reading.name: reading for reading in panel.readings}
        for metric in METRICS:
            cells = self.cells[metric.name]
            for label in cells:
                label.setVisible(metric.name in known)
            if metric.name in known:
                reading = known[metric.name]
                value = number(reading.value, metric.unit)
                cells[1].setText(scored(f"✓ {value}" if reading.passes else value, reading.passes, self._neutrals))
                cells[2].setText(spread(reading, metric.unit))
        self._which.setText(
            tr(
                "Measured for the {which}, on {n:,} fakes. The column “real” is what the same number of real points score on "
                "average, plus or minus one standard deviation. Green with a tick: as close to it as 99 of 100 samples of real points "
                "are. On target, 4 % less is enough.",
                which=whose(panel.averaged),
                n=panel.samples,
            )
        )
