"""The layers of the plane, as a table that needs no Qt to be read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Layer:
    """One thing drawn on the plane, in words; `MARKS` says through which lens it is seen."""

    name: str
    label: str
    help: str
    swatch: str
    """How its legend is drawn: "dot", "diamond", "surface", "line" or "arrow"."""
    on: bool = True
    group: str = ""
    """Of the layers of one group at most one is on: two images would hide each other."""


LAYERS = (
    Layer("real", "real", "Points of P_data: the real thing that G has to imitate.", "dot"),
    Layer("fake", "fake", "Points of P_model: what G makes of random numbers z.", "diamond"),
    Layer(
        "surface",
        "what D says",
        "D's verdict everywhere: blue where it says real, orange where it says fake.",
        "surface",
        group="image",
    ),
    Layer("boundary", "D undecided", "The line along which D can't decide between real and fake.", "line"),
    Layer(
        "gradients",
        "where G is pushed",
        "From each fake, the direction that lowers G's loss: uphill in D's opinion. "
        "Arrows share one scale, chosen to be readable; the longest are cut.",
        "arrow",
    ),
    Layer(
        "optimal",
        "perfect D",
        "D* = p_data / (p_data + p_model), the best answer against this G, from the exact p_data and an estimated p_model. "
        "Blank where neither real nor fake points are ever seen. Press O to train D towards it.",
        "surface",
        on=False,
        group="image",
    ),
    Layer(
        "optimal_boundary",
        "perfect D undecided",
        "The line along which even a perfect D can't decide: there are as many real points as fakes.",
        "dashes",
        on=False,
    ),
    Layer(
        "difference",
        "D - perfect D",
        "How far D is from perfect: blue where it is too trusting, orange where it is too suspicious.",
        "surface",
        on=False,
        group="image",
    ),
    Layer(
        "density_data",
        "density of P_data",
        "How densely the real points lie, exactly; darker is denser.",
        "blue",
        on=False,
    ),
    Layer(
        "density_model",
        "density of P_model",
        "How densely the fakes lie, estimated from 20,000 of them, on the same scale as P_data's; darker is denser.",
        "orange",
        on=False,
    ),
    Layer(
        "field",
        "D's gradient field",
        "At every point the direction in which D's output rises: where D would push a fake that lay there.",
        "neutral arrow",
        on=False,
    ),
    Layer(
        "manifold",
        "G's sheet",
        "A regular lattice of latents z as G warps it: P_model is this sheet, folded and stretched. "
        "With one latent it is a curve; with more than two it is a slice, the others held at 0.",
        "purple line",
        on=False,
    ),
    Layer(
        "squeeze",
        "where it is squeezed",
        "A dot in every cell of G's sheet, larger where G squeezes many latents into little room.",
        "purple dot",
        on=False,
    ),
    Layer(
        "trails",
        "trails",
        "Where 30 fixed latents have travelled over the last 120 iterations; of the raw G.",
        "orange line",
        on=False,
    ),
    Layer(
        "moves",
        "last move",
        "Where G's last update took each fake, at true length; of the raw G. Best seen with G step.",
        "neutral arrow",
        on=False,
    ),
)

BASIC = ("real", "fake", "surface", "boundary", "gradients")
"""The layers whose switches are always in sight; the others are behind one click."""
