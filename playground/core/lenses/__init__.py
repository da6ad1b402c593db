"""Lenses: pure functions from one frozen state to arrays; everything on the screen is made of them."""

from playground.core.lenses import all_metrics, fit, gradients, optimum, samples, surface, value
from playground.core.lenses.look import LENSES, PLANE, Display, Lens, Look

__all__ = [
    "LENSES",
    "PLANE",
    "Display",
    "Lens",
    "Look",
    "all_metrics",
    "fit",
    "gradients",
    "optimum",
    "samples",
    "surface",
    "value",
]
