"""The views of the window, one row each, as a table that can be read without Qt."""

from dataclasses import dataclass
from typing import Literal

from playground.i18n import Text

Area = Literal["left", "right"]
Pace = Literal["at once", "in turns", "always"]


@dataclass(frozen=True)
class ViewSpec:
    """One dock: its name and title, its initial side and visibility, its factory, and its pace."""

    name: str
    title: Text
    area: Area
    shown: bool
    make: str
    """"module:class" of its widget; it is imported when the window creates it, so that reading this table loads no
    Qt.
    """
    pace: Pace | None
    """How it receives pictures while visible: each at once, or in turns with the other plots and numbers; "always"
    means at once, even while hidden. None if it shows no pictures.
    """
    stacked: bool = False
    """True if it is above the other panels of its side, not one of their tabs."""
    opengl: bool = False
    """True if it is only offered on a display with OpenGL."""


VIEW_SPECS = (
    ViewSpec("experiment", "P_data and knobs", "left", True, "playground.ui.columns:ExperimentColumn", None),
    ViewSpec("fit", "Progress", "right", True, "playground.ui.columns:FitColumn", "in turns"),
    ViewSpec("game", "The game", "right", True, "playground.ui.views.game:Game", "in turns"),
    ViewSpec("latent", "Latent pad", "right", False, "playground.ui.views.latent:LatentPad", "always"),
    ViewSpec("networks", "Inside the networks", "right", False, "playground.ui.views.networks:Networks", "in turns"),
    ViewSpec("numbers", "Numbers of the game", "right", False, "playground.ui.views.numbers:NumbersView", "in turns"),
    ViewSpec(
        "landscape", "Landscape", "right", False, "playground.ui.views.landscape:Landscape", "at once", opengl=True
    ),
    ViewSpec("metrics", "All metrics", "right", False, "playground.ui.views.metrics:Metrics", "in turns"),
    ViewSpec("lesson", "Lesson", "left", False, "playground.ui.lessons.card:LessonCard", None, stacked=True),
    ViewSpec("story", "What is happening", "right", False, "playground.ui.story_column:StoryColumn", "in turns"),
)
"""Every dock, in the order of the View menu; those on one side share it as tabs, with the first in front."""

VIEWS = ("plane", *(view.name for view in VIEW_SPECS if view.pace is not None))
"""The views that can be pictured; the plane is not a dock but fills the middle of the window."""
OPENGL_VIEWS = frozenset(view.name for view in VIEW_SPECS if view.opengl)
