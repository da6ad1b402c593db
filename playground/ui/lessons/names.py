"""The names that lessons may use, from the window's and the engine's own tables."""

from __future__ import annotations

import re
from functools import cache

from playground.core.experiment import KNOBS
from playground.core.lessons import Lesson, Names, course
from playground.core.registry import Registry
from playground.core.targets import TARGETS
from playground.engine.lessons import ACTIONS, LOOKS, MEASURES
from playground.ui.layers import LAYERS
from playground.ui.view_specs import VIEW_SPECS

BOXES = ("z", "g", "fake", "real", "d", "verdicts")
"""Of the game's diagram."""
TERMS = ("v", "real", "fake")
"""Of the formula: the value, and what D says of real points and of fakes."""
PARTS = ("plane", "timeline", "sentence", "verdicts", "verdict", "curves", "gallery", "scale", "legend", "speed")
MENUS = ("File", "Presets", "Edit", "Run", "View", "Help")
_MARKS = {
    "D": "<i>D</i>",
    "G": "<i>G</i>",
    "V": "<i>V</i>",
    "x": "<i>x</i>",
    "z": "<i>z</i>",
    "p": "<i>p</i>",
    "P": "<i>P</i>",
}


def _formula(text: str) -> str:
    """Rich text of a formula: single letters are italic, and what follows _ in brackets is set lower."""
    text = re.sub(r"\b([DGVxzpP])\b(?![a-z])", lambda m: _MARKS[m[1]], text.replace("_", " _"))
    return re.sub(r" _\{([^}]*)\}", r"<sub>\1</sub>", text)


FORMULAS: dict[str, str] = {
    name: _formula(text)
    for name, text in {
        "value": "min_{G} max_{D} V(D, G) = E_{x} log D(x) + E_{z} log(1 − D(G(z)))",
        "optimum": "D*(x) = p_{data}(x) / (p_{data}(x) + p_{model}(x))",
        "jsd": "V(D*, G) = 2 JSD(P_{data}, P_{model}) − log 4",
        "generator": "z → G(z)",
        "classifier": "D(x) = 1: real, D(G(z)) = 0: fake",
        "saturating": "G minimises E_{z} log(1 − D(G(z)))",
        "non_saturating": "G minimises −E_{z} log D(G(z))",
        "wasserstein": "W(P_{data}, P_{model}) = max E_{x} D(x) − E_{z} D(G(z)), where D is never steeper than 1",
        "r1": "R1 = γ/2 · E_{x} ‖∇D(x)‖²",
        "dirac": "D(x) = ψ·x; the real points are at 0, the fake is at θ",
    }.items()
}
"""Formulas that a step can show, as rich text written here and nowhere else."""


@cache
def names() -> Names:
    """All of them."""
    about = {
        "action": frozenset({*ACTIONS, *LOOKS, "play"}),
        "knob": frozenset(KNOBS) - {"target", "own_data"},
        "target": frozenset(TARGETS.names),
        "layer": frozenset(layer.name for layer in LAYERS),
        "box": frozenset(BOXES),
        "formula": frozenset(TERMS),
        "panel": frozenset(row.name for row in VIEW_SPECS),
        "view": frozenset(PARTS),
    }
    return Names(
        about=about,
        actions=about["action"],
        layers=about["layer"],
        docks=about["panel"] - {"lesson", "experiment"},
        menus=frozenset(MENUS),
        measures=frozenset(MEASURES.names),
        formulas=frozenset(FORMULAS),
    )


@cache
def lessons() -> Registry[Lesson]:
    """The course."""
    return course(names())
