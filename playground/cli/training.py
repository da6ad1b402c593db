"""`gan-playground train`: the same run as in the window, without one."""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from playground.cli import outcome
from playground.cli.arguments import add_experiment
from playground.cli.chosen import chosen, is_session
from playground.cli.numbers import WHOLE
from playground.cli.offscreen import Interrupts
from playground.core.experiment import Experiment
from playground.core.session import file as session_file
from playground.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playground.core.lenses.fit import Fit
    from playground.core.metrics import Reading, Verdict
    from playground.engine.run import Bad, Run

ITERATIONS = 3000
INTERRUPTED = 130
LEAST_P = 1e-99
"""A smaller p value is only said to be so."""


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser("train", help=tr("train without a window"), description=tr("Train without a window."))
    add_experiment(parser, session=True)
    parser.add_argument(
        "--iterations",
        type=WHOLE,
        default=ITERATIONS,
        help=tr("how many, in addition to a session's (default %(default)s)"),
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help=tr("the folder for experiment, curves, samples, session and picture")
    )
    parser.add_argument(
        "--compile",
        action="store_true",
        help=tr("compile the whole iteration first; agrees with the eager one to rounding"),
    )
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object on the last line"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Trains and prints the results: exit status 0, 1 if training diverged, 130 after Ctrl-C."""
    session = arguments.experiment is not None and is_session(arguments.experiment)
    experiment = None if session else chosen(arguments)
    if arguments.out is not None:
        outcome.prepare(arguments.out)
    import torch  # takes a second; only once the arguments are valid

    torch.set_num_threads(1)
    current = begun(experiment) if experiment is not None else resumed(arguments)
    if arguments.compile:
        compile_first(current)
    started = time.perf_counter()
    bad, interrupted = iterate(current, arguments.iterations, measured=arguments.out is not None)
    result = report(current, time.perf_counter() - started)
    if bad:
        sys.stderr.write(tr("training diverged at iteration {n}: a number became infinite or NaN\n", n=bad.iteration))
        result["diverged_at"] = bad.iteration
    if arguments.out is not None:
        outcome.write(arguments.out, current)
    print(json.dumps(result, allow_nan=False) if arguments.json else in_words(current.experiment, result))
    return INTERRUPTED if interrupted else 1 if bad else 0


def compile_first(current: Run) -> None:
    """Switches the run to the compiled engine; if that fails, prints why."""
    from playground.engine.compiler import compile_now

    if reason := compile_now(current.experiment):
        sys.stderr.write(reason + "\n")
    current.fast = True


def begun(experiment: Experiment) -> Run:
    """A new run; if its device can't be used, on the CPU with a message."""
    from playground.engine.devices import missing
    from playground.engine.run import Run

    if experiment.device != "cpu" and (reason := missing(experiment.device)):
        lost_device(experiment.device, reason)
        experiment = replace(experiment, device="cpu")
    return Run(experiment)


def resumed(arguments: argparse.Namespace) -> Run:
    """The run that continues a session, with --data and --set applied; InputError if that needs a new run."""
    from playground.engine.archiving import take_up
    from playground.engine.past import Past

    archive = session_file.read(arguments.experiment)
    device = archive.here.experiment.device
    current, reason = take_up(archive, Past())
    if reason:
        lost_device(device, reason)
    experiment = chosen(arguments, current.experiment)
    current.configure(experiment)
    return current


def lost_device(device: str, reason: str) -> None:
    """Reports that training runs on the CPU instead."""
    sys.stderr.write(
        tr("device {device} can't be used here, so training runs on the CPU: {reason}\n", device=device, reason=reason)
    )


def iterate(current: Run, n: int, measured: bool = False) -> tuple[Bad | None, bool]:
    """n iterations with a progress bar on a terminal; (the iteration where it diverged, whether Ctrl-C ended it).

    `measured`: adds points to the metrics' curves, at iterations that do not depend on where training started.
    """
    if measured:
        outcome.measure(current)
    bar = tqdm(total=n, unit="it", disable=not sys.stderr.isatty(), mininterval=0.2)
    with Interrupts() as interrupts:
        try:
            for _ in range(n):
                if interrupts.seen:
                    break
                if bad := current.advance("iteration", careful=False):
                    return bad, False
                if measured:
                    outcome.measure(current)
                bar.update()
        finally:
            bar.close()
    return current.prove(), interrupts.seen


def report(current: Run, seconds: float) -> dict[str, Any]:
    """Iterations, seconds, losses and metrics, with None for values that are not finite or undefined."""
    from playground.core.lenses import Display
    from playground.core.lenses.fit import judged, measure
    from playground.core.lenses.neighbours import measure as heard

    look = current.look(Display())
    measured = current.trainer.measured()
    shown = measure(look, averaged=look.experiment.ema > 0)
    told = heard(look, shown.averaged)
    return {
        "iterations": current.iteration,
        "seconds": round(seconds, 3),
        "d_loss": finite(measured.d_loss),
        "g_loss": finite(measured.g_loss),
        "metrics": metrics(shown),
        "metrics_raw": metrics(measure(look, averaged=False)),
        "verdict": verdict(judged(shown, told, (measured.d_real, measured.d_fake), look.experiment.objective)),
        **copying(told.readings),
    }


def copying(readings: Sequence[Reading]) -> dict[str, Any]:
    """The data-copying test of the displayed G, if the training set is finite: its share of pairs, Z_U and p value."""
    from playground.core.metrics.copying import DATA_COPYING, p_value, z_u
    from playground.core.metrics.reference import SAMPLES

    share = next((reading.value for reading in readings if reading.name == DATA_COPYING.name), None)
    if share is None:
        return {}
    sizes = SAMPLES, SAMPLES
    return {
        "data_copying": {"share": finite(share), "z_u": finite(z_u(share, *sizes)), "p": finite(p_value(share, *sizes))}
    }


def verdict(said: Verdict) -> dict[str, Any]:
    """The window's headline, whether it is good, and its witnesses by name."""
    return {
        "good": said.good,
        "sentence": said.text,
        "witnesses": {
            w.name: {"value": finite(w.value), "floor": finite(w.floor), "passes": w.passes} for w in said.witnesses
        },
    }


def metrics(fit: Fit) -> dict[str, float | int | None]:
    """The fast metrics by name."""
    modes = fit.modes
    return {
        "modes": modes.captured if modes else None,
        "modes_total": modes.total if modes else None,
        "high_quality": finite(modes.high_quality) if modes else None,
        "sliced_wasserstein": finite(fit.sliced_wasserstein),
        "sliced_wasserstein_floor": finite(fit.floor),
    }


def finite(value: float) -> float | None:
    """The value, or None if it is not a finite number, which JSON can't express."""
    return value if math.isfinite(value) else None


def in_words(experiment: Experiment, result: dict[str, Any]) -> str:
    """The report as a few lines of text."""

    def number(value: float | None) -> str:
        return "–" if value is None else f"{value:z.4g}"

    lines = [
        tr("{n:,} iterations in {s:z.1f} s", n=result["iterations"], s=result["seconds"]),
        tr("loss of D {d}, of G {g}", d=number(result["d_loss"]), g=number(result["g_loss"])),
        result["verdict"]["sentence"],
    ]
    averaged = tr("average of G") if experiment.ema > 0 else tr("G")
    for words, key in ((averaged, "metrics"), (tr("raw G"), "metrics_raw")):
        m = result[key]
        d, floor = number(m["sliced_wasserstein"]), number(m["sliced_wasserstein_floor"])
        if m["modes"] is None:
            text = tr("{which}: sliced Wasserstein distance {d} (real points: {floor})", which=words, d=d, floor=floor)
        else:
            text = tr(
                "{which}: sliced Wasserstein distance {d} (real points: {floor}), modes {n} of {total}, "
                "on target {share:z.1%}",
                which=words,
                d=d,
                floor=floor,
                n=m["modes"],
                total=m["modes_total"],
                share=m["high_quality"],
            )
        lines.append(text)
        if not experiment.ema:
            break
    if (found := result.get("data_copying")) is not None:
        lines.append(
            tr(
                "copies of training points: in {share:z.1%} of pairs a fake is nearer to one than a held-out real point is "
                "(50 % for a perfect G; Z_U = {z:z.1f}, p {p})",
                share=found["share"],
                z=found["z_u"],
                p=f"= {found['p']:.2g}" if found["p"] > LEAST_P else f"< {LEAST_P:g}",
            )
        )
    return "\n".join(lines)
