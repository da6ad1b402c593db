"""Taking things out of the window: pictures, films, curves, points and the PyTorch script."""

from playground.ui.exporting.exports import Exports

__all__ = ["Exports"]
