"""Child processes import nothing from the folder that a person happens to be in, where anybody's files may lie."""

from __future__ import annotations

import os
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
"""Where the package lies: this folder stays importable, wherever it is."""


def python(*words: str) -> list[str]:
    """The command that runs this Python with these words, without the current folder on its path."""
    return [sys.executable, "-P", *words]


def keep_imports_safe() -> None:
    """From now on neither this process nor any child imports from the current folder.

    A child that multiprocessing spawns takes over this process's path, and begins with `-c`, which would put the current
    folder first: a file `multiprocessing.py` there would be run.
    """
    os.environ["PYTHONSAFEPATH"] = "1"
    here = Path.cwd()
    if here != HOME:
        sys.path[:] = [entry for entry in sys.path if entry and Path(entry).absolute() != here]
