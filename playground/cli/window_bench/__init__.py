"""Measures the window while it trains: pictures, iterations kept, stalls and the start, each with its control.

Every group of figures is measured in a separate process, so that the printing process loads neither Qt nor torch.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence

from playground.child import python
from playground.cli.window_bench.display import display
from playground.core.errors import InputError
from playground.engine.bench.measured import Measured
from playground.i18n import tr

GROUPS: dict[str, tuple[str, ...]] = {
    "ganlab": ("ganlab_window_over_textbook", "ganlab_window_its", "ganlab_window_pictures"),
    "kept": (
        "window_kept",
        "window_kept_process",
        "window_kept_thread",
        "window_kept_process_compiled",
        "window_kept_thread_compiled",
    ),
    "kept_60": (
        "window_kept_60",
        "window_kept_60_process",
        "window_kept_60_thread",
        "window_kept_60_process_compiled",
        "window_kept_60_thread_compiled",
    ),
    "painting": ("gui_ms_over_bare",),
    "frames": ("frame_p99_ms", "frame_p99_over_idle"),
    "stalls": ("stall_ms", "stall_over_idle"),
    "start": ("first_paint_s", "first_paint_over_import", "first_picture_over_import"),
    "dots": ("dots_100k_pictures",),
}
"""The figures measured together, by the name of the group in `measures.py`."""
KEYS = tuple(key for keys in GROUPS.values() for key in keys)
PATIENCE_SECONDS = 300


def measure(keys: Sequence[str]) -> Iterator[tuple[str, Measured]]:
    """The figures in the order of the groups; InputError if a group's process fails."""
    with display() as (environment, words):
        print(tr("the window is shown on {display}", display=words), file=sys.stderr)
        for group, together in GROUPS.items():
            wanted = [key for key in together if key in keys]
            if wanted:
                found = _in_a_process(group, environment)
                yield from ((key, found[key]) for key in wanted if key in found)  # none is compiled without a compiler


def _in_a_process(group: str, environment: dict[str, str]) -> dict[str, Measured]:
    command = python("-m", "playground.cli.window_bench", group)
    done = subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, text=True, timeout=PATIENCE_SECONDS, check=False
    )
    if done.returncode:
        raise InputError(tr("{group} could not be measured: exit status {n}", group=group, n=done.returncode))
    return {key: Measured(*parts) for key, parts in json.loads(done.stdout.splitlines()[-1]).items()}
