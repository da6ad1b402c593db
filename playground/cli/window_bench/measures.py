"""The window's measurements: a function for each group of figures; reference and window alternate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from statistics import median

import numpy as np
from PyQt6.QtCore import Qt, QTimer

from playground.cli.window_bench.stand import Stand, Stretch, stand
from playground.core.experiment import Experiment
from playground.core.experiment.presets import presets
from playground.engine.bench.measured import Measured, figure, over
from playground.i18n import Text
from playground.ui.picture_rate import POLICIES, Policy

ROUNDS, SECONDS = 5, 1.5
WARM_UP_SECONDS = 1.0
USUAL, SMOOTH = 32, 60
"""Pictures per second at most by default, and when every screen refresh gets one."""
IN_ONE_CALL = 16
"""Iterations of the compiled engine in one call, beside an idle window."""
GANLAB_DOTS = 450
"""GAN Lab shows 450 real and 150 fake points; here both counts are equal."""
MANY_DOTS = 100_000
Found = dict[str, Measured]


def ganlab() -> Found:
    """GAN Lab's start-up experiment with everything it shows, over the textbook loop of the same networks."""
    from playground.engine.bench.textbook import Textbook  # this loads torch

    experiment = presets()["ganlab_gaussians"].experiment
    with stand(experiment) as s:
        textbook = Textbook(experiment.changed({"d_updates": 1}))
        s.controller.show(dots=GANLAB_DOTS)
        for layer in ("real", "fake", "surface", "boundary", "gradients"):
            s.window.stage.panel.switches[layer].setChecked(True)
        s.play(WARM_UP_SECONDS)
        theirs, ours = _in_turns(s, lambda: _one(textbook.iterate))
    its, pictures = [stretch.its for stretch in ours], [stretch.pictures for stretch in ours]
    return {
        "ganlab_window_over_textbook": over(its, theirs),
        "ganlab_window_its": figure(its, f"at {median(pictures):.1f} pictures/s, 2 D updates and 1 of G each"),
        "ganlab_window_pictures": figure(pictures, "different iterations shown, a second"),
    }


@dataclass(frozen=True)
class Where:
    """Where training runs: in a separate process or on a thread of the window's process, and with which engine."""

    words: Text
    apart: bool
    fast: bool = False


APART = Where("in a separate process", apart=True)
THREAD = Where("on a thread of the window's process", apart=False)
APART_FAST = Where("compiled, separate process", apart=True, fast=True)
THREAD_FAST = Where("compiled, on a thread", apart=False, fast=True)
KEPT = {
    "window_kept_process": APART,
    "window_kept_thread": THREAD,
    "window_kept_process_compiled": APART_FAST,
    "window_kept_thread_compiled": THREAD_FAST,
}
KEPT_60 = {
    "window_kept_60_process": APART,
    "window_kept_60_thread": THREAD,
    "window_kept_60_process_compiled": APART_FAST,
    "window_kept_60_thread_compiled": THREAD_FAST,
}
"""The figures at the usual rate of pictures, and at that of a screen."""


def kept(pictures_per_second: int, names: Mapping[str, Where], old: str) -> Found:
    """An engine's speed with the open window divided by its speed on a thread beside an idle window, by name of the figure;
    and under its old name the first of them, with the others in its note.
    """
    found, notes = Found(), []
    for name, where in names.items():
        if not where.fast or _compiled():
            measured, pictures = _kept(pictures_per_second, where)
            note = f"{measured.note}, {where.words}, at {pictures:.1f} pictures/s"
            found[name] = replace(measured, note=note)
            notes.append(
                f"{where.words} {measured.value:.2f} ({measured.low:.2f} to {measured.high:.2f}) at {pictures:.1f}"
            )
    first = found[next(iter(names))]
    return {old: replace(first, note="; ".join([first.note, *notes[1:]])), **found}


def _compiled() -> bool:
    import torch  # loaded only for this figure

    from playground.engine.bench.speed import REFERENCE  # this loads torch
    from playground.engine.compiler import compile_now

    torch.set_num_threads(1)  # as on the thread that will call it
    return not compile_now(REFERENCE)


def _kept(pictures_per_second: int, where: Where) -> tuple[Measured, float]:
    """The ratio for one engine, and the pictures per second at which it was measured."""
    from playground.engine.bench.speed import REFERENCE  # this loads torch

    with stand(REFERENCE, where.apart) as s:
        s.bridge.follow(Policy("bench", "", "", pictures_per_second, 1.0))
        s.controller.compile(where.fast)
        s.play(WARM_UP_SECONDS)
        if where.fast:
            s.until(lambda: s.picture is not None and s.picture.compiled)
        headless, shown = _in_turns(s, headless_work(REFERENCE, where.fast))
    return over([stretch.its for stretch in shown], headless), median(stretch.pictures for stretch in shown)


def headless_work(experiment: Experiment, fast: bool = False) -> Callable[[], int]:
    """Iterations of the engine with its history, without a viewer; the compiled engine makes as many in one call as it
    does in the window.
    """
    from playground.engine.run import Run  # this loads torch

    run = Run(experiment)
    run.fast = fast

    def work() -> int:
        before = run.iteration
        run.advance("iteration", careful=False, most=IN_ONE_CALL if fast else 1)
        return run.iteration - before

    return work


def frames() -> Found:
    """Times between paints of the plane at 60 pictures a second: training flat out, and the same paints without
    training.
    """
    ours, theirs = _frames(THREAD)
    apart, beside = _frames(APART)
    note = f"idle, repainting at the same beat: {median(theirs):.1f} ms; {APART.words}: {median(apart):.1f}"
    ratio, other = over(ours, theirs, "ms", 1), over(apart, beside, "ms", 1)
    return {
        "frame_p99_ms": figure(ours, note),
        "frame_p99_over_idle": Measured(
            ratio.value, ratio.low, ratio.high, f"{ratio.note}; {APART.words} {other.value:.2f}"
        ),
    }


def _frames(where: Where) -> tuple[list[float], list[float]]:
    """The 99th percentiles with and without training, alternating."""
    from playground.engine.bench.speed import REFERENCE  # this loads torch

    with stand(REFERENCE, where.apart) as s:
        s.bridge.follow(POLICIES["smooth"])
        s.play(WARM_UP_SECONDS)
        training, idle = [], []
        for _ in range(ROUNDS):
            training.append(_p99(s, lambda: s.play(2 * SECONDS)))
            s.rest()
            idle.append(_p99(s, lambda: _repaint(s, 2 * SECONDS)))
    return training, idle


def _repaint(s: Stand, seconds: float) -> None:
    """The cost of displaying a picture, at the bridge's rate, without training."""
    assert s.picture is not None
    picture = replace(s.picture, playing=True)  # as during training: at rest all plots are drawn with each picture
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: s.bridge.arrived.emit(picture))
    timer.start(s.bridge.interval)
    s.live(seconds)
    timer.stop()


def _p99(s: Stand, live: Callable[[], object]) -> float:
    """The 99th percentile of the times between paints during `work`, in milliseconds."""
    s.paints.times.clear()
    live()
    return 1000 * float(np.percentile(np.diff(s.paints.times), 99))


def dots() -> Found:
    """Pictures a second with 100,000 real and 100,000 fake points."""
    from playground.engine.bench.speed import REFERENCE  # this loads torch

    with stand(REFERENCE) as s:
        s.controller.show(dots=MANY_DOTS)
        s.play(WARM_UP_SECONDS)
        stretches = [s.play(SECONDS) for _ in range(ROUNDS)]
    note = f"{MANY_DOTS:,} real and as many fakes, at {median(stretch.its for stretch in stretches):,.0f} it/s"
    return {"dots_100k_pictures": figure([stretch.pictures for stretch in stretches], note)}


def stalls() -> Found:
    """The longest time without a paint after a user's change."""
    from playground.cli.window_bench.stalls import longest  # only here

    return longest()


def painting() -> Found:
    """What a picture costs the GUI thread."""
    from playground.cli.window_bench.painting import gui_ms_over_bare  # only here

    return {"gui_ms_over_bare": gui_ms_over_bare()}


def start() -> Found:
    """How long the user waits."""
    from playground.cli.window_bench.start import starts  # only here

    return starts()


def _in_turns(s: Stand, work: Callable[[], int]) -> tuple[list[float], list[Stretch]]:
    """(rate of `work` beside the idle window, rate of the playing window), round by round."""
    alone, shown = [], []
    for _ in range(ROUNDS):
        alone.append(s.beside(work, SECONDS))
        shown.append(s.play(SECONDS))
    return alone, shown


def _one(step: Callable[[], object]) -> int:
    step()
    return 1


MEASURES: dict[str, Callable[[], Found]] = {
    "ganlab": ganlab,
    "kept": lambda: kept(USUAL, KEPT, "window_kept"),
    "kept_60": lambda: kept(SMOOTH, KEPT_60, "window_kept_60"),
    "painting": painting,
    "frames": frames,
    "stalls": stalls,
    "start": start,
    "dots": dots,
}
"""By group."""
