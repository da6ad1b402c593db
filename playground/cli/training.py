"""`gan-playground train`: the same run as in the window, without one."""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from playground.cli import add_experiment, positive
from playground.cli.chosen import chosen
from playground.core.experiment import Experiment
from playground.i18n import tr

if TYPE_CHECKING:
    from playground.core.lenses.fit import Fit
    from playground.engine.run import Bad, Run

ITERATIONS = 3000
INTERRUPTED = 130


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser("train", help=tr("train without a window"), description=tr("Train without a window."))
    add_experiment(parser)
    parser.add_argument("--iterations", type=positive, default=ITERATIONS, help=tr("how many (default %(default)s)"))
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object on the last line"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Trains and prints what was reached: exit status 0, 1 where training blew up, 130 after Ctrl-C."""
    experiment = chosen(arguments)
    import torch  # noqa: PLC0415 (a second; only once the arguments are known to be good)

    from playground.engine.devices import missing  # noqa: PLC0415
    from playground.engine.run import Run  # noqa: PLC0415

    torch.set_num_threads(1)
    if experiment.device != "cpu" and (reason := missing(experiment.device)):
        sys.stderr.write(
            tr(
                "device {device} can't be used here, so training runs on the CPU: {reason}\n",
                device=experiment.device,
                reason=reason,
            )
        )
        experiment = replace(experiment, device="cpu")
    current = Run(experiment)
    started = time.perf_counter()
    bad, interrupted = iterate(current, arguments.iterations)
    result = report(current, time.perf_counter() - started)
    if bad:
        sys.stderr.write(tr("training blew up at iteration {n}: a number became infinite or NaN\n", n=bad.iteration))
        result["diverged_at"] = bad.iteration
    print(json.dumps(result, allow_nan=False) if arguments.json else in_words(experiment, result))
    return INTERRUPTED if interrupted else 1 if bad else 0


def iterate(current: Run, n: int) -> tuple[Bad | None, bool]:
    """n iterations with a progress bar on a terminal; (where it blew up, whether Ctrl-C ended it)."""
    bar = tqdm(total=n, unit="it", disable=not sys.stderr.isatty(), mininterval=0.2)
    try:
        for _ in range(n):
            if bad := current.advance("iteration", careful=False):
                return bad, False
            bar.update()
    except KeyboardInterrupt:
        return None, True
    finally:
        bar.close()
    return current.prove(), False


def report(current: Run, seconds: float) -> dict[str, Any]:
    """Iterations, seconds, losses and metrics, with None for what is not finite or has no meaning."""
    from playground.core.lenses import Display  # noqa: PLC0415
    from playground.core.lenses.fit import measure  # noqa: PLC0415

    look = current.look(Display())
    measured = current.trainer.measured()
    return {
        "iterations": current.iteration,
        "seconds": round(seconds, 3),
        "d_loss": finite(measured.d_loss),
        "g_loss": finite(measured.g_loss),
        "metrics": metrics(measure(look, averaged=look.experiment.ema > 0)),
        "metrics_raw": metrics(measure(look, averaged=False)),
    }


def metrics(fit: Fit) -> dict[str, float | int | None]:
    """The cheap metrics by name."""
    modes = fit.modes
    return {
        "modes": modes.captured if modes else None,
        "modes_total": modes.total if modes else None,
        "high_quality": finite(modes.high_quality) if modes else None,
        "sliced_wasserstein": finite(fit.sliced_wasserstein),
        "sliced_wasserstein_floor": finite(fit.floor),
    }


def finite(value: float) -> float | None:
    """The value, or None where it is no finite number, which JSON can't say."""
    return value if math.isfinite(value) else None


def in_words(experiment: Experiment, result: dict[str, Any]) -> str:
    """The report as a few lines of text."""

    def number(value: float | None) -> str:
        return "–" if value is None else f"{value:.4g}"

    lines = [
        tr("{n:,} iterations in {s:.1f} s", n=result["iterations"], s=result["seconds"]),
        tr("loss of D {d}, of G {g}", d=number(result["d_loss"]), g=number(result["g_loss"])),
    ]
    averaged = tr("average of G") if experiment.ema > 0 else tr("G")
    for words, key in ((averaged, "metrics"), (tr("raw G"), "metrics_raw")):
        m = result[key]
        text = tr(
            "{which}: sliced Wasserstein distance {d} (real points: {floor})",
            which=words,
            d=number(m["sliced_wasserstein"]),
            floor=number(m["sliced_wasserstein_floor"]),
        )
        if m["modes"] is not None:
            text += tr(
                ", modes {n} of {total}, high quality {hq:.1%}",
                n=m["modes"],
                total=m["modes_total"],
                hq=m["high_quality"],
            )
        lines.append(text)
        if not experiment.ema:
            break
    return "\n".join(lines)
