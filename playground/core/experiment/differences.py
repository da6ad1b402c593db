"""How two experiments differ, in words."""

from __future__ import annotations

from typing import Any

from playground.core.experiment.experiment import KINDS, KNOBS, Experiment
from playground.core.targets import OWN
from playground.i18n import Text, tr

OWNED: dict[str, Text] = {
    "g_layers": "G's hidden layers",
    "d_layers": "D's hidden layers",
    "g_width": "G's width",
    "d_width": "D's width",
    "g_activation": "G's activation",
    "d_activation": "D's activation",
}
"""The knobs whose label both players have, by their key: their names with their owner."""


def differences(a: Experiment, b: Experiment) -> tuple[str, ...]:
    """How b differs from a: one phrase for each knob, in the order of the panel, or a single phrase if they are
    equal.
    """
    told = [_phrase(key, getattr(a, key), getattr(b, key)) for key in KNOBS if _differs(key, a, b)]
    if a.own_data != b.own_data and a.target == b.target:
        told.append(tr("different own data") if a.target == OWN.name else tr("different own data (not in use)"))
    return tuple(told) or (tr("the same experiment"),)


def knob_name(key: str) -> str:
    """A knob's unambiguous name: its label, with its owner if both players have one."""
    return tr(OWNED.get(key, KNOBS[key].label))


def _differs(key: str, a: Experiment, b: Experiment) -> bool:
    return key != "own_data" and bool(getattr(a, key) != getattr(b, key))


def _phrase(key: str, old: Any, new: Any) -> str:
    knob = KNOBS[key]
    if knob.names:
        return tr(
            "{knob}: {new} instead of {old}",
            knob=knob_name(key),
            new=knob.choice_label(new),
            old=knob.choice_label(old),
        )
    return tr("{knob} {old} → {new}", knob=knob_name(key), old=_number(key, old), new=_number(key, new))


def _number(key: str, value: float) -> str:
    """The value as the knob's panel shows it."""
    return f"{value:,.0f}" if KINDS[key] is int else f"{value:.5g}"
