"""The game "You are the police": points without a colour, one at a time, and a person says whether each is real."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QPushButton

from playground.core.lenses import READING, SAMPLES, Lens, Reading
from playground.engine.letters import Picture
from playground.i18n import tr
from playground.ui.central import Stage
from playground.ui.controller import Controller
from playground.ui.interlude import Say
from playground.ui.labels import literal
from playground.ui.palette import LIGHT, Neutrals
from playground.ui.play.card import GameCard

POINTS = 20
"""In one round."""
ASKED_SIZE, SEEN_SIZE = 16, 9
"""Pixels: the point in question, and those that have been judged."""


@dataclass(frozen=True)
class Tally:
    """How often each was right, of `points` points; `best` of the `known` ones, where the best possible D is known."""

    points: int = 0
    person: int = 0
    d: int = 0
    best: int = 0
    known: int = 0

    def with_point(self, real: bool, said_real: bool, reading: Reading) -> Tally:
        """One more point: the truth, what the person said, and what D and the best possible D make of it."""
        middle = 0.5 if reading.probability else 0.0
        known = math.isfinite(reading.best)
        return Tally(
            self.points + 1,
            self.person + (said_real is real),
            self.d + ((reading.d > middle) is real),
            self.best + (known and (reading.best > 0.5) is real),
            self.known + known,
        )


def tally_in_words(tally: Tally) -> str:
    """The score, as far as the round has come."""
    if not tally.points:
        return tr("Real or fake? {total} points; the colour is hidden.", total=POINTS)
    if not tally.known:
        return tr("Right: you <b>{person}</b> · D <b>{d}</b> of {n}", person=tally.person, d=tally.d, n=tally.points)
    return tr(
        "Right: you <b>{person}</b> · D <b>{d}</b> of {n} · the best possible D <b>{best}</b> of {known}",
        person=tally.person,
        d=tally.d,
        n=tally.points,
        best=tally.best,
        known=tally.known,
    )


def truth_in_words(real: bool, right: bool, reading: Reading) -> str:
    """What the last point was, and what D said of it."""
    was = tr("It was real.") if real else tr("It was a fake.")
    mine = tr("You were right.") if right else tr("You were wrong.")
    d = tr("D says {d:z.2f}.", d=reading.d) if reading.probability else tr("D's score is {d:+z.2f}.", d=reading.d)
    return f"{was} {mine} {d}"


def polices_card() -> GameCard:
    """The card of this game."""
    return GameCard(
        tr("You are the police."),
        tr("Say of each point whether it is real or a fake, as D does."),
        tr("Keys: 1 for real, 0 for fake, as D's output."),
    )


class Police(QObject):
    """A round of POINTS points of the picture at hand; training goes on or rests as the person likes."""

    turned = pyqtSignal(bool)
    """Whether it is being played."""

    def __init__(self, controller: Controller, card: GameCard, say: Say, stage: Stage) -> None:
        super().__init__(controller)
        self._controller, self.card, self._say, self._stage = controller, card, say, stage
        self.playing = False
        self.tally = Tally()
        self.random = np.random.default_rng()
        """Chooses the points; a test seeds it."""
        self.asked: tuple[float, float] | None = None
        """The point in question."""
        self.is_real = False
        self._reading: Reading | None = None
        self._picture: Picture | None = None
        self._before: tuple[tuple[str, ...], bool, int] = ((), True, 0)
        self._neutrals = LIGHT
        self._truth = self._of_class = ""
        self._judged: list[tuple[float, float, bool]] = []
        self._spot, self._seen = pg.ScatterPlotItem(), pg.ScatterPlotItem()
        for item in (self._seen, self._spot):
            item.setZValue(100)
            item.hide()
            stage.plane.graphics.addItem(item)
        self.real, self.fake = QPushButton(tr("Real (1)")), QPushButton(tr("Fake (0)"))
        for button, key in ((self.real, "1"), (self.fake, "0")):
            button.setShortcut(key)
            card.add(button)
        self.real.clicked.connect(self._say_real)
        self.fake.clicked.connect(self._say_fake)
        card.end.clicked.connect(self.end)
        controller.bridge.arrived.connect(self._see)

    def lenses(self) -> frozenset[Lens[object]]:
        """What the points are taken from and judged by."""
        return frozenset({SAMPLES, READING} if self.playing else ())

    def restyle(self, neutrals: Neutrals) -> None:
        self._neutrals = neutrals
        self._draw()

    # ---- the round ----

    def toggle(self) -> None:
        """Starts a round, or ends it."""
        if self.playing:
            self.end()
        elif self._picture is None:
            self._say(tr("The game can begin once the first picture is shown."))
        else:
            self._start()

    def _start(self) -> None:
        switches = self._stage.legend.switches
        on = tuple(name for name in switches if self._stage.plane.layer_on(name))
        self._before = on, self._controller.display.averaged, self._controller.display.label
        self._judged = []
        self.playing, self.tally, self.asked, self._truth, self._of_class = True, Tally(), None, "", ""
        for name in on:
            switches[name].setChecked(False)
        self._stage.readings.set_pins(())
        self._stage.readings.point(None)
        self._stage.plane.pointed_at.disconnect(self._stage.readings.point)  # it would show what D says
        if self._controller.playing:
            self._controller.pause()
        self._controller.show(averaged=False)  # D and D* judge the raw G's fakes
        self.card.show()
        self.turned.emit(True)
        self._say_score()

    def end(self) -> None:
        """Shows the layers again, and says how the round went."""
        if not self.playing:
            return
        self.playing, self.asked = False, None
        on, averaged, label = self._before
        for name in on:
            self._stage.legend.switches[name].setChecked(True)
        self._stage.plane.pointed_at.connect(self._stage.readings.point)
        self._controller.show(averaged=averaged, probes=(), label=label)
        self._judged = []
        self._draw()
        self.card.hide()
        self.turned.emit(False)
        if self.tally.points:
            score = tally_in_words(self.tally).replace("<b>", "").replace("</b>", "")
            draw = tr("Where fakes can't be told from real points, everybody is right half the time.")
            self._say(f"{score}. {draw}", lasting=True)

    def _see(self, picture: Picture) -> None:
        self._picture = picture
        if not self.playing:
            return
        if self.asked is None:
            self._ask(picture)
            return
        seen, probes = picture.seen(READING), picture.display.probes
        if seen and probes and probes[0] == self.asked:
            self._reading = seen[0]
            for button in (self.real, self.fake):
                button.setEnabled(True)

    def _ask(self, picture: Picture) -> None:
        """The next point: a real one or a fake, with equal chances, from those of the picture."""
        samples = picture.seen(SAMPLES)
        if samples is None or samples.averaged or self.tally.points >= POINTS:
            return
        self.is_real = bool(self.random.integers(2))
        points = samples.real if self.is_real else samples.fake
        i = int(self.random.integers(len(points)))
        self.asked, self._reading = (float(points[i, 0]), float(points[i, 1])), None
        for button in (self.real, self.fake):
            button.setEnabled(False)
        if samples.labels is None:
            self._controller.show(probes=(self.asked,))
        else:  # D is told the class, and so is the person
            self._controller.show(probes=(self.asked,), label=int(samples.labels[i]))
            self._of_class = tr("A point of class {name}.", name=literal(samples.names[samples.labels[i]]))
            self._say_score()
        self._draw()

    def _say_real(self) -> None:
        self._judge(True)

    def _say_fake(self) -> None:
        self._judge(False)

    def _judge(self, said_real: bool) -> None:
        if self.asked is None or self._reading is None or self._picture is None:
            return
        self.tally = self.tally.with_point(self.is_real, said_real, self._reading)
        self._truth = truth_in_words(self.is_real, said_real is self.is_real, self._reading)
        self._judged.append((*self.asked, self.is_real))
        self.asked = None
        self._say_score()
        if self.tally.points >= POINTS:
            self.end()
        else:
            self._ask(self._picture)

    # ---- what is shown ----

    def _say_score(self) -> None:
        explained = tr(
            "The best possible D is D*, from the densities of real points and fakes; it counts where both are known."
        )
        said = (tally_in_words(self.tally), self._truth, *filter(None, (self._of_class,)))
        self.card.say("<br>".join(said), explained)

    def _draw(self) -> None:
        n = self._neutrals
        spot = [self.asked] if self.asked is not None else []
        self._spot.setVisible(bool(spot))  # an empty item would still be painted
        self._spot.setData(
            pos=spot, size=ASKED_SIZE, symbol="s", brush=pg.mkBrush(n.discriminator), pen=pg.mkPen(n.base)
        )
        judged = self._judged if self.playing else []
        self._seen.setVisible(bool(judged))
        self._seen.setData(
            pos=[(x, y) for x, y, _ in judged],
            size=SEEN_SIZE,
            symbol=["o" if real else "d" for *_, real in judged],
            brush=[pg.mkBrush(n.real if real else n.fake) for *_, real in judged],
            pen=pg.mkPen(n.base),
        )
