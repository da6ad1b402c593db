"""Where the measured window is shown: the current display, else a private Xvfb, else offscreen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

SCREEN = "1920x1200x24"
PATIENCE_SECONDS = 10


@contextmanager
def display() -> Iterator[tuple[dict[str, str], str]]:
    """(environment for the process that opens the window, a description of it); ends only the processes it started."""
    here = dict(os.environ)
    if _has_display(here):
        yield here, f"the display {here.get('WAYLAND_DISPLAY') or here.get('DISPLAY') or sys.platform}"
    elif (program := shutil.which("Xvfb")) is not None:
        with _xvfb(program) as number:
            yield {**here, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}, f"Xvfb {SCREEN}"
    else:
        yield {**here, "QT_QPA_PLATFORM": "offscreen"}, "no display (Qt's offscreen platform; Xvfb is not installed)"


def _has_display(here: Mapping[str, str]) -> bool:
    """True if a window can be visible, and offscreen mode was not requested."""
    if here.get("QT_QPA_PLATFORM", "") in ("offscreen", "minimal"):
        return False
    return sys.platform in ("win32", "darwin") or bool(here.get("DISPLAY") or here.get("WAYLAND_DISPLAY"))


@contextmanager
def _xvfb(program: str) -> Iterator[str]:
    """A display private to this process; the server itself picks a free number."""
    read, write = os.pipe()
    command = [program, "-displayfd", str(write), "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=(write,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read, encoding="ascii") as told:
            yield told.readline().strip()
    finally:
        server.terminate()
        server.wait(PATIENCE_SECONDS)
