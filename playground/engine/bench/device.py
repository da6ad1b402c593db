"""The device benchmark: what an accelerator gives these small networks, and whether it computes the same game.

Speeds alternate with the CPU's in one run; agreement and restoring are facts, checked to a stated tolerance and to the bit.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

import torch

from playground.core.experiment import Experiment
from playground.core.training.functional import kind_of
from playground.core.training.trainer import Trainer
from playground.engine.bench.speed import REFERENCE, compiled
from playground.engine.compiler import compile_now, ready, reason_of
from playground.engine.devices import available
from playground.engine.many import COMPILED, Many
from playground.i18n import tr

RUNS = 32
AGREE_AFTER = 50
"""Iterations after which the states are compared: rounding has entered every sum, and chaos has not yet set in."""
TOLERANCE = 1e-3
"""The largest difference of any parameter that counts as rounding; parameters are of the order of 0.1 to 1."""
R1R2 = REFERENCE.changed({"penalty": "r1_r2", "penalty_weight": 1.0})
LARGE = REFERENCE.changed({"g_width": 256, "d_width": 256, "batch": 4096})
"""Large enough for an accelerator to have something to do."""


@dataclass(frozen=True)
class Row:
    """One line of the table: iterations per second on the device and on the CPU, medians over the rounds; a note
    instead if it could not be measured.
    """

    what: str
    device: float
    cpu: float
    note: str = ""

    def as_line(self) -> str:
        """The row as text; ratio: the device's speed over the CPU's."""
        if self.note:
            return f"{self.what:<34} {self.note}"
        return f"{self.what:<34} {self.device:>10,.0f} {self.cpu:>10,.0f} {self.device / self.cpu:>8.2f}"


@dataclass(frozen=True)
class Fact:
    """A check: what it is about, its figure, and whether it holds."""

    what: str
    figure: str
    holds: bool

    def as_line(self) -> str:
        """The fact as text."""
        return f"{self.what:<34} {self.figure}   {'PASS' if self.holds else 'FAIL'}"


def default_device() -> str:
    """The first accelerator that torch finds, else the CPU."""
    return next((name for name in available() if name != "cpu"), "cpu")


def heading(device: str) -> str:
    """What is compared, and the head of the table."""
    name = torch.cuda.get_device_name() if device == "cuda" else device
    words = tr("{name} compared with the CPU; torch {version}", name=name, version=torch.__version__)
    return f"{words}\n{'':<34} {device:>10} {'cpu':>10} {'ratio':>8}"


def facts(device: str) -> Iterator[Fact]:
    """Whether the device plays the same game as the CPU, and whether its checkpoints restore to the bit."""
    found = [[trained(experiment, place, AGREE_AFTER) for place in (device, "cpu")] for experiment in (REFERENCE, R1R2)]
    for name, (there, here) in zip(("2-64-64", "2-64-64 R1+R2"), found, strict=True):
        far = _apart(there, here)
        what = tr("{name}: as on the CPU after {n}", name=name, n=AGREE_AFTER)
        yield Fact(what, _difference(far), far < TOLERANCE)
    what = tr("compiled: as eager after {n}", n=AGREE_AFTER)
    if reason := compile_now(REFERENCE.changed({"device": device})):
        yield Fact(what, reason, False)
    else:
        far = _apart(trained(REFERENCE, device, AGREE_AFTER), _trained_compiled(device))
        yield Fact(what, _difference(far), far < TOLERANCE)
    different = unrestored(device)
    what = tr("a checkpoint restores to the bit")
    yield Fact(what, tr("{n} values differ after {m} iterations", n=different, m=AGREE_AFTER), different == 0)


def trained(experiment: Experiment, device: str, n: int) -> Trainer:
    """A new run on that device after n iterations of the eager engine."""
    trainer = Trainer(experiment.changed({"device": device}))
    for _ in range(n):
        trainer.iterate()
    return trainer


def _difference(far: float) -> str:
    return tr("largest difference {far:.1e} (allowed {most:.0e})", far=far, most=TOLERANCE)


def _apart(one: Trainer, other: Trainer) -> float:
    """The largest difference of any parameter of D and G."""
    pairs = zip(networks(one), networks(other), strict=True)
    return max(float((a.cpu() - b.cpu()).abs().max()) for a, b in pairs)


def _trained_compiled(device: str) -> Trainer:
    e = REFERENCE.changed({"device": device})
    trainer, kind = Trainer(e), kind_of(e)
    step = ready(kind)
    assert step is not None, "it has been compiled"
    for _ in range(AGREE_AFTER):
        trainer.iterate_by(step, kind)
    return trainer


def networks(trainer: Trainer) -> tuple[torch.Tensor, torch.Tensor]:
    """The parameters of D and of G, (size,) each."""
    return trainer.d.flat, trainer.g.flat


def unrestored(device: str) -> int:
    """How many values of the state differ if a run continues from a restored checkpoint instead of from itself."""
    trainer = trained(REFERENCE, device, AGREE_AFTER)
    checkpoint, measured = trainer.state(), trainer.measured()
    ends = []
    for _ in range(2):
        for _ in range(AGREE_AFTER):
            trainer.iterate()
        ends.append(trainer.state())
        trainer.restore(checkpoint, measured)
    return sum(int((a != b).sum()) for a, b in zip(ends[0].tensors, ends[1].tensors, strict=True))


def rows(device: str, rounds: int = 5, seconds: float = 0.4) -> Iterator[Row]:
    """Every speed, device and CPU in turns."""
    torch.set_num_threads(1)
    for name, (experiment, engine) in CONTESTS.items():
        try:
            works = {place: engine(experiment.changed({"device": place})) for place in (device, "cpu")}
            for place, work in works.items():
                _rate(work, place, seconds)  # compiles
            found = [[_rate(works[place], place, seconds) for place in (device, "cpu")] for _ in range(rounds)]
            yield Row(name, median(pair[0] for pair in found), median(pair[1] for pair in found))
        except Exception as error:  # noqa: BLE001 (torch may raise anything; the other rows are still measured)
            yield Row(name, 0.0, 0.0, tr("not measured: {reason}", reason=reason_of(error)))


def _rate(work: Work, device: str, seconds: float) -> float:
    """Iterations per second, of all runs together; the device has finished when the clock is read."""
    n, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds or not n:
        n += work()
    if device == "cuda":
        torch.cuda.synchronize()
    return n / (time.perf_counter() - began)


Work = Callable[[], int]
"""Trains a little; returns the number of iterations, of all runs together."""


def _eager(e: Experiment) -> Work:
    trainer = Trainer(e)
    return lambda: _some(trainer.iterate)


def _compiled(e: Experiment) -> Work:
    return compiled(e, 10)


def _some(step: Callable[[], None]) -> int:
    for _ in range(10):
        step()
    return 10


def _many(e: Experiment) -> Work:
    many = Many([e.changed({"seed": seed}) for seed in range(RUNS)], COMPILED)

    def work() -> int:
        many.advance(32)
        return 32 * RUNS

    return work


CONTESTS: dict[str, tuple[Experiment, Callable[[Experiment], Work]]] = {
    "2-64-64, eager": (REFERENCE, _eager),
    "2-64-64, compiled": (REFERENCE, _compiled),
    "2-64-64 R1+R2, eager": (R1R2, _eager),
    "2-64-64 R1+R2, compiled": (R1R2, _compiled),
    f"2-64-64, {RUNS} seeds compiled": (REFERENCE, _many),
    "2-256-256 batch 4096, eager": (LARGE, _eager),
    "2-256-256 batch 4096, compiled": (LARGE, _compiled),
}
"""The rows of the table, by name: one run at a time on one CPU thread, 32 seeds on all cores."""
