"""Moves the window over four screens of different scales, and prints what it drew on each as JSON; run as a program."""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PyQt6.QtCore import QPoint, QSize
from PyQt6.QtGui import QGuiApplication, QImage

from playground.app import make_application, open_window
from playground.core.experiment import Experiment
from playground.ui.exporting.still import pixels
from playground.ui.settings import unwatched


def until(true: Callable[[], object]) -> None:
    """Handles events until it is true."""
    end = time.monotonic() + 40
    while not true():
        if time.monotonic() > end:
            raise TimeoutError
        QGuiApplication.processEvents()
        time.sleep(0.005)


def numbers(image: QImage) -> np.ndarray:
    """The colours of an image, (height, width, 3)."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    data: Any = image.constBits()
    data.setsize(image.sizeInBytes())
    return np.frombuffer(data, np.uint8).reshape(image.height(), -1, 4)[:, : image.width(), :3].astype(float)


def main(folder: Path) -> None:
    app = make_application(["scales"])
    small = Experiment(g_layers=1, d_layers=1, g_width=8, d_width=8)
    opened = open_window(app, small, unwatched(folder / "s.json"), "light")
    window = opened.window
    window.resize(900, 700)
    pictures: list[Any] = []
    window.controller.bridge.arrived.connect(pictures.append)
    window.show()
    until(lambda: pictures)
    window.controller.step("iteration", 3)
    until(lambda: pictures[-1].counters.iteration == 3)
    seen = []
    for screen in QGuiApplication.screens():
        window.hide()
        window.setScreen(screen)
        window.move(screen.geometry().topLeft() + QPoint(20, 20))
        window.show()
        until(lambda asked=screen: window.screen() is asked or window.screen().name() == asked.name())
        done = time.monotonic() + 1
        until(lambda end=done: time.monotonic() > end)
        graphics = window.plane.graphics
        ratio = graphics.devicePixelRatioF()
        shown, fresh = numbers(graphics.grab().toImage()), numbers(pixels(graphics, ratio, legend=False))
        h, w = (min(a, b) for a, b in zip(shown.shape[:2], fresh.shape[:2], strict=True))
        icon = window.actions_by_id["play"].icon().pixmap(QSize(20, 20), ratio)
        seen.append(
            {
                "ratio": ratio,
                "width": [shown.shape[1], graphics.width()],
                "off": float(np.abs(shown[:h, :w] - fresh[:h, :w]).mean()),
                "drawn": float((fresh.std(axis=2) > 20).mean()),
                "sprites": [[one._sprite[0], one._sprite[1].width()] for one in graphics.items() if getattr(one, "_sprite", None)],
                "icon": icon.width(),
            }
        )  # fmt: skip
    sys.stdout.write(json.dumps(seen))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
