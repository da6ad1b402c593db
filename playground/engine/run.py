"""One run of an experiment: its trainer, its curves, and the last state proven finite."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from playground.core.experiment import Experiment
from playground.core.lenses import Display, Look
from playground.core.lenses.fit import Fit, measure
from playground.core.lenses.look import Array
from playground.core.lenses.trails import EVERY, MARKS, mark
from playground.core.trainer import Trainer
from playground.engine.curves import Recorder

CHECK_EVERY = 32
"""Iterations between two proofs that everything is still finite; the last proven state is kept."""
LOSSES = ("d_loss", "g_loss", "d_real", "d_fake")
METRICS = ("modes", "high_quality", "sliced_wasserstein")
METRIC_COLUMNS = (*METRICS, *(f"raw_{name}" for name in METRICS))


@dataclass(frozen=True)
class Bad:
    """The first iteration at which a number became NaN or infinite."""

    iteration: int


class Run:
    """Runs are numbered, so that a picture of an old one can be told from one of the new."""

    def __init__(self, number: int, experiment: Experiment) -> None:
        self.number = number
        self.trainer = Trainer(experiment)
        self.losses = Recorder(LOSSES)
        self.metrics = Recorder(METRIC_COLUMNS)
        self._trails: deque[Array] | None = None
        self._half = ""
        self._proven = self.trainer.checkpoint()
        self._steps: dict[str, Callable[[], None]] = {
            "iteration": self.trainer.iterate,
            "d": self.trainer.d_update,
            "g": self.trainer.g_update,
        }

    @property
    def iteration(self) -> int:
        return self.trainer.iteration

    def configure(self, experiment: Experiment) -> None:
        """Turns live knobs; the state of this moment is a checkpoint, so that no replay crosses a knob."""
        self.trainer.configure(experiment)
        self._proven = self.trainer.checkpoint()

    def set_weight(self, network: str, tensor: int, index: tuple[int, ...], value: float) -> None:
        """One parameter takes this value; it is a checkpoint, like the turn of a knob. IndexError if there is no such."""
        trainer = self.trainer
        vectors = {"d": (trainer.d.flat,), "g": (trainer.g.flat, trainer.ema)}[network]
        shape = (trainer.d if network == "d" else trainer.g).shape
        for flat in vectors:
            shape.views(flat)[tensor][index] = value
        self._proven = trainer.checkpoint()

    def keep_trails(self, on: bool) -> None:
        """While on, the marks of the trails are kept; they begin anew when it is turned on."""
        if on != (self._trails is not None):
            self._trails = deque(maxlen=MARKS) if on else None

    def advance(self, what: str, careful: bool) -> Bad | None:
        """One step of what STEPS name. Careful: proves at once, not only now and then, that all is finite.

        After a bad step the run stands at the last finite state.
        """
        if self._trails is not None and self.iteration % EVERY == 0:
            self._trails.append(mark(self.look(Display())))
        self._steps[what]()
        self._half = "" if what == "iteration" else what
        if what == "iteration" and self.losses.wants(self.iteration):
            row = self.trainer.measured()
            self.losses.add(self.iteration, row.d_loss, row.g_loss, row.d_real, row.d_fake)
        if careful or self.iteration % CHECK_EVERY == 0:
            return self.prove(replay=not careful)
        return None

    def prove(self, replay: bool = True) -> Bad | None:
        """Proves that all is finite at this moment, or goes back to where it was."""
        if not self.trainer.finite():
            return self._back(replay)
        self._proven = self.trainer.checkpoint()
        return None

    def _back(self, replay: bool) -> Bad:
        """Restores the last proven state and, if iterations lie between, replays to just before the first bad one."""
        trainer = self.trainer
        bad, last = trainer.iteration, self._proven
        trainer.restore(last)
        while replay and trainer.iteration < bad:
            trainer.iterate()
            if not trainer.finite():
                bad = trainer.iteration
                break
            last = trainer.checkpoint()
        trainer.restore(last)
        self._proven = last
        return Bad(bad)

    def look(self, display: Display) -> Look:
        """A frozen copy of this moment, for lenses."""
        return Look(self.trainer.experiment, self.trainer.checkpoint(), display, tuple(self._trails or ()), self._half)

    def fit(self, look: Look) -> Fit:
        """The fit of the shown G; that of the averaged and of the raw G go into the metrics' curves."""
        averaged = measure(look, averaged=look.experiment.ema > 0)
        raw = measure(look, averaged=False) if averaged.averaged else averaged
        self.metrics.add(self.iteration, *_row(averaged), *_row(raw))
        return averaged if look.averaged else raw


def _row(fit: Fit) -> tuple[float, float, float]:
    nan = float("nan")
    report = fit.modes
    return (report.captured if report else nan, report.high_quality if report else nan, fit.sliced_wasserstein)
