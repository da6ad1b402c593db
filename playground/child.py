"""Keeps child processes from importing files of the current folder, which may be anyone's."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

import psutil

HOME = Path(__file__).resolve().parent.parent
"""The folder of the package, which stays importable."""


def python(*words: str) -> list[str]:
    """The command that runs this Python with these arguments, without the current folder on its path."""
    return [sys.executable, "-P", *words]


def this_program(*words: str) -> list[str]:
    """The command that runs this program with these arguments: the executable itself where PyInstaller has made one."""
    return [sys.executable, *words] if getattr(sys, "frozen", False) else python("-m", "playground", *words)


def keep_imports_safe() -> None:
    """Removes the current folder from the import path of this process and its children.

    A child spawned by multiprocessing inherits this process's path and is started with `-c`, which puts the current
    folder first: a file `multiprocessing.py` there would be executed.
    """
    os.environ["PYTHONSAFEPATH"] = "1"
    here = Path.cwd()
    if here != HOME:
        sys.path[:] = [entry for entry in sys.path if entry and Path(entry).absolute() != here]


def end_all_below(process: int) -> None:
    """Ends what is left below a process that is about to go: a compiler at work, say, whose result nobody wants."""
    with suppress(psutil.Error):
        for one in psutil.Process(process).children(recursive=True):
            with suppress(psutil.Error):
                one.terminate()
