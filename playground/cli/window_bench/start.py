"""The start: from the process's beginning to the window's first paint and to the first picture of training."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from statistics import median

from playground.child import python
from playground.engine.bench.measured import Measured, figure, over

ROUNDS = 5
PATIENCE_SECONDS = 60
IMPORT = [sys.executable, "-c", "import torch"]
WINDOW = python("-m", "playground.cli.window_bench.opening")


def starts() -> dict[str, Measured]:
    """The program and a bare `import torch` alternate, each in a new process; the files are already cached, and compiled as
    those of an installed program are.
    """
    paints, pictures, imports = [], [], []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as compiled:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = compiled
        for k in range(ROUNDS + 1):
            began = time.time()
            subprocess.run(IMPORT, env=environment, check=True, timeout=PATIENCE_SECONDS)
            imported = time.time() - began
            paint, picture = _opened(environment)
            if k:  # the first round compiles the files and brings them into memory
                imports.append(imported)
                paints.append(paint)
                pictures.append(picture)
    return {
        "first_paint_s": figure(paints, f"seconds; the bare `import torch`: {median(imports):.2f} s"),
        "first_paint_over_import": over(paints, imports, "s", 2),
        "first_picture_over_import": over(pictures, imports, "s", 2),
    }


def _opened(environment: dict[str, str]) -> tuple[float, float]:
    """Seconds to the first paint and to the first picture of training, if Play is pressed at the first paint."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        began = time.time()
        done = subprocess.run(
            [*WINDOW, folder],
            env=environment,
            check=True,
            timeout=PATIENCE_SECONDS,
            stdout=subprocess.PIPE,
            text=True,
        )
    paint, picture = (float(word) for word in done.stdout.split()[-2:])
    return paint - began, picture - began
