"""The names that lessons may use, from the window's and the engine's own tables."""

from __future__ import annotations

from functools import cache

from playground.core.experiment import KNOBS
from playground.core.glossary import GLOSSARY
from playground.core.lessons import Lesson, Names, course
from playground.core.registry import Registry
from playground.core.targets import TARGETS
from playground.engine.lessons import ACTIONS, LOOKS, MEASURES
from playground.ui.layers import LAYERS
from playground.ui.levels import TOP_MENUS
from playground.ui.view_specs import VIEW_SPECS

BOXES = ("z", "g", "fake", "real", "d", "verdicts")
"""Of the game's diagram."""
TERMS = ("v", "real", "fake")
"""Of the formula: the value, and what D says of real points and of fakes."""
PARTS = ("plane", "timeline", "sentence", "verdicts", "verdict", "curves", "gallery", "scale", "legend", "speed")
FORMULAS: dict[str, str] = {
    "value": "min_G max_D {} =\n{}".format(*GLOSSARY["value"].formula.split(" = ", 1)),
    "optimum": GLOSSARY["perfect_d"].formula,
    "jsd": "V(D*, G) = 2 JSD(P_data, P_model) − log 4",
    "generator": GLOSSARY["sheet"].formula,
    "classifier": "D(x) = 1,  D(G(z)) = 0",
    "saturating": GLOSSARY["minimax"].formula,
    "non_saturating": GLOSSARY["non_saturating"].formula,
    "wasserstein": "W = max_D (E_x D(x) − E_z D(G(z))),  |∇D| ≤ 1",
    "r1": GLOSSARY["r1"].formula,
    "dirac": "D(x) = ψ x,  G = θ",
}
"""Formulas that a step can show, in the notation of the glossary, from which most of them are."""


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
        menus=frozenset(TOP_MENUS),
        measures=frozenset(MEASURES.names),
        formulas=frozenset(FORMULAS),
    )


@cache
def lessons() -> Registry[Lesson]:
    """The course."""
    return course(names())
