"""Floats, docks, resets and copies in a real window under Wayland, and prints what became of it as JSON; run as a program.

The compositor (weston) is a window of a virtual X screen, X_DISPLAY, so that there are a keyboard and a pointer: without the
focus a Wayland client may not read the clipboard.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QDockWidget

from playground.app import make_application, open_window
from playground.core.experiment import Experiment
from playground.ui.settings import unwatched
from playground.ui.window import Window

TABLE = "1,2\n3,4\n5,6\n7,9\n"


def until(true: Callable[[], object], seconds: float = 30) -> bool:
    """Handles events until it is true; whether it became true."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        QGuiApplication.processEvents()
        time.sleep(0.005)
    return True


def pause(seconds: float) -> None:
    until(lambda: False, seconds)


def on_x(*words: str) -> str:
    environment = {**os.environ, "DISPLAY": os.environ["X_DISPLAY"]}
    return subprocess.run(["xdotool", *words], env=environment, capture_output=True, text=True, check=False).stdout


def focus(window: Window) -> bool:
    """Clicks into the window unless it has the focus; whether it has it then."""
    for attempt in range(8):
        if until(window.isActiveWindow, 3):
            return True
        on_x("mousemove", str(700 - attempt), "520", "click", "1")
    return False


def floated(window: Window, dock: QDockWidget) -> list[bool]:
    """Whether it floats, as a visible window, and then is back where it was."""
    area = window.dockWidgetArea(dock)
    dock.setFloating(True)
    pause(0.5)
    alone = dock.isFloating() and dock.isVisible() and dock.isWindow()
    dock.setFloating(False)
    pause(0.5)
    return [alone, not dock.isFloating() and dock.isVisible() and window.dockWidgetArea(dock) == area]


def main(folder: Path) -> None:
    app = make_application(["wayland"])
    small = Experiment(g_layers=1, d_layers=1, g_width=8, d_width=8)
    opened = open_window(app, small, unwatched(folder / "s.json"), "light")
    window = opened.window
    window.resize(1100, 760)
    pictures: list[Any] = []
    window.controller.bridge.arrived.connect(pictures.append)
    on_x("windowfocus", on_x("search", "--class", "weston").split()[0])  # what is shown from now on gets the focus
    pause(1)
    window.show()
    until(lambda: pictures)
    seen: dict[str, Any] = {"platform": app.platformName()}
    seen["active"] = focus(window)
    window.actions_by_id["copy_link"].trigger()
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    copied = clipboard.text()
    reader = subprocess.Popen(["wl-paste", "-n"], stdout=subprocess.PIPE, text=True)
    until(lambda: reader.poll() is not None, 15)
    reader.kill()
    seen["others read"] = bool(copied) and reader.communicate()[0] == copied
    quiet = subprocess.DEVNULL  # it stays to offer the text, and would hold our output open
    subprocess.run(["wl-copy", TABLE], stdin=quiet, stdout=quiet, stderr=quiet, check=True, timeout=15)
    seen["read from others"] = focus(window) and until(lambda: clipboard.text().split() == TABLE.split(), 15)
    window.actions_by_id["paste"].trigger()
    seen["pasted"] = until(lambda: window.controller.experiment.target == "own", 15)
    window.levels.choose("workshop")
    pause(1)
    docks = {name: dock for name, dock in window.docks.items() if dock.isVisible()}
    seen["floated"] = {name: floated(window, dock) for name, dock in docks.items()}
    for dock in docks.values():
        dock.setFloating(True)
    pause(0.5)
    window.actions_by_id["layout"].trigger()
    pause(0.5)
    seen["floating after reset"] = [name for name, dock in window.docks.items() if dock.isFloating()]
    window.controller.step("iteration", 3)
    seen["trained"] = until(lambda: pictures[-1].counters.iteration == 3)
    sys.stdout.write(json.dumps(seen))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
