"""The centre of the window: the plane with its legend, the banner above it, and at launch a large Play button."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from superqt import QFlowLayout

from playground.core.lenses import MOVES, OPTIMUM, SURFACE, Display, Reading
from playground.engine.letters import Picture
from playground.i18n import tr
from playground.ui.banner import Banner
from playground.ui.labels import Label, RichLabel
from playground.ui.layer_panel import LayerPanel
from playground.ui.layers import BASIC, LAYERS
from playground.ui.number_box import NumberBox
from playground.ui.palette import FAKE, REAL, Neutrals
from playground.ui.readings import Readings, in_words
from playground.ui.views.legend import ColourScale, Legend, caption
from playground.ui.views.plane import Plane
from playground.ui.views.timeline import TimelineView

LEAST_DOTS, MOST_DOTS = 50, 100_000
"""Of each kind; more than a few thousand are drawn as one image."""


class Welcome(QFrame):
    """A large Play button and a one-line hint; hidden at the first step."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("hint")
        self.play = QPushButton(tr("▶  Play"))
        self.play.setObjectName("big-play")
        self.play.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hint = RichLabel(
            tr(
                '<b style="color:{blue}">●</b> Blue points are real, <b style="color:{orange}">◆</b> orange ones are '
                "fakes. Watch G learn to forge.",
                blue=REAL,
                orange=FAKE,
            )
        )
        self.hint.setWordWrap(True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.state = caption(tr("loading torch …"))
        self.state.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 8)
        layout.addWidget(self.play, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self.hint)
        layout.addWidget(self.state)
        self.setFixedWidth(300)
        parent.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() == QEvent.Type.Resize:
            self.centre()
        return super().eventFilter(watched, event)

    def centre(self) -> None:
        """Moves it to the bottom of the plane, where it does not cover the first fakes."""
        parent = self.parentWidget()
        assert parent is not None
        self.adjustSize()
        self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - 30)

    def ready(self) -> None:
        """torch has been loaded."""
        self.state.setText(tr("ready · press Space to play or pause"))


class Stage(QWidget):
    """Plane, legend, colour scale, display controls, banner and welcome."""

    dots_wanted = pyqtSignal(int)
    averaged_wanted = pyqtSignal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.plane = Plane()
        self.shown: Picture | None = None
        self.banner = Banner()
        self.legend = Legend([(la.name, tr(la.label), tr(la.help), la.swatch, la.on) for la in LAYERS])
        self.panel = LayerPanel()
        self.legend.add(self.panel)
        for source in (self.legend, self.panel):
            source.switched.connect(self._switch)
        self.panel.faded.connect(self.plane.fade)
        for layer in LAYERS:
            self.legend.switches[layer.name].setVisible(layer.name in BASIC or layer.on)
        self.readings = Readings()
        self.plane.pointed_at.connect(self.readings.point)
        self.plane.pinned.connect(self.readings.pin)
        self.readings.pins_changed.connect(self.plane.pins.show)
        self.readings.read.connect(self._show_reading)
        self.reading = caption("")
        self.reading.setWordWrap(True)
        self.reading.setFixedHeight(2 * self.fontMetrics().lineSpacing())
        self.reading.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self._show_reading(None)
        self.scale = ColourScale()
        self.note = caption("")
        self.note.setWordWrap(True)
        self.note.hide()
        self.timeline: TimelineView = TimelineView()
        self.welcome = Welcome(self.plane)
        self._make_controls()
        self._lay_out()

    def _make_controls(self) -> None:
        self.dots = NumberBox(LEAST_DOTS, MOST_DOTS, whole=True, step=250)
        self.dots.setToolTip(tr("The number of real and of fake points drawn. Training is not affected."))
        self.dots.valueChanged.connect(lambda n: self.dots_wanted.emit(round(n)))
        self.which = QComboBox()
        self.which.addItem(tr("average of G"), True)
        self.which.addItem(tr("raw G"), False)
        self.which.setToolTip(
            tr(
                "Whose fakes are shown and measured: those of the moving average of G's weights, which is smoother, or "
                "those of the raw G after its last update. Arrows and D's mean outputs are always those of the raw G."
            )
        )
        self.which.activated.connect(lambda _: self.averaged_wanted.emit(self.which.currentData()))

    def _lay_out(self) -> None:
        foot = QFlowLayout()
        foot.setContentsMargins(6, 0, 6, 2)
        foot.setHorizontalSpacing(14)
        foot.setVerticalSpacing(2)
        for widget in (self.scale, _named(tr("fakes of"), self.which), _named(tr("dots"), self.dots)):
            foot.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 2, 4, 2)
        layout.setSpacing(2)
        layout.addWidget(self.banner)
        layout.addWidget(self.legend)
        layout.addWidget(self.plane, 1)
        layout.addWidget(self.timeline)
        layout.addWidget(self.reading)
        layout.addLayout(foot)
        layout.addWidget(self.note)

    def show_picture(self, picture: Picture) -> None:
        self.shown = picture
        self.plane.show_picture(picture)
        self._show_scale(picture)
        self.readings.show_picture(picture)
        if self.readings.pointer is None:
            self._show_reading(None)
        self.which.setEnabled(picture.experiment.ema > 0)
        self.which.setCurrentIndex(0 if picture.display.averaged and picture.experiment.ema > 0 else 1)

    def _switch(self, name: str, on: bool) -> None:
        """Shows or hides a layer; at most one layer of a group stays on."""
        group = next(layer.group for layer in LAYERS if layer.name == name)
        for layer in LAYERS:
            if on and group and layer.group == group and layer.name != name:
                self.legend.switches[layer.name].setChecked(False)
        for switches in (self.legend.switches, self.panel.switches):
            switches[name].setChecked(on)
        self.legend.switches[name].setVisible(on or name in BASIC)
        self.plane.switch(name, on)
        self.scale.setEnabled(any(self.plane.layer_on(layer.name) for layer in LAYERS if layer.group == "image"))

    def _show_reading(self, reading: Reading | None) -> None:
        moves = self.shown.seen(MOVES) if self.shown and not self.shown.playing else None
        hint = tr("Point at the plane to read its values; click to pin a point and follow D's output there.")
        if moves is not None and moves.half == "g":
            hint = tr(
                "Only G was updated: its fakes moved {far:.3f} plane units (root mean square), as the arrows show. The raw G is shown.",
                far=moves.mean,
            )
        elif moves is not None and moves.half == "d":
            hint = tr("Only D was updated: its colours changed, and the fakes did not move. The raw G is shown.")
        self.reading.setText(hint if reading is None else in_words(reading))

    def _show_scale(self, picture: Picture) -> None:
        surface, optimum, refusal = picture.seen(SURFACE), picture.seen(OPTIMUM), picture.refusal(OPTIMUM)
        self.note.setVisible(optimum is not None or bool(refusal))
        if refusal:
            self.note.setText(tr(refusal))
            if not self.plane.layer_on("surface"):
                self.scale.setEnabled(False)
        elif optimum is not None:
            self.note.setText(
                tr(
                    "D*: exact p_data; p_model estimated from 20,000 fakes, to ±{error:.0%} where shown, at a resolution of {width:.3f}",
                    error=optimum.error,
                    width=optimum.bandwidth,
                )
            )
            if self.plane.layer_on("difference"):
                self.scale.show_scale("difference", -optimum.difference_spread, optimum.difference_spread)
            elif self.plane.layer_on("optimal"):
                self.scale.show_scale("probability", 0.5 - optimum.spread, 0.5 + optimum.spread)
        if surface is not None and self.plane.layer_on("surface"):
            self.scale.show_scale("probability" if surface.probability else "score", surface.low, surface.high)

    def show_display(self, display: Display) -> None:
        """Sets the controls to these display settings."""
        self.dots.blockSignals(True)
        self.dots.setValue(display.dots)
        self.dots.blockSignals(False)
        self.which.setCurrentIndex(0 if display.averaged else 1)

    def restyle(self, neutrals: Neutrals) -> None:
        for part in (self.plane, self.legend, self.panel, self.scale, self.timeline):
            part.restyle(neutrals)


def _named(words: str, widget: QWidget) -> QWidget:
    pair = QWidget()
    layout = QHBoxLayout(pair)
    layout.setContentsMargins(0, 0, 0, 0)
    label = Label(words)
    label.setBuddy(widget)
    layout.addWidget(label)
    layout.addWidget(widget)
    return pair
