"""The witnesses: the metrics that may tell fakes from real points, and how each says so in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playground.core.metrics.metric import Reading
from playground.i18n import Text, tr

SMALLEST = 1e-3
"""Plane units: a distance below this can't be seen; it replaces the floor of a single point, which is 0, in a ratio."""


@dataclass(frozen=True)
class Kind:
    """A metric as a witness. The texts are untranslated; `{value}` and `{floor}` are filled in by `figures`."""

    name: str
    label: Text
    says: Text
    """The end of a sentence "..., but ...", for a witness that still tells fakes from real points."""
    figures: Callable[[Reading], tuple[str, str]]
    slow: bool = False
    """True if it takes too long to be measured with every picture during training."""


@dataclass(frozen=True)
class Witness:
    """What one witness says of these fakes; `floor` is the score of real points. Texts are translated."""

    name: str
    label: str
    value: float
    floor: float
    passes: bool
    """True if it can't tell the fakes from real points."""
    excess: float
    """How far the score stands from the floor, over what is allowed: more than 1 if it does not pass."""
    says: str
    short: str
    """For a list: the label, the score and that of real points."""


def _shares(reading: Reading) -> tuple[str, str]:
    """Both as percentages, with as many digits as it takes to see that they differ."""
    for digits in range(2):
        value, floor = f"{reading.value:.{digits}%}", f"{reading.floor:.{digits}%}"
        if value != floor:
            break
    return value, floor


def _counts(reading: Reading) -> tuple[str, str]:
    return f"{reading.value:.0f}", f"{reading.floor:.0f}"


def _times(reading: Reading) -> tuple[str, str]:
    return f"{ratio(reading):.1f}", "1"


def ratio(reading: Reading) -> float:
    """A distance over that of real points."""
    return reading.value / max(reading.floor, SMALLEST)


WITNESSES = (
    Kind("modes", "modes", "only {value} of {floor} modes are reached", _counts),
    Kind("high_quality", "on target", "{value} are on target (real: {floor})", _shares),
    Kind(
        "smallest_share",
        "smallest mode",
        "the smallest mode has {value} of its share (real: {floor})",
        _shares,
    ),
    Kind("sliced_wasserstein", "distance", "the distance is {value} times real points’", _times),
    Kind("grid_jsd", "grid JSD", "grid JSD is {value} times real points’", _times),
    Kind("precision", "precision", "precision is {value} (real: {floor})", _shares, slow=True),
    Kind("recall", "recall", "recall is {value} (real: {floor})", _shares, slow=True),
    Kind("coverage", "coverage", "coverage is {value} (real: {floor})", _shares, slow=True),
    Kind(
        "c2st",
        "nearest neighbours",
        "nearest neighbours tell {value} apart (real: {floor})",
        _shares,
        slow=True,
    ),
    Kind(
        "data_copying",
        "copies",
        "in {value} of pairs a fake is nearer to a training point than a held-out point is (real: {floor})",
        _shares,
        slow=True,
    ),
)
"""Every witness; the name is that of its metric. The order is that in which they are listed."""
FAST = tuple(kind.name for kind in WITNESSES if not kind.slow)
SLOW = tuple(kind.name for kind in WITNESSES if kind.slow)
_KINDS = {kind.name: kind for kind in WITNESSES}
_SHORT: dict[Callable[[Reading], tuple[str, str]], Text] = {
    _counts: "{label} {value} (real: {floor})",
    _shares: "{label} {value} (real: {floor})",
    _times: "{label} {value} times real points’",
}


def witness(reading: Reading) -> Witness:
    """The witness of one metric's reading."""
    kind = _KINDS[reading.name]
    label = tr(kind.label)
    value, floor = kind.figures(reading)
    return Witness(
        name=kind.name,
        label=label,
        value=reading.value,
        floor=reading.floor,
        passes=reading.passes,
        excess=reading.excess,
        says=tr(kind.says, value=value, floor=floor),
        short=tr(_SHORT[kind.figures], label=label, value=value, floor=floor),
    )


def label_of(name: str) -> str:
    """What the witness is called in a list, translated."""
    return tr(_KINDS[name].label)
