"""The toy games of Berard et al. 2020: the path angle of attraction, of rotation and of both, against its closed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.core.arrays import F64
from playground.core.theory import PathAngle, path_angle
from playground.engine.reproduce.table import PAPER, Options, Row, Table
from playground.i18n import Text, tr

MISS = 0.1
"""How far from the equilibrium, 0, the line passes: no training ends exactly there."""
START, END = np.array([-1.0, MISS]), np.array([0.0, MISS])
ALONG = np.linspace(0.6, 1.5, 901)
"""The range of the authors' plots."""
SHOWN = (0.6, 0.8, 1.0, 1.2, 1.5)


@dataclass(frozen=True)
class Toy:
    """min over x, max over y of attraction (x² - y²) / 2 + rotation x y."""

    name: str
    label: Text
    attraction: float
    rotation: float
    signature: Text
    """What the paper reads from the path angle."""

    def field(self, at: F64) -> F64:
        """The direction (2,) in which the players move at (x, y)."""
        x, y = at
        return np.array([-self.attraction * x - self.rotation * y, self.rotation * x - self.attraction * y])

    def closed_form(self, a: float) -> tuple[float, float]:
        """The path angle and the norm at position a."""
        x, speed = a - 1, float(np.hypot(self.attraction, self.rotation))
        away = float(np.hypot(x, MISS))
        return (-self.attraction * x - self.rotation * MISS) / (speed * away), speed * away


TOYS: tuple[Toy, ...] = (
    Toy("attraction", "Attraction only, (x² - y²) / 2", 1.0, 0.0, "sign switch"),
    Toy("rotation", "Rotation only, x y", 0.0, 1.0, "bump, no sign switch"),
    Toy("both", "Both, (x² - y²) / 2 + x y", 1.0, 1.0, "sign switch and bump"),
)


def path_angles(_: Options) -> Table:
    """Every game: the angle and the norm at some positions, the number of sign switches, and where they and the bump are."""
    rows = [row for toy in TOYS for row in _rows(toy)]
    notes = (
        tr(
            "c(a) = <w' - w, v> / (|w' - w| |v|) at w + a (w' - w), from w = (-1, 0.1) to w' = (0, 0.1); the equilibrium is 0."
        ),
        tr("v is the direction in which the players move, so that c is 1 where they move straight towards w'."),
        tr("The paper shows figures; it reads a sign switch as attraction and a bump near a = 1 as rotation."),
        tr("Bump: how far the cosine leaves the range between its first and its last value, and where."),
    )
    title = tr("Path angle and path norm of the toy games, for a from 0.6 to 1.5")
    return Table("path-angle", title, tuple(rows), notes, beside=PAPER)


def _rows(toy: Toy) -> list[Row]:
    label, theirs = tr(toy.label), tr(toy.signature)
    seen = path_angle(toy.field, START, END, ALONG)
    rows = []
    for a in SHOWN:
        at = path_angle(toy.field, START, END, np.array([a]))
        cosine, norm = toy.closed_form(a)
        named = (f"{toy.name} {a:g}", label)
        rows.append(Row(f"{named[0]} angle", label, tr("c({a:g})", a=a), float(at.cosine[0]), "-", "exact", cosine))
        rows.append(Row(f"{named[0]} norm", label, tr("|v|({a:g})", a=a), float(at.norm[0]), "-", "exact", norm))
    return [*rows, *_signature(toy, seen, label, theirs)]


def _signature(toy: Toy, seen: PathAngle, label: str, theirs: str) -> list[Row]:
    """The sign switches and the bump: what the figures show. Along the line, v is at right angles to it where attraction and
    rotation cancel, and straight back where the line's point and (attraction, rotation) are parallel.
    """
    where, beyond = seen.bump
    switches = float(len(seen.switches))
    rows = [
        Row(f"{toy.name} switches", label, tr("sign switches"), switches, theirs, "exact", float(toy.attraction > 0))
    ]
    if toy.attraction:
        at = float(seen.switches[0])
        expected = 1 - MISS * toy.rotation / toy.attraction
        rows.append(Row(f"{toy.name} switch", label, tr("switch at a"), at, theirs, "exact", expected, digits=4))
    if not toy.rotation:
        return [*rows, Row(f"{toy.name} bump", label, tr("bump"), beyond, theirs, "exact", 0.0)]
    expected = 1 + MISS * toy.attraction / toy.rotation
    low = min(toy.closed_form(float(ALONG[0]))[0], toy.closed_form(float(ALONG[-1]))[0])
    return [
        *rows,
        Row(f"{toy.name} bump", label, tr("bump"), beyond, theirs, "exact", -1 - low),
        Row(f"{toy.name} bump at", label, tr("bump at a"), where, theirs, "exact", expected, digits=4),
    ]
