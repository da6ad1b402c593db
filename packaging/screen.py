"""A virtual screen with real windows, and what a person does there: look for a window, press a key, close it."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SECONDS = 120
"""How long whatever is waited for may take on a busy machine."""


class FailedError(Exception):
    """What was tried did not work; the message says what."""


def until(true: Callable[[], bool], what: str, seconds: float = SECONDS) -> None:
    """Waits until it is true; FailedError if that takes too long."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise FailedError(f"after {seconds:g} s there is still not: {what}")
        time.sleep(0.1)


class Screen:
    """One X server of ours; `environment` is that of programs which show their windows there."""

    def __init__(self, display: str, home: Path) -> None:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("QT_", "PYTHON", "WAYLAND_"))}
        folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
        self.home = home
        self.environment = {**kept, **folders, "DISPLAY": display, "OMP_NUM_THREADS": "1", "LANG": "C.UTF-8"}

    def do(self, *words: str) -> str:
        """What xdotool prints; nothing if it finds none."""
        done = subprocess.run(
            ["xdotool", *words],  # noqa: S607
            env=self.environment, capture_output=True, text=True, check=False, timeout=SECONDS,
        )  # fmt: skip
        return done.stdout.strip()

    def windows(self, title: str) -> list[str]:
        """The visible windows with this in their title."""
        return self.do("search", "--onlyvisible", "--name", title).split()

    def wait_for(self, title: str) -> str:
        """The one window with this in its title, once it is there."""
        until(lambda: bool(self.windows(title)), f"a window named {title!r}")
        return self.windows(title)[0]

    def press(self, window: str, keys: str) -> None:
        """Presses these keys in a window, such as ctrl+q."""
        self.do("windowfocus", "--sync", window)
        self.do("key", keys)

    def grab(self, path: Path) -> None:
        """Keeps a picture of the screen; needs ImageMagick's import, without which nothing is kept."""
        with suppress(OSError, subprocess.SubprocessError):
            subprocess.run(["import", "-window", "root", str(path)], env=self.environment, check=False, timeout=SECONDS)  # noqa: S607


@contextmanager
def screen(home: Path, size: str = "1440x900x24") -> Iterator[Screen]:
    """A screen whose programs keep their files below `home`."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp"],  # noqa: S607
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        if not number:
            raise FailedError("Xvfb did not start")
        yield Screen(f":{number}", home)
    finally:
        server.terminate()
        server.wait(SECONDS)
