"""The layers of the plane, as a table that can be read without Qt."""

from dataclasses import dataclass

from playground.i18n import Text


@dataclass(frozen=True)
class Layer:
    """A layer of the plane: its texts; `MARKS` says through which lens it is seen."""

    name: str
    label: Text
    help: Text
    swatch: str
    """How its legend is drawn: a name of `SWATCHES`."""
    on: bool = True
    group: str = ""
    """At most one layer of a group is on: two images would hide each other."""


LAYERS = (
    Layer("real", "real", "Points of P_data: the real points that G learns to imitate.", "dot"),
    Layer("fake", "fake", "Points of P_model: what G generates from random numbers z.", "diamond"),
    Layer(
        "surface",
        "D's output",
        "D's output everywhere: blue where it says real, orange where it says fake.",
        "surface",
        group="image",
    ),
    Layer("boundary", "D undecided", "The line along which D can't decide between real and fake.", "line"),
    Layer(
        "gradients",
        "G's gradient",
        "From some of the fakes, the direction that lowers G's loss against D as it stands. Mostly that is uphill on D's "
        "surface; least squares pull towards an output of 1, or 0 (Pearson). One scale for all arrows and all pictures, "
        "stated on the plane; the longest are shortened.",
        "neutral arrow",
    ),
    Layer(
        "optimal",
        "perfect D",
        "D* = p_data / (p_data + p_model), the best possible output against the raw G. p_model is estimated, and both "
        "densities are smoothed alike; the plane says how much. Blank where there are too few real and fake points. Press O "
        "to train D towards it.",
        "surface",
        on=False,
        group="image",
    ),
    Layer(
        "optimal_boundary",
        "perfect D undecided",
        "The line along which the output of a perfect D is 1/2. Without label smoothing, real points and fakes are equally "
        "dense there.",
        "dashes",
        on=False,
    ),
    Layer(
        "difference",
        "D - perfect D",
        "How far D is from perfect: blue where its output is too high, orange where it is too low.",
        "surface",
        on=False,
        group="image",
    ),
    Layer(
        "density_data",
        "density of P_data",
        "The density of the real points, smoothed as much as that of P_model; the stronger the colour, the denser.",
        "blue",
        on=False,
    ),
    Layer(
        "density_model",
        "density of P_model",
        "The density of the fakes, estimated from 20,000 of them, on the same scale and as smooth as P_data's.",
        "orange",
        on=False,
    ),
    Layer(
        "field",
        "D's gradient field",
        "At every point, the direction in which D's output rises: where D would push a fake at that point.",
        "neutral arrow",
        on=False,
    ),
    Layer(
        "manifold",
        "G's sheet",
        "A regular lattice of latents z as warped by G: P_model is this sheet, folded and stretched. With one latent "
        "it is a curve; with more than two it is a slice, with the others at 0.",
        "purple line",
        on=False,
    ),
    Layer(
        "squeeze",
        "G's sheet: density",
        "A dot in every cell of G's sheet, larger where G squeezes many latents into a smaller area than in the median cell.",
        "purple dot",
        on=False,
    ),
    Layer(
        "training",
        "training points",
        "The points of a finite training set (knob Training set): all that D and G ever see of P_data. Fakes that crowd on "
        "them have been copied.",
        "ringed dot",
        on=False,
    ),
    Layer(
        "classes",
        "classes",
        "Real points and fakes in the colours of their classes, where both players are told the class; else, where G is several "
        "networks, fakes in the colour of the network that made each. Point at one to read which.",
        "classes",
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

DENSITIES = ("density_data", "density_model")
OF_OPTIMUM = ("optimal", "optimal_boundary", "difference")
OF_CLASS = ("surface", "boundary", "field", "manifold", "squeeze", *OF_OPTIMUM)
"""Those that are of one class, the display's, where the players are told the class."""
BASIC = ("real", "fake", "surface", "boundary", "gradients")
"""The layers whose switches are always visible; the others are in the menu."""
