"""The numbers of the game: histograms over time, gradient norms, dead units, G's stretching, and the game's eigenvalues."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from playground.core.lenses import NUMBERS, Lens, Numbers, Refused
from playground.core.lenses.normalisation import Apart
from playground.core.lenses.numbers import BINS, LARGE, Histogram, Layer
from playground.engine.letters import Analysed, Letter, Picture
from playground.i18n import Text, tr
from playground.ui.analyses import Analyses
from playground.ui.axes import IterationAxis, LogAxis
from playground.ui.eigenvalues import GameEigenvalues
from playground.ui.labels import Label, RichLabel
from playground.ui.palette import LIGHT, Neutrals, single_colours
from playground.ui.small_plot import restyle_plot, small_plot
from playground.ui.terms import explain

MOST_ROWS = 160
"""Moments kept of each histogram; when there are more, every second one is dropped."""


@dataclass(frozen=True)
class Kind:
    """One kind of histogram: its label, and how to get it from a layer."""

    name: str
    words: Text
    said: Text
    """The title of a layer's histogram, which says what its axis measures."""
    of: Callable[[Layer], Histogram | None]


KINDS = {
    kind.name: kind
    for kind in (
        Kind("weights", "weights", "layer {k}: weights, typical size {size:.3g}", lambda layer: layer.weights),
        Kind(
            "activations",
            "outputs of units",
            "layer {k}: outputs of its units, typical size {size:.3g}",
            lambda layer: layer.activations,
        ),
        Kind(
            "gradients",
            "gradients",
            "layer {k}: gradients of the loss, typical size {size:.3g}",
            lambda layer: layer.gradients,
        ),
    )
}
LAYERS_OF: dict[str, Callable[[Numbers], tuple[Layer, ...]]] = {
    "d": lambda numbers: numbers.d,
    "g": lambda numbers: numbers.g,
}


class NumbersView(QWidget):
    """A column: histograms of one network's layers over time, gradient norms, a summary, eigenvalues."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("numbers"))
        self._neutrals = LIGHT
        self._past: list[tuple[int, Numbers]] = []
        self._run = 0
        self.which, self.kind = QComboBox(), QComboBox()
        for words, name in ((tr("discriminator D"), "d"), (tr("generator G (raw)"), "g")):
            self.which.addItem(words, name)
        for kind in KINDS.values():
            self.kind.addItem(tr(kind.words), kind.name)
        for combo in (self.which, self.kind):
            combo.activated.connect(lambda _: self._draw())
        self._layers = QVBoxLayout()
        self._layers.setSpacing(2)
        self.boxes: list[tuple[Label, pg.PlotWidget, pg.ImageItem]] = []
        self.norms = explain(small_plot(110, {"left": LogAxis(), "bottom": IterationAxis()}), "part:gradient_norms")
        self._norm_d, self._norm_g = self.norms.plot(), self.norms.plot()
        self.norms.getPlotItem().setLogMode(y=True)
        self.penalty = explain(small_plot(90, {"left": LogAxis(), "bottom": IterationAxis()}), "part:penalty_paid")
        self._penalty_curve = self.penalty.plot()
        self.penalty.getPlotItem().setLogMode(y=True)
        self.penalty_words = explain(RichLabel(), "part:penalty_paid")
        self.penalty_words.setText(
            f"<b>{tr('the penalty that D pays on these points, weight included: the losses leave it out')}</b>"
        )
        self.penalty_words.setWordWrap(True)
        self.words = explain(RichLabel(), "part:stretching")
        self.words.setWordWrap(True)
        self.apart = explain(RichLabel(), "part:batch_norm")
        self.apart.setWordWrap(True)
        self.game, self.analyses = GameEigenvalues(), Analyses()
        self._lay_out()
        self.restyle(LIGHT)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.which)
        head.addWidget(self.kind)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(4, 2, 4, 2)
        column.addLayout(self._layers)
        norms = tr(
            "gradient norms on 256 fixed points, without the penalty: slope of the loss per unit of the parameters, on a log scale"
        )
        for words, place, widget in (
            (norms, "part:gradient_norms", self.norms),
            ("", "", self.penalty_words),
            ("", "", self.penalty),
            ("", "", self.words),
            ("", "", self.apart),
            ("", "", self.game),
            ("", "", self.analyses),
        ):
            if words:
                title = explain(RichLabel(f"<b>{words}</b>"), place)
                title.setWordWrap(True)
                column.addWidget(title)
            column.addWidget(widget)
        column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(content)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addLayout(head)
        layout.addWidget(area, 1)

    def lenses(self) -> frozenset[Lens[object]]:
        return frozenset({NUMBERS})

    def restyle(self, neutrals: Neutrals) -> None:
        self._neutrals = neutrals
        for plot in (self.norms, self.penalty, *(box[1] for box in self.boxes)):
            restyle_plot(plot, neutrals)
        self._penalty_curve.setPen(pg.mkPen(neutrals.discriminator, width=1))
        self._norm_d.setPen(pg.mkPen(neutrals.discriminator, width=1))
        self._norm_g.setPen(pg.mkPen(neutrals.generator, width=1))
        self.game.restyle(neutrals)
        self.analyses.restyle(neutrals)
        for _, _, image in self.boxes:
            image.setLookupTable(single_colours(neutrals.fit))

    def show_picture(self, picture: Picture) -> None:
        """Adds this moment to the record and draws; a new run starts a new record, and going back shortens it."""
        self.analyses.show_picture(picture)
        seen = picture.seen(NUMBERS)
        if seen is None:
            return
        now = picture.counters.iteration
        if picture.run != self._run:
            self._past, self._run = [], picture.run
            self.game.forget()
            self.analyses.forget()
        self._past = [(iteration, seen) for iteration, seen in self._past if iteration <= now]
        if self._past and self._past[-1][0] == now:
            self._past[-1] = (now, seen)
        else:
            self._past.append((now, seen))
        if len(self._past) > MOST_ROWS:
            del self._past[1::2]
        self._draw()

    def hear(self, letter: Letter) -> None:
        """Shows the result of an analysis."""
        if isinstance(letter, Analysed):
            self.game.hear(letter)
            self.analyses.hear(letter)

    def _draw(self) -> None:
        if not self._past:
            return
        layers_of, kind = LAYERS_OF[self.which.currentData()], KINDS[self.kind.currentData()]
        latest = self._past[-1][1]
        shown = [k for k, layer in enumerate(layers_of(latest)) if kind.of(layer) is not None]
        self._make_boxes(len(shown))
        for box, k in zip(self.boxes, shown, strict=False):
            then = [layers_of(numbers)[k] for _, numbers in self._past if len(layers_of(numbers)) > k]
            past = [histogram for layer in then if (histogram := kind.of(layer)) is not None]
            self._draw_layer(box, past, k, layers_of(latest)[k], kind)
        iterations = [i for i, _ in self._past]
        self._norm_d.setData(iterations, [max(n.d_gradient, 1e-12) for _, n in self._past])
        self._norm_g.setData(iterations, [max(n.g_gradient, 1e-12) for _, n in self._past])
        paid = [(i, n.d_penalty) for i, n in self._past if n.d_penalty is not None]
        self._penalty_curve.setData([i for i, _ in paid], [max(value, 1e-12) for _, value in paid])
        for widget in (self.penalty, self.penalty_words):
            widget.setVisible(bool(paid))
        self._say(latest)
        self.apart.setText("" if latest.apart is None else in_words(latest.apart))
        self.apart.setVisible(latest.apart is not None)
        self.game.show_game(latest.game, latest.parameters)
        self.analyses.find_button.setVisible(isinstance(latest.game, Refused) and latest.game.sentence == LARGE)

    def _make_boxes(self, count: int) -> None:
        while len(self.boxes) < count:
            label, plot = explain(Label(), "part:histograms"), explain(small_plot(74), "part:histograms")
            image = pg.ImageItem(axisOrder="row-major", levels=(0, 255), lut=single_colours(self._neutrals.fit))
            plot.addItem(image)
            self._layers.addWidget(label)
            self._layers.addWidget(plot)
            self.boxes.append((label, plot, image))
            self.restyle(self._neutrals)
        for k, (label, plot, _) in enumerate(self.boxes):
            label.setVisible(k < count)
            plot.setVisible(k < count)

    def _draw_layer(
        self, box: tuple[QLabel, pg.PlotWidget, pg.ImageItem], past: list[Histogram], k: int, layer: Layer, kind: Kind
    ) -> None:
        """Draws time to the right, values upwards, darker for more; every column is one moment on the same scale."""
        label, plot, image = box
        reach = max(h.reach for h in past)
        columns = [
            np.interp(np.linspace(-reach, reach, BINS), np.linspace(-h.reach, h.reach, BINS), h.share, left=0, right=0)
            for h in past
        ]
        values = np.array(columns, np.float32).T
        image.setImage((np.sqrt(values / max(float(values.max()), 1e-9)) * 255).astype(np.uint8), autoLevels=False)
        first, last = self._past[0][0], max(self._past[-1][0], self._past[0][0] + 1)
        image.setRect(QRectF(first, -reach, last - first, 2 * reach))
        plot.setRange(xRange=(first, last), yRange=(-reach, reach), padding=0)
        said = tr(kind.said, k=k + 1, size=past[-1].size)
        if layer.dead:
            said = f"{said} · {tr('{n} of {m} units dead', n=layer.dead, m=layer.units)}"
        label.setText(said)
        step = tick_step(reach)
        plot.getPlotItem().getAxis("left").setTicks([[(n * step, f"{n * step:g}") for n in (-1, 0, 1)]])

    def _say(self, latest: Numbers) -> None:
        if latest.stretch is None:
            self.words.setText(
                tr(
                    "Gradient norms: D <b>{d:.3g}</b> (neutral), G <b>{g:.3g}</b> (purple). Dead units: <b>{dead}</b>. "
                    "G is free points: it has no layers, and nothing to stretch.",
                    d=latest.d_gradient,
                    g=latest.g_gradient,
                    dead=sum(layer.dead for layer in latest.d),
                )
            )
            return
        large, small = np.median(latest.stretch, axis=0)
        dead = sum(layer.dead for layer in (*latest.d, *latest.g))
        said = [
            tr(
                "Gradient norms: D <b>{d:.3g}</b> (neutral), G <b>{g:.3g}</b> (purple). Dead units: <b>{dead}</b>. "
                "At the median latent G stretches by <b>{large:z.2f}</b> in one direction and by <b>{small:z.2f}</b> in the other.",
                d=latest.d_gradient,
                g=latest.g_gradient,
                dead=dead,
                large=large,
                small=small,
            )
        ]
        if latest.folded is not None:
            said.append(tr("It flips orientation at {share:z.0%} of the latents.", share=latest.folded))
        self.words.setText(" ".join(said))


def in_words(apart: Apart) -> str:
    """How far what is drawn lies from what training sees, with batch normalisation."""
    said = [tr("Batch normalisation, on these points in batches of {n}:", n=apart.batch)]
    if apart.d is not None:
        said.append(
            tr("D's output as drawn is on average <b>{off:z.3f}</b> away from the one in training.", off=apart.d)
        )
    if apart.g is not None:
        said.append(
            tr(
                "G's fakes as drawn are on average <b>{off:z.3f}</b> plane units away from those in training.",
                off=apart.g,
            )
        )
    return " ".join(said)


def tick_step(reach: float) -> float:
    """The largest round number that is at most 0.8 of the reach; it is more than half of it, so that labels do not touch."""
    power = 10.0 ** np.floor(np.log10(0.8 * reach))
    return float(max(lead * power for lead in (1, 1.5, 2, 3, 4, 5, 6, 8) if lead * power <= 0.8 * reach))
