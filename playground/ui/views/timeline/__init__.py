"""The timeline under the plane: all that has been, to be dragged through, played as a film, and branched from."""

from playground.ui.views.timeline.view import TimelineView

__all__ = ["TimelineView"]
