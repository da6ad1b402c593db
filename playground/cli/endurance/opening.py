"""`endure open`: windows opened and closed in one process, one after the other; nothing may stay of any."""

from __future__ import annotations

import gc
import time
from typing import Any

from playground.cli.endurance.process import gained, held, memory, slope
from playground.cli.offscreen import offscreen
from playground.core.experiment import EXPERIMENT

FIRST = 10
"""Windows that may leave something behind for good: fonts, caches, compiled code."""
SAMPLES = 40
MOST_KILOBYTES = 400.0
"""A window may leave this much on average, which is what the allocator loses to fragments; a leaked window is 3.9 MB."""


def opening(times: int) -> dict[str, Any]:
    """What this process holds after the first windows and after all, and by how much a window makes it grow."""
    before, every = None, max(1, times // SAMPLES)
    counts: list[float] = []
    megabytes: list[float] = []
    longest = 0.0
    for k in range(1, times + 1):
        started = time.perf_counter()
        _open_and_close()
        gc.collect()
        longest = max(longest, time.perf_counter() - started)
        if k == min(FIRST, times):
            before = held()
        if k >= FIRST and k % every == 0:
            counts.append(float(k))
            megabytes.append(memory())
    after = held()
    assert before is not None
    grown, error = slope(counts, megabytes)
    more = gained(before, after)
    swells = 1000 * (grown - 2 * error) > MOST_KILOBYTES
    return {
        "times": times,
        "gained": len(more) + int(swells),
        "more": more,
        "kilobytes_a_window": round(1000 * grown, 1),
        "standard_error": round(1000 * error, 1) if error < 1e6 else None,
        "megabytes": round(after.megabytes, 1),
        "slowest_s": round(longest, 2),
    }


def _open_and_close() -> None:
    small = EXPERIMENT.changed({"g_width": 16, "d_width": 16, "batch": 64})
    with offscreen(small) as shown:
        window = shown.window
        window.actions_by_id["step"].trigger()
        shown.wait(lambda: window.settled_at(1))
