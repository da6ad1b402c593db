"""Load: a process on each core that spins, so that figures are also those of a busy machine."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

SPIN = "while True: pass"


@contextmanager
def loaded(on: bool) -> Iterator[None]:
    """While it lasts, and if `on`, each core has a process that spins; they end with the block, whatever happens in it."""
    spinning = [subprocess.Popen([sys.executable, "-c", SPIN]) for _ in range((os.cpu_count() or 1) if on else 0)]
    try:
        yield
    finally:
        for one in spinning:
            one.kill()
        for one in spinning:
            one.wait()
