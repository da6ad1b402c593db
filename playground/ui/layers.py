"""The layers of the plane and the views of the window, as tables that need no Qt to be read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Layer:
    """One thing drawn on the plane: its words, and the lens it needs."""

    name: str
    label: str
    help: str
    lens: str
    swatch: str
    """How its legend is drawn: "dot", "diamond", "surface", "line" or "arrow"."""
    on: bool = True


LAYERS = (
    Layer("real", "real", "Points of P_data: the real thing that G has to imitate.", "samples", "dot"),
    Layer("fake", "fake", "Points of P_model: what G makes of random numbers z.", "samples", "diamond"),
    Layer(
        "surface",
        "what D says",
        "D's verdict everywhere: blue where it says real, orange where it says fake.",
        "surface",
        "surface",
    ),
    Layer("boundary", "D undecided", "The line along which D can't decide between real and fake.", "surface", "line"),
    Layer(
        "gradients",
        "where G is pushed",
        "From each fake, the direction that lowers G's loss: uphill in D's opinion. "
        "Arrows share one scale, chosen to be readable; the longest are cut.",
        "gradients",
        "arrow",
    ),
)

VIEWS = ("plane", "metrics")
"""The ways of looking that a picture can be made of."""
