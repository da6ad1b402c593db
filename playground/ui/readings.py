"""The readings under the pointer, in words, and at the pins."""

from __future__ import annotations

import math

import numpy as np
from PyQt6.QtCore import QObject, pyqtSignal

from playground.core.lenses import READING, SAMPLES, Reading
from playground.engine.letters import Picture
from playground.i18n import tr
from playground.ui.labels import literal

MOST_PINS = 8
NEAR = 0.12
"""Plane units: a click this close to a pin removes it."""
ON_DOT = 0.06
"""Plane units: a dot this close is the one under the pointer."""
Point = tuple[float, float]


def in_words(reading: Reading, plain: bool = False) -> str:
    """A few lines of rich text: the position, D's output, a perfect D's output, both densities, D's slope.

    `plain`: the position and D's output alone.
    """

    def number(value: float, digits: int = 3) -> str:
        return f"{value:z.{digits}f}" if math.isfinite(value) else tr("not known here")

    said = tr("D says <b>{d}</b>") if reading.probability else tr("D's score <b>{d}</b>")
    lines = [
        tr("at ({x:z.2f}, {y:z.2f})", x=reading.x, y=reading.y),
        said.format(d=number(reading.d)),
        tr("perfect D against the raw G: {best}", best=number(reading.best)),
        tr("p_data {p} · p_model of the raw G ≈ {q}", p=number(reading.data), q=number(reading.model)),
        tr("(both smoothed by h = {h:z.3f})", h=reading.bandwidth),
        tr("slope of D: {s}", s=number(reading.slope, 2)),
    ]
    return "<br>".join(lines[:2] if plain else lines)


def class_at(picture: Picture, where: Point) -> str:
    """Which class the dot under the pointer has, and which network made it, in words; nothing where neither is known."""
    samples = picture.seen(SAMPLES)
    if samples is None or (samples.labels is None and samples.networks is None):
        return ""
    apart = np.hypot(*(np.stack([samples.real, samples.fake]) - np.asarray(where, np.float32)).transpose(2, 0, 1))
    apart = np.where(np.isfinite(apart), apart, np.inf)
    kind, i = divmod(int(apart.argmin()), apart.shape[1])
    if not apart[kind, i] <= ON_DOT:
        return ""
    said = []
    if samples.labels is not None:
        name = literal(samples.names[samples.labels[i]])
        said.append(tr("fake of class {name}", name=name) if kind else tr("real point of class {name}", name=name))
    if kind and samples.networks is not None:
        said.append(tr("made by network {n} of G", n=int(samples.networks[i]) + 1))
    return "<br>".join(said)


class Readings(QObject):
    """The pointer's place and the pins; `wanted` carries the points to read in the next pictures."""

    wanted = pyqtSignal(tuple)
    pins_changed = pyqtSignal(tuple)
    read = pyqtSignal(object)
    """The reading under the pointer, or None."""

    def __init__(self) -> None:
        super().__init__()
        self.pointer: Point | None = None
        self.pins: tuple[Point, ...] = ()

    def point(self, where: Point | None) -> None:
        """The pointer has moved here, or off the plane."""
        if where != self.pointer:
            self.pointer = where
            self._ask()
            if where is None:
                self.read.emit(None)

    def pin(self, where: Point) -> None:
        """Pins a point, or removes the pin that is there; the oldest is dropped if there are too many."""
        kept = tuple(p for p in self.pins if math.dist(p, where) > NEAR)
        self.set_pins(kept if len(kept) < len(self.pins) else (*self.pins, where)[-MOST_PINS:])

    def set_pins(self, pins: tuple[Point, ...]) -> None:
        self.pins = pins
        self.pins_changed.emit(pins)
        self._ask()

    def _ask(self) -> None:
        self.wanted.emit((*([self.pointer] if self.pointer else []), *self.pins))

    def show_picture(self, picture: Picture) -> None:
        """Passes on the reading under the pointer, if the pointer is still on the plane."""
        if (
            self.pointer is not None
            and (seen := picture.seen(READING))
            and len(picture.display.probes) > len(self.pins)
        ):
            self.read.emit(seen[0])

    def of_pins(self, picture: Picture) -> tuple[Reading, ...]:
        """The readings of the pins in a picture made with them; empty for other pictures."""
        seen, probes = picture.seen(READING) or (), picture.display.probes
        return tuple(seen[-len(self.pins) :]) if self.pins and probes[-len(self.pins) :] == self.pins else ()
