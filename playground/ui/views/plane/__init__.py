"""The plane: everything that is drawn on it, and how it is panned, zoomed and pointed at."""

from playground.ui.views.plane.view import Plane

__all__ = ["Plane"]
