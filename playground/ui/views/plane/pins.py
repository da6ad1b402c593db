"""The pins: points of the plane marked with a letter, and the held latent's fake."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg

from playground.ui import held
from playground.ui.palette import LIGHT, Neutrals

LETTERS = "ABCDEFGH"
"""One per pin; there can be no more pins than letters."""


class Pins:
    """Crosses with letters on a plot, and one large mark for the fake of the held latent."""

    def __init__(self, plot: pg.PlotItem, depth: int) -> None:
        self._crosses = pg.ScatterPlotItem(size=13, symbol="+", brush=None)
        self._labels = [pg.TextItem(letter, anchor=(0, 1)) for letter in LETTERS]
        self._held = pg.ScatterPlotItem(size=held.SIZE, symbol=held.SYMBOL)
        self._path = pg.PlotCurveItem()
        for item in (self._crosses, self._path, self._held, *self._labels):
            item.setZValue(depth)
            plot.addItem(item, ignoreBounds=True)
        self._neutrals = LIGHT
        self.show(())
        self.hold(None, None)

    def show(self, pins: tuple[tuple[float, float], ...]) -> None:
        """Marks these points, with letters in this order."""
        self._crosses.setVisible(bool(pins))  # an empty item would still be painted
        self._crosses.setData([x for x, _ in pins], [y for _, y in pins])
        for i, label in enumerate(self._labels):
            label.setVisible(i < len(pins))
            if i < len(pins):
                label.setPos(*pins[i])

    def read(self, values: tuple[float, ...], middle: float) -> None:
        """Shows D's output at each pin beside its letter, in the colour of what it says: fake below the middle, real above."""
        n = self._neutrals
        for letter, label, value in zip(LETTERS, self._labels, values, strict=False):
            label.setText(f"{letter} {value:z.2f}", n.real_text if value > middle else n.fake_text)

    def hold(self, at: tuple[float, float] | None, path: np.ndarray | None) -> None:
        """Marks the fake of the held latent and the path it has taken, (n, 2); None for none.

        After a divergence they are not finite, and nothing is drawn: pyqtgraph warns about bounds of NaN.
        """
        at = at if at is not None and np.isfinite(at).all() else None
        path = None if path is None or at is None else path
        whole = np.zeros(0, bool) if path is None else np.isfinite(path).all(1)
        self._held.setVisible(at is not None)
        self._path.setVisible(path is not None)
        self._held.setData(*(([at[0]], [at[1]]) if at else ([], [])))
        joined = (whole[:-1] & whole[1:])[whole[:-1]] if path is not None else whole
        on = path[whole] if path is not None else np.zeros((0, 2))
        connect = np.append(joined, False)[: len(on)].astype(np.int32)  # a gap stays a gap
        self._path.setData(on[:, 0], on[:, 1], connect=connect)

    def restyle(self, neutrals: Neutrals) -> None:
        self._crosses.setPen(pg.mkPen(neutrals.text, width=1))
        self._path.setPen(pg.mkPen(neutrals.text, width=1))
        held.dress(self._held, neutrals)
        self._neutrals = neutrals
        for label in self._labels:
            label.setColor(neutrals.text)
            label.fill = pg.mkBrush(neutrals.base)
