"""What a process holds: memory, threads, open files; read from the system, and its growth told from noise."""

from __future__ import annotations

import ctypes
import gc
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass

import numpy as np
import psutil


@dataclass(frozen=True)
class Held:
    """What this process holds at a moment."""

    megabytes: float
    threads: int
    files: int
    widgets: int
    timers: int


def held() -> Held:
    """Now, after a collection of garbage."""
    from PyQt6.QtCore import QTimer
    from PyQt6.QtWidgets import QApplication

    gc.collect()
    widgets = QApplication.allWidgets()
    timers = sum(timer.isActive() for top in QApplication.topLevelWidgets() for timer in top.findChildren(QTimer))
    return Held(memory(), threading.active_count(), _files(), len(widgets), timers)


def memory() -> float:
    """Resident megabytes of this process, without what the C library keeps for later."""
    with suppress(OSError, AttributeError):  # glibc's own
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    return psutil.Process().memory_info().rss / 1e6


def _files() -> int:
    """Open file descriptors; on Windows handles."""
    if sys.platform == "win32":
        return psutil.Process().num_handles()
    return psutil.Process().num_fds()


def gained(before: Held, after: Held) -> dict[str, float]:
    """What there is more of, memory left out."""
    return {
        key: asdict(after)[key] - value
        for key, value in asdict(before).items()
        if key != "megabytes" and asdict(after)[key] > value
    }


def slope(x: Sequence[float], y: Sequence[float]) -> tuple[float, float]:
    """The slope of the line through points, and its standard error where their noise is independent."""
    a, b = np.asarray(x, np.float64), np.asarray(y, np.float64)
    if len(a) < 3 or np.ptp(a) == 0:
        return 0.0, float("inf")
    found, covariance = np.polyfit(a, b, 1, cov="unscaled")
    rest = b - np.polyval(found, a)
    return float(found[0]), float(np.sqrt(covariance[0, 0] * (rest @ rest) / (len(a) - 2)))
