"""An animation goes from moment to moment, in the past or onwards, and gives the press one true picture of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from PyQt6.QtCore import QObject, QSize, QTimer, pyqtSignal
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QWidget

from playground.core.errors import InputError
from playground.core.files.exports import kind_of
from playground.engine.letters import Failed, Letter, Picture
from playground.engine.timeline import Timeline
from playground.ui.controller import Controller
from playground.ui.exporting.movie import MOVIES, Frame
from playground.ui.exporting.press import Press
from playground.ui.exporting.still import pixels
from playground.ui.stillness import still

POLL_MS = 15
AFFORDABLE = 20_000
"""Iterations, about ten seconds of a typical run: a history that needs a longer replay shows only the stored states."""
MOST_FRAMES = 3600


@dataclass(frozen=True)
class Plan:
    """What is animated: `frames` pictures, spread evenly over the past, or onwards from here."""

    path: Path
    frames: int
    fps: int
    width: int
    """In pixels; the height follows."""
    stride: int = 0
    """Iterations from one picture to the next, onwards; 0: the past."""
    legend: bool = True
    """Every picture says what it shows."""


def size_of(widget: QWidget, width: int, path: Path) -> QSize:
    """The size of an animation of this width; even numbers if the file type needs them. InputError on another
    extension.
    """
    height = round(widget.height() * width / max(widget.width(), 1))
    if MOVIES[kind_of(path, MOVIES)].even:
        width, height = width // 2 * 2, height // 2 * 2
    return QSize(max(width, 2), max(height, 2))


def frame_of(image: QImage) -> Frame:
    """Its pixels, (height, width, 3)."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    bits = image.constBits()
    assert bits is not None
    rows = np.frombuffer(bits.asstring(image.sizeInBytes()), np.uint8).reshape(image.height(), image.bytesPerLine())
    return np.ascontiguousarray(rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3))


def replayed(timeline: Timeline, goals: list[int]) -> int:
    """How many iterations must be replayed to reach each of these, in ascending order."""
    kept = timeline.kept.places[:, 1]
    total, here = 0, 0
    for goal in goals:
        total += goal - max(int(kept[np.searchsorted(kept, goal, side="right") - 1]), here)
        here = goal
    return total


class Animation(QObject):
    """Waits for each picture before it requests the next. At the end, or when cancelled, an animation of the past
    returns to the moment at which it began.
    """

    advanced = pyqtSignal(int)
    """This many frames are done."""
    ended = pyqtSignal(str)
    """The animation has ended; the sentence says what went wrong, if anything did."""

    def __init__(self, controller: Controller, widget: QWidget, plan: Plan) -> None:
        """InputError if the file's extension is not that of an animation."""
        super().__init__(controller)
        self.plan, self.cancelled, self.over = plan, False, False
        self._controller, self._widget = controller, widget
        self._size = size_of(
            widget, plan.width, plan.path
        )  # called only for its InputError; the size is computed again at the start
        self._press = Press(plan.path, plan.frames, plan.fps)
        self._goals: list[int] = []
        self._exact = True
        self._home: int | None = None
        """The moment to go back to."""
        self._done = 0
        self._asked: int | None = None
        """What the bridge had sent when the pending picture was requested."""
        self._then: Callable[[Picture], None] = self._begin
        self._answer: Picture | None = None
        """The newest picture since then; it is used once the window shows all of it."""
        self._frame: Frame | None = None
        self._offering = False
        self._homeward = False
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self._tick)
        controller.bridge.arrived.connect(self._show)
        controller.bridge.told.connect(self._listen)

    def start(self) -> None:
        """Pauses training, and starts."""
        self._poll.start()
        self._ask(self._controller.pause, self._begin)

    def cancel(self) -> None:
        """Cancels, leaving no file; an animation of the past first returns to where it began."""
        if not self.over and not self.cancelled:
            self.cancelled = True
            self._press.give_up()
            self._go_home()

    def stop(self) -> None:
        """Ends immediately: the window is closing."""
        self.cancelled = True
        self._press.give_up()
        self._press.join(5)
        self._end("")

    # ---- requesting and waiting ----

    def _ask(self, do: Callable[[], object], then: Callable[[Picture], None]) -> None:
        do()
        self._then, self._asked, self._answer = then, self._controller.bridge.sent, None

    def _show(self, picture: Picture) -> None:
        answers = self._answer is not None or (self._asked is not None and picture.obeyed >= self._asked)
        if answers and not picture.playing:
            self._asked, self._answer = None, picture
            QTimer.singleShot(0, self._use)  # once all views have been laid out

    def _still(self) -> bool:
        return still(self._widget.window() or self._widget, self._controller.bridge)

    def _use(self) -> None:
        """Goes on with the answer, if the window shows all of it; else later."""
        answer = self._answer
        if answer is not None and not self.over and self._still():
            self._answer = None
            self._then(answer)

    def _listen(self, letter: Letter) -> None:
        if isinstance(letter, Failed) and not self.over:
            self._press.give_up()
            self._end(letter.message)

    # ---- the frames ----

    def _begin(self, picture: Picture) -> None:
        timeline, n = picture.timeline, self.plan.frames
        self._size = size_of(self._widget, self.plan.width, self.plan.path)
        if self.plan.stride:
            here = timeline.iteration
            self._goals = [here + i * self.plan.stride for i in range(n)]
        else:
            self._home = timeline.moment
            self._goals = [round(g) for g in np.linspace(0, timeline.last_iteration, n).tolist()]
            self._exact = replayed(timeline, self._goals) <= AFFORDABLE
        if not self.cancelled:
            self._next()

    def _next(self) -> None:
        if self.cancelled or self.over:
            return
        if self._done == len(self._goals):
            self._offer(None)
            return
        goal, before = self._goals[self._done], self._goals[self._done - 1] if self._done else None
        if goal == before:
            self._offer(self._frame)
        elif not self.plan.stride:
            travel = partial(self._controller.go_to, unseen=True) if self._exact else self._controller.scrub
            self._ask(lambda: travel(goal), self._shoot)
        elif before is None:
            self._ask(self._controller.pause, self._shoot)
        else:
            self._ask(lambda: self._controller.step("iteration", goal - before, unseen=True), self._shoot)

    def _shoot(self, picture: Picture) -> None:
        if self.cancelled or self.over:
            return
        if self.plan.stride and picture.counters.iteration < self._goals[self._done]:
            self._goals = self._goals[: self._done + 1]  # training diverged: this is the last picture
        try:
            width, height = self._widget.width(), self._widget.height()  # a banner above the plane makes it smaller
            image = pixels(
                self._widget,
                min(self._size.width() / width, self._size.height() / height),
                self._size,
                self.plan.legend,
            )
        except InputError as error:
            self._press.give_up()
            self._press.reason = str(error)
            return
        if not self._still():  # painting has moved something
            self._answer = picture
            return
        self._offer(frame_of(image))

    def _offer(self, frame: Frame | None) -> None:
        self._frame, self._offering = frame, True
        self._tick()

    def _tick(self) -> None:
        """Gives the press the frames it can take, and checks whether it has finished."""
        self._use()
        if self._press.ended and not self._homeward:
            self._go_home()
        elif self._offering and self._press.offer(self._frame):
            self._offering = False
            if self._frame is not None:
                self._done += 1
                self.advanced.emit(self._done)
                QTimer.singleShot(0, self._next)
        if self._homeward and self._asked is None and self._press.ended:
            self._end(self._press.reason)

    # ---- the end ----

    def _go_home(self) -> None:
        if self._homeward:
            return
        self._homeward, self._offering = True, False
        if (moment := self._home) is not None:
            self._ask(lambda: self._controller.go_to_moment(moment), lambda _: self._tick())
        elif self._asked is not None:
            self._ask(self._controller.pause, lambda _: self._tick())

    def _end(self, reason: str) -> None:
        if self.over:
            return
        self.over = True
        self._poll.stop()
        self._controller.bridge.arrived.disconnect(self._show)
        self._controller.bridge.told.disconnect(self._listen)
        self.ended.emit(reason)
