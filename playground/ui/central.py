"""The centre of the window: the plane with its legend and what lies on it, the banner above and the timeline below."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from playground.core.choices.normed import BATCH_NORMS
from playground.core.lenses import DENSITY, FIELD, GRADIENTS, MOVES, OPTIMUM, SAMPLES, SURFACE, Display, Reading
from playground.core.lenses.scale import Scale, kept_spread
from playground.core.own_data.target import target_of
from playground.engine.letters import Picture
from playground.i18n import tr
from playground.ui.banner import Banner
from playground.ui.corner import Caption, Corner, PointerReading
from playground.ui.labels import literal
from playground.ui.layer_panel import LayerPanel
from playground.ui.layers import BASIC, DENSITIES, LAYERS, OF_CLASS, OF_OPTIMUM
from playground.ui.palette import LIGHT, Neutrals
from playground.ui.readings import Readings, class_at, in_words
from playground.ui.resolution import of_class, of_densities, of_optimum, of_target
from playground.ui.views.legend import SIGNS, Legend
from playground.ui.views.plane import Plane
from playground.ui.views.timeline import TimelineView
from playground.ui.welcome import Welcome


class Stage(QWidget):
    """Plane, legend, colour scale, display controls, banner and welcome."""

    dots_wanted = pyqtSignal(int)
    averaged_wanted = pyqtSignal(bool)
    stretched_wanted = pyqtSignal(bool)
    spread_wanted = pyqtSignal(float)
    """Scores have outgrown their scale, or no longer fill it: the next spread."""

    def __init__(self) -> None:
        super().__init__()
        self.plane = Plane()
        self.shown: Picture | None = None
        self._neutrals = LIGHT
        self.plain = False
        """At the first level and in lessons, whose words know no averaged G and no densities: they are not named."""
        self.banner = Banner()
        self.legend = Legend([(la.name, tr(la.label), tr(la.help), la.swatch, la.on) for la in LAYERS])
        self.panel = LayerPanel()
        self._displaced: dict[str, str] = {}
        """For a layer that took another's place, that other: it comes back."""
        for source in (self.legend, self.panel):
            source.switched.connect(self._switch)
        self.panel.faded.connect(self.plane.fade)
        for layer in LAYERS:
            self.legend.switches[layer.name].setVisible(layer.name in BASIC or layer.on)
        self.corner = Corner(self.plane)
        self.scale, self.note = self.corner.scale, self.corner.note
        self.reading = PointerReading(self.plane)
        self.caption = Caption(self.plane, self._caption)
        self.readings = Readings()
        self.plane.pointed_at.connect(self.readings.point)
        self.plane.pinned.connect(self.readings.pin)
        self.readings.pins_changed.connect(self.plane.pins.show)
        self.readings.read.connect(self._show_reading)
        self.timeline: TimelineView = TimelineView()
        self.welcome = Welcome(self.plane)
        self.dots, self.which = self.panel.dots, self.panel.which
        self.dots.valueChanged.connect(lambda n: self.dots_wanted.emit(round(n)))
        self.which.activated.connect(lambda _: self.averaged_wanted.emit(self.which.currentData()))
        self.panel.stretched.toggled.connect(self.stretched_wanted)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 6, 0)
        head.addWidget(self.legend, 1)
        head.addWidget(self.panel)
        self.plane.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 2, 4, 2)
        layout.setSpacing(2)
        layout.addWidget(self.banner)
        layout.addLayout(head)
        layout.addWidget(self.plane, 1)
        layout.addWidget(self.timeline)

    def show_picture(self, picture: Picture) -> None:
        self.shown = picture
        self.plane.show_picture(picture)
        self._show_scale(picture)
        self._show_moves(picture)
        self._show_arrows(picture)
        self._show_which(picture)
        self.readings.show_picture(picture)

    def _caption(self) -> str:
        """What the picture at hand shows, as rich text: its target and iteration, and a sign for each layer that is on."""
        if self.shown is None:
            return ""
        on = [layer for layer in LAYERS if self.plane.layer_on(layer.name) and layer.swatch in SIGNS]
        signs = [(*SIGNS[layer.swatch], self.legend.switches[layer.name].text()) for layer in on]
        marks = [f'<span style="color:{self._neutrals.of(role)}">{sign}</span> {name}' for sign, role, name in signs]
        label, n = literal(tr(target_of(self.shown.experiment).label)), self.shown.counters.iteration
        head = tr("{target}, iteration {n:,}", target=label, n=n)
        return "<br>".join([f"<b>{head}</b>", *(["&nbsp; ".join(marks)] if marks else [])])

    def speak_plainly(self, plain: bool) -> None:
        """Whether averages of G and densities are left unnamed."""
        self.plain = plain
        if self.shown is not None:
            self._show_which(self.shown)
            self._show_moves(self.shown)

    def _show_which(self, picture: Picture) -> None:
        """Says whose fakes are drawn, which a person has chosen but for the step of one player alone."""
        samples, moves = picture.seen(SAMPLES), picture.seen(MOVES)
        if samples is None:
            return
        alone = moves is not None and bool(moves.half)
        self.which.setEnabled(picture.experiment.ema > 0 and not alone)
        self.which.setCurrentIndex(0 if samples.averaged else 1)
        words = tr("fake (average of G)") if samples.averaged else tr("fake (raw G)")
        self.legend.switches["fake"].setText(tr("fake") if self.plain else words)

    def _switch(self, name: str, on: bool) -> None:
        """Shows or hides a layer; at most one layer of a group stays on, and the one that it displaced comes back."""
        group = next(layer.group for layer in LAYERS if layer.name == name)
        for layer in LAYERS:
            if on and group and layer.group == group and layer.name != name and self.plane.layer_on(layer.name):
                self._displaced[name] = self._displaced.pop(layer.name, layer.name)
                self.legend.switches[layer.name].setChecked(False)
        for switches in (self.legend.switches, self.panel.switches):
            switches[name].setChecked(on)
        self.legend.switches[name].setVisible(on or name in BASIC)
        self.plane.switch(name, on)
        before = None if on else self._displaced.pop(name, None)
        if before is not None and not any(self.plane.layer_on(la.name) for la in LAYERS if la.group == group):
            self.legend.switches[before].setChecked(True)
        self.corner.show_scale(any(self.plane.layer_on(layer.name) for layer in LAYERS if layer.group == "image"))

    def _show_reading(self, reading: Reading | None) -> None:
        if reading is None:
            self.reading.hide()
        else:
            words = in_words(reading, self.plain)
            if self.shown is not None and (named := class_at(self.shown, (reading.x, reading.y))):
                words = f"{words}<br>{named}"
            self.reading.show_at(self.plane.place_of((reading.x, reading.y)), words)

    def _show_moves(self, picture: Picture) -> None:
        """What the step of one player alone has changed, and whose fakes are drawn then."""
        moves = None if picture.playing else picture.seen(MOVES)
        words = ""
        if moves is not None and moves.half == "g":
            words = tr(
                "Only G was updated: its fakes moved {far:z.3f} plane units (root mean square), as the arrows show.",
                far=moves.mean,
            )
        elif moves is not None and moves.half == "d":
            words = tr("Only D was updated: its colours changed, and G stayed the same.")
        if words and not self.plain:
            words = f"{words} {tr('The raw G is drawn.')}"
        self.corner.say(self.corner.moves, words)

    def _show_arrows(self, picture: Picture) -> None:
        """The scale of the arrows that are on."""
        words = []
        gradients, field = picture.seen(GRADIENTS), picture.seen(FIELD)
        if gradients is not None and self.plane.layer_on("gradients") and len(gradients.tail):
            words.append(
                tr("Arrows of G's gradient: length 1 stands for a slope of {slope:.3g}.", slope=1 / gradients.unit)
            )
        if field is not None and self.plane.layer_on("field") and field.unit > 0:
            words.append(
                tr("Arrows of D's gradient: length 1 stands for a slope of {slope:.3g}.", slope=1 / field.unit)
            )
        self.corner.say(self.corner.arrows, "\n".join(words))

    def _show_scale(self, picture: Picture) -> None:
        surface, optimum, density = picture.seen(SURFACE), picture.seen(OPTIMUM), picture.seen(DENSITY)
        e = picture.experiment
        self.panel.of_class.show_classes(e, picture.display.label)
        said, scale = [tr(sentence) for sentence in self.plane.refusals(picture)], None
        if e.classes and any(map(self.plane.layer_on, OF_CLASS)):
            said.append(of_class(e, picture.display.label, self.plain))
        said.append(tr(BATCH_NORMS[e.batch_norm].drawn))
        perfect = optimum is not None and any(map(self.plane.layer_on, OF_OPTIMUM))
        if density is not None and any(map(self.plane.layer_on, DENSITIES)):
            said += [of_target(density)] if perfect else [of_densities(density), of_target(density)]
        if optimum is not None and perfect:
            said.append(of_optimum(optimum, picture.experiment))
            chosen: dict[str, Scale] = {"difference": optimum.difference_scale, "optimal": optimum.scale}
            scale = next((of for name, of in chosen.items() if self.plane.layer_on(name)), None)
        if surface is not None and self.plane.layer_on("surface"):
            scale = surface.scale
        self.corner.say(self.note, " ".join(filter(None, said)))
        if scale is not None:
            self.scale.show_scale(scale)
        if surface is not None and not surface.probability and not picture.display.stretched:
            spread = kept_spread(picture.display.score_spread, surface.usual)
            if spread != picture.display.score_spread:
                self.spread_wanted.emit(spread)

    def show_display(self, display: Display) -> None:
        """Sets the controls to these display settings."""
        self.dots.blockSignals(True)
        self.dots.setValue(display.dots)
        self.dots.blockSignals(False)
        self.which.setCurrentIndex(0 if display.averaged else 1)
        self.panel.stretched.setChecked(display.stretched)

    def restyle(self, neutrals: Neutrals) -> None:
        self._neutrals = neutrals
        for part in (self.plane, self.legend, self.panel, self.corner, self.timeline, self.welcome):
            part.restyle(neutrals)
