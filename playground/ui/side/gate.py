"""The gate: holds back the runs' pictures until all runs have one of the same iteration, and gives all one score scale.

Left out are a run that has ended (diverged), and one that is still behind the iteration shown of the others: these show
their newest picture at once, and their frames say so.
"""

from __future__ import annotations

from PyQt6.QtCore import QObject, pyqtSignal

from playground.core.lenses import FIT, SURFACE
from playground.core.lenses.scale import kept_spread
from playground.engine.letters import Picture
from playground.ui.side.runner import Runner


class Gate(QObject):
    """Decides which picture each of the `runs` shows. `passed`: other pictures are about to be drawn."""

    passed = pyqtSignal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.runs: list[Runner] = []
        self.spread = 0.0
        """Of the scale of all runs' scores; 0 until there are any."""

    def add(self, run: Runner) -> None:
        self.runs.append(run)
        run.arrived.connect(self.release)
        run.rested.connect(self.release)

    def remove(self, run: Runner) -> None:
        self.runs.remove(run)
        self.release()

    def behind(self, run: Runner) -> int:
        """How many iterations the run's picture is behind the others'."""
        if run.ended or not run.fresh or run.picture is None:
            return 0
        return max(0, self._top() - run.picture.counters.iteration)

    def release(self) -> None:
        """Shows what can be shown now."""
        chosen = {run: run.newest for run in self.runs if run.ended}
        going = [run for run in self.runs if not run.ended]
        if all(run.known for run in going):
            top = self._top()
            late = [run for run in going if run.iteration < top]
            chosen |= {run: run.newest for run in late}
            chosen |= _common([run for run in going if run not in late])
        new = {run: picture for run, picture in chosen.items() if picture is not None and picture is not run.picture}
        for run, picture in new.items():
            run.show(picture)
        if new:
            self.passed.emit()
            for run in new:
                run.shown.emit()
            self._share_scale()

    def _top(self) -> int:
        """The iteration that the farthest run shows."""
        shown = [run.picture for run in self.runs if run.fresh and not run.ended]
        return max((picture.counters.iteration for picture in shown if picture is not None), default=0)

    def _share_scale(self) -> None:
        surfaces = [run.picture.seen(SURFACE) for run in self.runs if run.picture is not None]
        scores = [surface.usual for surface in surfaces if surface is not None and not surface.probability]
        if scores and (spread := kept_spread(self.spread, max(scores))) != self.spread:
            self.spread = spread
            for run in self.runs:
                run.controller.show(score_spread=spread)


def _measured_at(picture: Picture) -> int | None:
    """The iteration of its measurements; None if it has none."""
    fit = picture.seen(FIT)
    return None if fit is None else fit.iteration


def _common(runs: list[Runner]) -> dict[Runner, Picture | None]:
    """The newest pictures of one iteration, in one scale, with measurements of one iteration, that all these runs have.

    A run that catches up may have been measured last where the others were not; it joins them where all were.
    """
    found: list[dict[tuple[int, float, int | None], Picture]] = []
    for run in runs:
        there = ([run.picture] if run.fresh and run.picture is not None else []) + run.waiting
        found.append({(p.counters.iteration, p.display.score_spread, _measured_at(p)): p for p in there})
    places = set.intersection(*map(set, found)) if found else set()
    if not places:
        return {}
    last = list(found[0])
    best = max(places, key=lambda place: (place[0], last.index(place)))
    return {run: pictures[best] for run, pictures in zip(runs, found, strict=True)}
