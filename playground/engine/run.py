"""One run of an experiment: its trainer, its curves, and the last state proven finite."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playground.core.experiment import Experiment
from playground.core.lenses import Display, Look
from playground.core.lenses.fit import Fit, measure
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

    def advance(self, what: str, careful: bool) -> Bad | None:
        """One step of what STEPS name. Careful: proves at once, not only now and then, that all is finite.

        After a bad step the run stands at the last finite state.
        """
        self._steps[what]()
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
        return Look(self.trainer.experiment, self.trainer.checkpoint(), display)

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
