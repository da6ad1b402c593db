"""Exports from the window: pictures, animations, curves, points and the PyTorch script."""

from playground.ui.exporting.exports import Exports

__all__ = ["Exports"]
