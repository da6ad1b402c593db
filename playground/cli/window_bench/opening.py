"""The program's start, in a separate process: prints when it first painted and when it first showed training.

Its one argument is an empty folder for the settings.
"""

import os
import sys
import time
from pathlib import Path

from playground import app as program
from playground.engine.letters import Picture
from playground.i18n import use_language
from playground.ui.settings import unwatched

use_language()
sys.setswitchinterval(program.SWITCH_SECONDS)
app = program.make_application(sys.argv[:1])
settings = unwatched(Path(sys.argv[1]) / "settings.json")
opened = program.open_window(app, settings=settings)
controller = opened.window.controller
painted: list[float] = []


def play() -> None:
    """The first paint is done: presses Play at once."""
    painted.append(time.time())
    controller.play()


def end(picture: Picture) -> None:
    """The first picture of training is drawn: finished."""
    if picture.counters.iteration:
        opened.window.plane.graphics.viewport().repaint()
        print(painted[0], time.time(), flush=True)
        os._exit(0)  # as the program does if torch is still loading


opened.window.painted.connect(play)
controller.bridge.arrived.connect(end)
opened.window.show()
sys.exit(app.exec())
