"""A small plot of a fixed height that cannot be moved, for views that are columns of many; the colours of every plot."""

from __future__ import annotations

import pyqtgraph as pg
from PyQt6.QtCore import Qt

from playground.ui.palette import Neutrals


def small_plot(height: int, axes: dict[str, pg.AxisItem] | None = None) -> pg.PlotWidget:
    """An empty plot of this height in pixels."""
    plot = pg.PlotWidget(axisItems=axes, enableMenu=False)
    plot.setFixedHeight(height)
    item = plot.getPlotItem()
    item.hideButtons()
    item.setMouseEnabled(x=False, y=False)
    item.getAxis("left").setWidth(44)
    return plot


def restyle_plot(plot: pg.PlotWidget, neutrals: Neutrals) -> None:
    """The theme's colours of the background and both axes."""
    plot.setBackground(neutrals.plane)
    if (port := plot.viewport()) is not None:  # all of it is painted, so that nothing below need be
        port.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
    for side in ("left", "bottom"):
        axis = plot.getPlotItem().getAxis(side)
        axis.setPen(neutrals.border)
        axis.setTextPen(neutrals.dim)
