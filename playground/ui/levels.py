"""The levels of the window: named sets of panels, knobs and buttons, from the calm first screen to everything."""

from __future__ import annotations

from dataclasses import dataclass

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


LEVELS = {
    level.name: level
    for level in (
        Level(
            "story",
            panels=("experiment", "story"),
            knobs=("objective", "penalty", "d_updates", "g_updates", LEARNING_RATES),
            tools=("back", "step", "step_d", "step_g", "restart"),
            widths=(0.168, 0.164),
            narrowest=(242, 236),
        ),
        Level("workshop", panels=None, knobs=None, tools=None, widths=(0.2, 0.23), narrowest=(262, 262)),
    )
}
"""By name; the first is that of the first start."""
FIRST = next(iter(LEVELS))
