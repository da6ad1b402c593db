"""Lenses: pure functions from one frozen state to arrays; everything on the screen is made of them."""

from playground.core.lenses import fit, gradients, samples, surface
from playground.core.lenses.look import LENSES, PLANE, Display, Lens, Look

__all__ = ["LENSES", "PLANE", "Display", "Lens", "Look", "fit", "gradients", "samples", "surface"]
