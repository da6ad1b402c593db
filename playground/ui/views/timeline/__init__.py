"""The timeline under the plane: the whole history, to drag through, play back and branch from."""

from playground.ui.views.timeline.view import TimelineView

__all__ = ["TimelineView"]
