"""Side by side: two to four runs in one window, started, paused and stepped together."""

from playground.ui.side.view import SideView

__all__ = ["SideView"]
