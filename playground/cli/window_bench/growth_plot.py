"""The plot of one kind of growth: in the window's style, both axes logarithmic, with labels and units."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyqtgraph as pg
from PyQt6.QtWidgets import QApplication

from playground import app as program
from playground.cli.window_bench.growing import Growth
from playground.i18n import tr
from playground.ui.exporting.still import save_picture
from playground.ui.palette import LIGHT

SIZE = (760, 440)
COLOURS = (LIGHT.real, LIGHT.fake, LIGHT.fit, LIGHT.generator, LIGHT.dim)


def draw(path: Path, growth: Growth, rows: list[tuple[float, ...]]) -> None:
    """Writes the picture."""
    app = program.make_application(["gan-playground"])
    plot = pg.PlotWidget(background=LIGHT.plane)
    plot.resize(*SIZE)
    item = plot.getPlotItem()
    item.setTitle(tr(growth.title), color=LIGHT.text)
    item.setLogMode(x=True, y=True)
    item.showGrid(x=True, y=True, alpha=0.15)
    item.setLabel("bottom", tr(growth.across), color=LIGHT.text)
    item.setLabel("left", tr(growth.up), color=LIGHT.text)
    for side in ("left", "bottom"):
        item.getAxis(side).setPen(LIGHT.border)
        item.getAxis(side).setTextPen(LIGHT.text)
    legend = item.addLegend(labelTextColor=LIGHT.text, offset=(-10, 4), colCount=2)
    legend.setBrush(pg.mkBrush(LIGHT.window))
    x = [row[0] for row in rows]
    for k, (words, colour) in enumerate(zip(growth.words, COLOURS, strict=False), start=1):
        y = [max(row[k], 1e-4) for row in rows]
        item.plot(
            x, y, pen=pg.mkPen(colour, width=1), symbol="o", symbolSize=6, symbolBrush=colour, symbolPen=None,
            name=tr(words),
        )  # fmt: skip
    found = np.log10([max(value, 1e-4) for row in rows for value in row[1 : len(growth.words) + 1]])
    low, high = float(found.min()), float(found.max())
    item.setYRange(low, high + 0.4 * (high - low), padding=0.05)  # the legend has room above
    plot.show()
    app.processEvents()
    QApplication.sendPostedEvents()
    save_picture(path, plot, 1.5)
    plot.close()
