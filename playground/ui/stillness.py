"""Whether a window shows all of its moment: only then does a picture of it depend on no clock."""

from __future__ import annotations

from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QWidget

from playground.ui.bridge import BridgeLike


def still(window: QWidget, bridge: BridgeLike) -> bool:
    """True if every command is obeyed, the last picture is shown, and no part of the window has put anything off.

    Whatever is put off (the plane's new rectangle, thumbnails, a round of plots) waits in a single-shot timer of the window.
    """
    return bridge.resting and not any(
        timer.isSingleShot() and timer.isActive() for timer in window.findChildren(QTimer)
    )
