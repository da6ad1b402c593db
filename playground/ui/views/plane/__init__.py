"""The plane: everything drawn on it, and panning, zooming and pointing."""

from playground.ui.views.plane.view import Plane

__all__ = ["Plane"]
