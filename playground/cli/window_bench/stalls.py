"""Stalls: how long the plane goes without a paint when the user turns a knob, changes the target or the view."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from statistics import median

from playground.cli.window_bench.stand import Stand, stand
from playground.core.experiment import EXPERIMENT
from playground.engine.bench.measured import Measured

ROUNDS = 3
SECONDS = 0.7
"""Long enough for the effects of a change to finish."""

CHANGES: dict[str, Callable[[Stand, int], object]] = {
    "nothing": lambda _s, _k: None,
    "learning rate": lambda s, k: s.controller.change("learning_rate_d", 1e-3 / (k + 2)),
    "batch": lambda s, k: s.controller.change("batch", 200 + k),
    "objective": lambda s, k: s.controller.change("objective", ("least_squares", "non_saturating")[k % 2]),
    "width of D (a new run)": lambda s, k: s.controller.change("d_width", 32 + k),
    "target": lambda s, k: s.controller.change("target", ("two_moons", "swiss_roll", "ring8")[k % 3]),
    "dots": lambda s, k: s.controller.show(dots=1100 + k),
    "zoom": lambda s, _k: s.window.plane.graphics.getViewBox().scaleBy((0.9, 0.9)),
    "densities": lambda s, _k: _toggle(s, "density_data"),
    "optimal D": lambda s, _k: _toggle(s, "optimal"),
    "manifold": lambda s, _k: _toggle(s, "manifold"),
    "panel: the game": lambda s, _k: s.window.show_view("game"),
    "panel: inside the networks": lambda s, _k: s.window.show_view("networks"),
    "panel: numbers": lambda s, _k: s.window.show_view("numbers"),
    "panel: all metrics": lambda s, _k: s.window.show_view("metrics"),
    "panel: latent pad": lambda s, _k: s.window.show_view("latent"),
    "panel: how it goes": lambda s, _k: s.window.show_view("fit"),
    "theme": lambda s, k: s.window.actions_by_id[("dark", "light")[k % 2]].trigger(),
}
"""The changes by name; k counts the rounds, so that each round sets a different value."""


def _toggle(s: Stand, layer: str) -> None:
    switch = s.window.stage.panel.switches[layer]
    switch.setChecked(not switch.isChecked())


def longest() -> dict[str, Measured]:
    """The longest gap between paints after each change during training, the worst of the changes' medians; and that over
    the longest gap when nothing is changed.
    """
    gaps: dict[str, list[float]] = {name: [] for name in CHANGES}
    with stand(EXPERIMENT) as s:
        s.play(1.0)
        for k in range(ROUNDS):
            for name, do in CHANGES.items():
                gaps[name].append(1000 * _gap(s, do, k))
    idle = median(gaps["nothing"])
    worst = sorted(((median(found), name) for name, found in gaps.items()), reverse=True)
    note = ", ".join(f"{name} {ms:.0f}" for ms, name in worst[:4]) + f"; nothing changed {idle:.0f} ms"
    ms, ours = worst[0][0], gaps[worst[0][1]]
    return {
        "stall_ms": Measured(ms, min(ours), max(ours), note),
        "stall_over_idle": Measured(ms / idle, min(ours) / idle, max(ours) / idle, f"{ms:.0f} over {idle:.0f} ms"),
    }


def _gap(s: Stand, do: Callable[[Stand, int], object], k: int) -> float:
    """The longest gap in seconds; a stall that is still in progress at the end counts too."""
    s.paints.times.clear()
    s.live(0.1)
    began = time.perf_counter()
    do(s, k)
    s.live(SECONDS)
    times = [began, *(t for t in s.paints.times if t >= began)]
    times.append(time.perf_counter())
    return max(b - a for a, b in pairwise(times))
