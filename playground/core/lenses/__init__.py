"""Lenses: pure functions from one frozen state to arrays; everything on the screen is made from them.

Each has a handle, such as SURFACE, and a result of its own type: `picture.seen(SURFACE)` is a Surface, or None.
"""

from playground.core.lenses.all_metrics import METRIC_TABLE, MetricTable
from playground.core.lenses.anatomy import ANATOMY, Anatomy
from playground.core.lenses.classes import CLASSES, Classes
from playground.core.lenses.density import DENSITY, Density
from playground.core.lenses.field import FIELD, Field
from playground.core.lenses.fit import FIT, Fit
from playground.core.lenses.gradients import GRADIENTS, Gradients
from playground.core.lenses.held import HELD, Held
from playground.core.lenses.lens import LENSES, Lens, Refused
from playground.core.lenses.look import PLANE, Display, Look
from playground.core.lenses.manifold import MANIFOLD, Manifold
from playground.core.lenses.moves import MOVES, Moves
from playground.core.lenses.neighbours import NEIGHBOURS, Neighbours
from playground.core.lenses.neurons import NEURONS, UNIT, Neurons, Unit
from playground.core.lenses.numbers import NUMBERS, Numbers
from playground.core.lenses.optimum import OPTIMUM, Optimum
from playground.core.lenses.points import FREE_POINTS, FreePoints
from playground.core.lenses.reading import READING, Reading
from playground.core.lenses.samples import SAMPLES, Samples
from playground.core.lenses.surface import SURFACE, Surface
from playground.core.lenses.trails import TRAILS, Trails
from playground.core.lenses.training import TRAINING, Training
from playground.core.lenses.value import VALUE, Value
from playground.core.lenses.verdicts import VERDICTS, Verdicts

__all__ = [
    "ANATOMY",
    "CLASSES",
    "DENSITY",
    "FIELD",
    "FIT",
    "FREE_POINTS",
    "GRADIENTS",
    "HELD",
    "LENSES",
    "MANIFOLD",
    "METRIC_TABLE",
    "MOVES",
    "NEIGHBOURS",
    "NEURONS",
    "NUMBERS",
    "OPTIMUM",
    "PLANE",
    "READING",
    "SAMPLES",
    "SURFACE",
    "TRAILS",
    "TRAINING",
    "UNIT",
    "VALUE",
    "VERDICTS",
    "Anatomy",
    "Classes",
    "Density",
    "Display",
    "Field",
    "Fit",
    "FreePoints",
    "Gradients",
    "Held",
    "Lens",
    "Look",
    "Manifold",
    "MetricTable",
    "Moves",
    "Neighbours",
    "Neurons",
    "Numbers",
    "Optimum",
    "Reading",
    "Refused",
    "Samples",
    "Surface",
    "Trails",
    "Training",
    "Unit",
    "Value",
    "Verdicts",
]
