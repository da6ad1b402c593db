"""The views of the window, one row each, as a table that needs no Qt to be read."""

from dataclasses import dataclass
from typing import Literal

Area = Literal["left", "right"]
Pace = Literal["at once", "in turns", "always"]


@dataclass(frozen=True)
class ViewSpec:
    """One dock: its name and title, where it is at first and whether it is seen then, what makes it, and its pace."""

    name: str
    title: str
    area: Area
    shown: bool
    make: str
    """"module:class" of its widget; it is imported when the window makes it, so that reading this table loads no Qt."""
    pace: Pace | None
    """How pictures come while it is seen: each at once, or in turns with the other plots and numbers; "always" means
    at once, and also while it is hidden. None where it shows no pictures."""
    opengl: bool = False
    """It is offered only where there is a display with OpenGL."""


VIEW_SPECS = (
    ViewSpec("experiment", "P_data and knobs", "left", True, "playground.ui.columns:ExperimentColumn", None),
    ViewSpec("fit", "How it goes", "right", True, "playground.ui.columns:FitColumn", "in turns"),
    ViewSpec("game", "The game", "right", True, "playground.ui.views.game:Game", "at once"),
    ViewSpec("latent", "Latent pad", "right", False, "playground.ui.views.latent:LatentPad", "always"),
    ViewSpec("networks", "Inside the networks", "right", False, "playground.ui.views.networks:Networks", "at once"),
    ViewSpec("numbers", "Numbers of the game", "right", False, "playground.ui.views.numbers:NumbersView", "in turns"),
    ViewSpec(
        "landscape", "Landscape", "right", False, "playground.ui.views.landscape:Landscape", "at once", opengl=True
    ),
    ViewSpec("metrics", "All metrics", "right", False, "playground.ui.views.metrics:Metrics", "in turns"),
)
"""Every dock, in the order of the View menu; those on one side share it as tabs, the first of them in front."""

VIEWS = ("plane", *(view.name for view in VIEW_SPECS if view.pace is not None))
"""The ways of looking that a picture can be made of; the plane is no dock, it fills the middle of the window."""
OPENGL_VIEWS = frozenset(view.name for view in VIEW_SPECS if view.opengl)
