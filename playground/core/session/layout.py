"""How a window is laid out, as plain facts that are judged in full before any of them reaches a window.

Qt has a form of its own for this, bytes that it believes: four wrong ones crash or freeze it. It is not used.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from playground.core.classroom import Shown

MOST_TEXT = 20_000
MOST_DOCKS = 64
MOST_NAME = 60
MOST_PIXELS = 32_000
"""Of any size, and of any distance from the corner of the first screen."""

Area = Literal["left", "right", "top", "bottom"]
Place = Annotated[int, msgspec.Meta(ge=-MOST_PIXELS, le=MOST_PIXELS)]
Length = Annotated[int, msgspec.Meta(ge=0, le=MOST_PIXELS)]


class Box(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rectangle on the screens, in pixels."""

    x: Place
    y: Place
    width: Length
    height: Length


class Dock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where one panel lies; panels of the same area and `stack` share a place as tabs, in the order of the list."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=MOST_NAME)]
    area: Area
    stack: Annotated[int, msgspec.Meta(ge=0, le=MOST_DOCKS)]
    shown: bool
    front: bool
    """It is the tab that is seen."""
    width: Length
    height: Length
    floating: Box | None = None
    """Where it floats, if it does; `area` and `stack` are then its last place in the window."""


class Frame(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the window itself lies while it is not maximised, and whether it is."""

    box: Box
    maximized: bool


class Layout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All panels, and the window where it belongs to the layout: a session that is opened moves no window.

    `shown`: what a class is to see of it; left out of the text if that is all, so that older programs can read it.
    """

    docks: Annotated[tuple[Dock, ...], msgspec.Meta(max_length=MOST_DOCKS)]
    window: Frame | None = None
    version: Literal[1] = 1
    shown: Shown | msgspec.UnsetType = msgspec.UNSET


def text_of(layout: Layout) -> str:
    """The layout as JSON."""
    return msgspec.json.encode(layout).decode()


def read(text: str) -> Layout | None:
    """The layout in a text; None where anything about it is odd, and where it is of an older program."""
    if len(text) > MOST_TEXT:
        return None
    try:
        layout = msgspec.json.decode(text, type=Layout)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    names = [dock.name for dock in layout.docks]
    return layout if len(set(names)) == len(names) else None
