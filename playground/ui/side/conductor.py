"""The conductor: keeps the runs in step by giving all of them the same iteration to stop at.

A run never gets a plain "play", but "play until iteration n and stop there" (`Play(Stop(at_iteration=n))`), with the same n
for all. While playing, n is raised before the slowest run reaches it, to where that run will be LEAD_SECONDS from now. So

* no run is ahead of the slowest by more than that: a faster one stops at n and leaves the CPU to the others;
* the slowest never waits, so no time is lost: n is raised when half of the lead is used up;
* all make pictures of the same iterations on the way to n, and `gate.py` shows only those that all of them have;
* Pause just leaves n unchanged: all runs arrive exactly at n within LEAD_SECONDS;
* a run that starts again (a structural knob, a run added later) catches up on its own, and the others wait for it;
  if paused meanwhile, it stops on the way;
* a diverged run is left out until the user changes one of its knobs or restarts.
"""

from __future__ import annotations

import math
import threading
import time
from collections import deque

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from playground.ui.side.runner import Runner

LEAD_SECONDS = 0.6
"""Half of it is longer than the time between two pictures and the round trip to this thread and back."""
LEAST_LEAD = 2
RATE_SECONDS = 0.6
"""The slowest run's speed is averaged over this time."""
TICK_MS = 50
SHOTS_PER_SECOND = 10
"""Pictures of each run: all runs make them of the same iterations, of which those are shown that all have (`gate.py`)."""


class Conductor(QObject):
    """Plays, pauses, steps and restarts all `runs` together."""

    playing_changed = pyqtSignal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.runs: list[Runner] = []
        self.playing = False
        self._steps = 0
        """Iterations that every run takes once all runs have stopped."""
        self._pace: float | None = None
        self._allowed = 0.0
        """The iteration up to which the pace allows them to train."""
        self._marks: deque[tuple[float, int]] = deque()
        """(time, iteration) of the slowest run."""
        self._clock = QTimer(self)
        self._clock.setInterval(TICK_MS)
        self._clock.timeout.connect(self._tick)

    def add(self, run: Runner) -> None:
        """Includes a run; it starts at 0, and the others wait for it."""
        self.runs.append(run)
        self._marks.clear()
        run.arrived.connect(self._go_on)
        run.rested.connect(self._go_on)

    def remove(self, run: Runner) -> None:
        self.runs.remove(run)
        self._marks.clear()

    # ---- the user's actions ----

    def play(self) -> None:
        self._steps = 0
        self._set_playing(True)
        self._go_on()

    def pause(self) -> None:
        """Stops all runs at the same iteration; one that is still catching up stops on the way."""
        self._set_playing(False)
        going = self._going()
        if going:
            top, slowest = max(run.goal for run in going), min(run.iteration for run in going)
            rate = self._rate(slowest)
            if top - slowest <= _lead(rate):
                self._send(going, top, rate)

    def toggle(self) -> None:
        """Play if paused, pause if playing."""
        if self.playing:
            self.pause()
        else:
            self.play()

    def step(self) -> None:
        """Pauses, and then every run takes one iteration."""
        self.pause()
        self._steps += 1
        self._go_on()

    def restart(self) -> None:
        """Starts all runs again from the beginning."""
        self._steps = 0
        self._marks.clear()
        self._allowed = 0.0
        for run in self.runs:
            run.restart()

    def pace(self, iterations_per_second: float | None) -> None:
        """Limits the iterations per second; None: as fast as the slowest run can."""
        self._pace = iterations_per_second
        self._allowed = float(min((run.iteration for run in self._going()), default=0))

    def end(self) -> list[threading.Thread]:
        """Every thread is told to end; they can then be waited for, all together."""
        self._set_playing(False)
        for run in self.runs:
            run.end()
        return [run.worker for run in self.runs]

    @property
    def resting(self) -> bool:
        """True if nothing is in progress."""
        return not self.playing and not self._steps and all(run.resting or run.ended for run in self.runs)

    # ---- in step ----

    def _going(self) -> list[Runner]:
        return [run for run in self.runs if not run.ended]

    def _set_playing(self, playing: bool) -> None:
        if playing == self.playing:
            return
        self.playing = playing
        if playing:
            self._allowed = float(min((run.iteration for run in self._going()), default=0))
            self._clock.start()
        else:
            self._clock.stop()
        self.playing_changed.emit(playing)

    def _tick(self) -> None:
        if self._pace is not None:
            self._allowed += self._pace * TICK_MS / 1000
        self._go_on()

    def _go_on(self) -> None:
        """Tells every run how far it may train now."""
        going = self._going()
        if not going:
            self._steps = 0
            self._set_playing(False)
        elif all(run.known for run in going):
            if self.playing:
                self._lift(going)
            elif self._steps and all(run.resting for run in going):
                n, self._steps = self._steps, 0
                for run in going:
                    run.step(n)

    def _lift(self, going: list[Runner]) -> None:
        slowest = min(run.iteration for run in going)
        rate = self._rate(slowest)
        lead = _lead(rate)
        goal = slowest + lead
        told = min(run.goal for run in going)
        due = told - slowest <= lead / 2
        if self._pace is not None:
            self._allowed = min(self._allowed, goal)  # time lost on a slow machine is not caught up
            goal, due = int(self._allowed), True
        if due:
            self._send(going, goal, rate)

    @staticmethod
    def _send(going: list[Runner], goal: int, rate: float) -> None:
        stops = {goal, *(run.goal for run in going)}
        for run in going:
            run.play_to(goal, _stride(rate), stops)

    def _rate(self, slowest: int) -> float:
        """The iterations per second of the slowest run; 0 until they are known."""
        now = time.perf_counter()
        if self._marks and slowest < self._marks[-1][1]:
            self._marks.clear()
        self._marks.append((now, slowest))
        while now - self._marks[0][0] > RATE_SECONDS and len(self._marks) > 2:
            self._marks.popleft()
        (since, there), passed = self._marks[0], now - self._marks[0][0]
        return (slowest - there) / passed if passed > TICK_MS / 1000 and now > since else 0.0


def _lead(rate: float) -> int:
    return max(LEAST_LEAD, math.ceil(rate * LEAD_SECONDS))


def _stride(rate: float) -> int:
    """The iterations between two pictures."""
    return max(1, math.ceil(rate / SHOTS_PER_SECOND))
