"""`endure soak`: training at full speed with every panel and layer visible and a small history, for as long as one likes."""

from __future__ import annotations

import time
from statistics import median
from typing import Any

from playground.cli.endurance.process import gained, held, memory, slope
from playground.cli.offscreen import offscreen

HISTORY_MEGABYTES = 16
SAMPLES = 120
SETTLING_SHARE = 0.4
"""Of the time: until then the history fills up, and caches with it."""
MOST_SLOWER = 0.10
MOST_MEGABYTES_AN_HOUR = 10.0
"""Less is what the allocator does; the smallest leak that matters, a picture's arrays, is a thousand times as much."""


def soak(minutes: float) -> dict[str, Any]:
    """Memory, pictures a second and what else the process holds, at the start (once the history is full) and at the end."""
    seconds = 60 * minutes
    with offscreen(size=(1440, 900)) as shown:
        window, bridge = shown.window, shown.window.controller.bridge
        for dock in window.docks.values():
            dock.show()
        for switch in window.stage.legend.switches.values():
            switch.setChecked(True)
        window.controller.remember(HISTORY_MEGABYTES)
        window.controller.play()
        shown.wait(lambda: window.settled_at(10**15), min(5.0, seconds / 10))
        started, before = time.monotonic(), None
        at, megabytes, rates = [], [], []
        while (elapsed := time.monotonic() - started) < seconds:
            shown.wait(lambda: False, max(0.05, seconds / SAMPLES))
            if elapsed < SETTLING_SHARE * seconds:
                continue
            before = before or held()
            at.append(elapsed / 3600)
            megabytes.append(memory())
            rates.append(bridge.pictures_per_second())
        after, iterations = held(), window.stage.shown.counters.iteration if window.stage.shown else 0
    assert before is not None
    grown, error = slope(at, megabytes)
    third = max(1, len(rates) // 3)
    early, late = median(rates[:third]), median(rates[-third:])
    more = gained(before, after)
    swells, slows = grown - 2 * error > MOST_MEGABYTES_AN_HOUR, late < (1 - MOST_SLOWER) * early
    return {
        "minutes": minutes,
        "iterations": iterations,
        "gained": len(more) + int(swells) + int(slows),
        "more": more,
        "megabytes_early": round(megabytes[0], 1),
        "megabytes_late": round(megabytes[-1], 1),
        "megabytes_an_hour": round(grown, 2),
        "standard_error": round(error, 2),
        "pictures_per_second_early": round(early, 1),
        "pictures_per_second_late": round(late, 1),
    }
