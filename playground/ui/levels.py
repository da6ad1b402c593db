"""The levels of the window: named sets of panels, knobs and buttons, from the calm first screen to everything."""

from __future__ import annotations

from dataclasses import dataclass

from playground.core.classroom import Shown
from playground.ui.view_specs import VIEW_SPECS

TOP_MENUS = ("File", "Presets", "Edit", "Run", "View", "Help")
"""The menus on the bar, by their English names."""
LEARNING_RATES = "learning_rates"
"""One slider for both players' rates, with the two behind it."""


@dataclass(frozen=True)
class Level:
    """What is there to see and to turn; None: everything.

    `panels`: names of docks, one on each side; the others are hidden. `knobs`: fields of Experiment, or LEARNING_RATES;
    `tools`: ids of actions in the toolbar.
    """

    name: str
    panels: tuple[str, ...] | None
    knobs: tuple[str, ...] | None
    tools: tuple[str, ...] | None
    widths: tuple[float, float]
    """Of the left and of the right panels, as shares of the window's width."""
    narrowest: tuple[int, int]
    """In pixels: below this their contents would be cut off."""
    menus: tuple[str, ...] | None = None
    """The menus on the bar, by their English names."""
    shown: Shown | None = None
    """What a teacher has left on the screen, which is said if it hides anything."""


LESSON = "a lesson"
"""The name of the levels that lessons show."""
LESSON_PANEL = "lesson"


TOOLS = ("back", "step", "step_d", "step_g", "restart")
"""The buttons of every level but the workshop."""


def lesson_level(dock: str, knobs: tuple[str, ...], shown: Shown | None = None, card: bool = True) -> Level:
    """What is to be seen in a step of a lesson: its `card` unless that floats, the knobs that it is about, and one panel
    on the right. Of these, `shown` may leave out more for a class.
    """
    shown = shown or Shown()
    left = (*((LESSON_PANEL,) if card else ()), *(("experiment",) if knobs else ()))
    right = (dock,) if dock else ()
    kept = tuple(
        name for name in (*left, *right) if shown.panels is None or name in shown.panels or name == LESSON_PANEL
    )
    return Level(
        LESSON,
        kept,
        knobs,
        TOOLS,
        widths=(0.24, 0.2),
        narrowest=(250, 250),
        menus=shown.menus,
        shown=shown,
    )


def class_level(shown: Shown) -> Level:
    """What a class is to see. Without knobs there is no panel for them; all panels are those of the workshop."""
    panels = shown.panels
    if shown.knobs == ():
        panels = tuple(row.name for row in VIEW_SPECS if row.shown) if panels is None else panels
        panels = tuple(name for name in panels if name != "experiment")
    tools = None if shown.knobs is None else TOOLS
    return Level(
        "class", panels, shown.knobs, tools, widths=(0.19, 0.2), narrowest=(262, 262), menus=shown.menus, shown=shown
    )


LEVELS = {
    level.name: level
    for level in (
        Level(
            "story",
            panels=("experiment", "story"),
            knobs=("objective", "penalty", "d_updates", "g_updates", LEARNING_RATES),
            tools=TOOLS,
            widths=(0.168, 0.164),
            narrowest=(242, 236),
        ),
        Level("workshop", panels=None, knobs=None, tools=None, widths=(0.2, 0.23), narrowest=(262, 262)),
    )
}
"""By name; the first is that of the first start."""
FIRST = next(iter(LEVELS))
