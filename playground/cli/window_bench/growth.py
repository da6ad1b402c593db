"""One kind of growth, measured and drawn; started by `gan-playground bench growth`, with its name and a folder."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from playground.cli.window_bench.growing import GROWTHS, Growth, write
from playground.cli.window_bench.growth_plot import draw
from playground.cli.window_bench.stand import stand
from playground.core.lenses.look import DisplayChanges
from playground.engine.bench.speed import REFERENCE
from playground.i18n import use_language

Rows = list[tuple[float, ...]]
ROUNDS, SECONDS = 3, 0.4
PLAY_SECONDS = 1.2
RATE = 1000
"""Iterations a second of the run whose history is simulated."""


def batch() -> Rows:
    """The engine and the textbook loop, headless, alternating."""
    return [(n, *_rates({"batch": n})) for n in (64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384)]


def width() -> Rows:
    """The same over the width of both networks."""
    return [(n, *_rates({"g_width": n, "d_width": n})) for n in (16, 32, 64, 128, 256, 512)]


def _rates(changes: dict[str, int]) -> tuple[float, float]:
    import torch  # only where it is needed

    from playground.core.training.trainer import Trainer
    from playground.engine.bench.textbook import Textbook

    torch.set_num_threads(1)
    experiment = REFERENCE.changed(dict(changes))
    contestants: tuple[Callable[[], object], ...] = (Trainer(experiment).iterate, Textbook(experiment).iterate)
    found: tuple[list[float], list[float]] = ([], [])
    for k in range(ROUNDS + 1):
        for step, rates in zip(contestants, found, strict=True):
            n, began = 0, time.perf_counter()
            while (elapsed := time.perf_counter() - began) < (SECONDS if k else SECONDS / 4) or not n:
                step()
                n += 1
            if k:
                rates.append(n / elapsed)
    return median(found[0]), median(found[1])


def dots() -> Rows:
    """The open window, playing."""
    return _shown(lambda n: {"dots": n}, (500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000))


def surface() -> Rows:
    """The same over the grid of D's surface."""
    return _shown(lambda n: {"grid": n}, (32, 48, 64, 96, 128, 192, 256))


def _shown(display: Callable[[int], DisplayChanges], values: tuple[int, ...]) -> Rows:
    """The values up and down again, so that the machine's drift cancels."""
    found: dict[int, list[tuple[float, float]]] = {value: [] for value in values}
    with stand(REFERENCE) as s:
        s.play(1.0)
        for value in (*values, *reversed(values)):
            s.controller.show(**display(value))
            s.live(0.3)
            stretch = s.play(PLAY_SECONDS)
            found[value].append((stretch.pictures, stretch.its))
    return [(value, median(p for p, _ in pairs), median(i for _, i in pairs)) for value, pairs in found.items()]


def history() -> Rows:
    """A history of ten hours, recorded as in training but without training: the cost of each use along the way."""
    from playground.core.session.history import Checkpoint  # this loads torch
    from playground.engine.past import Past
    from playground.engine.run import Run
    from playground.engine.timeline import timeline_of

    past = Past()
    run = Run(REFERENCE, past)
    run.advance("iteration", careful=True)
    state, measured = run.trainer.state(), run.trainer.measured()
    rows: Rows = []
    for hours in (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0):
        until, lay = int(hours * 3600 * RATE), []
        while run.line.log.end < until:
            # dense near the measured moment and coarse before it: the same for thinning, and it takes seconds, not hours
            step = past.every if until - run.line.log.end < 3000 * past.every else 64 * past.every
            for _ in range(step):
                run.line.log.add("iteration")
            moment = run.line.log.end
            for iteration in range(moment - step + 1, moment + 1):
                if run.line.losses.wants(iteration):
                    run.line.losses.add(iteration, measured.d_loss, measured.g_loss, measured.d_real, measured.d_fake)
            began = time.perf_counter()
            past.lay(run.line, Checkpoint(moment, REFERENCE, state, measured))
            lay.append(time.perf_counter() - began)
        end = run.line.log.end
        rows.append(
            (
                hours,
                1000 * sum(lay) / len(lay),
                _milliseconds(lambda end=end: timeline_of(past, run.line, end, None)),  # type: ignore[misc]
                _milliseconds(lambda end=end: run.line.nearest(end // 3)),  # type: ignore[misc]
                _milliseconds(lambda end=end: _go(run, end - past.every // 2), times=5),  # type: ignore[misc]
                past.nbytes / 1e6,
                past.checkpoints,
            )
        )
    return rows


def _go(run: object, moment: int) -> None:
    """Back to an exact iteration: a checkpoint, and the replay from it."""
    from playground.engine.run import Run

    assert isinstance(run, Run)
    run.moment = run.line.log.end
    for _ in run.going(moment):
        pass


def _milliseconds(do: Callable[[], object], times: int = 21) -> float:
    found = []
    for _ in range(times):
        began = time.perf_counter()
        do()
        found.append(1000 * (time.perf_counter() - began))
    return median(found)


MEASURES: dict[str, Callable[[], Rows]] = {
    "batch": batch,
    "width": width,
    "dots": dots,
    "surface": surface,
    "history": history,
}
"""The measurements by the names of GROWTHS."""


def main(name: str, folder: Path) -> None:
    """Measures one, writes its table and its plot."""
    growth: Growth = next(growth for growth in GROWTHS if growth.name == name)
    rows = MEASURES[name]()
    write(folder / f"{name}.csv", growth, rows)
    draw(folder / f"{name}.png", growth, rows)
    print(growth.title, flush=True)
    for row in rows:
        print("  ".join(f"{column} {value:.4g}" for column, value in zip(growth.columns, row, strict=True)), flush=True)


if __name__ == "__main__":
    use_language()
    main(sys.argv[1], Path(sys.argv[2]))
