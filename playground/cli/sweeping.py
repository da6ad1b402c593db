"""`gan-playground sweep`: many runs over a grid of knobs or at random, one table row each; it can be continued."""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from playground.cli.numbers import number
from playground.cli.offscreen import Interrupts
from playground.cli.training import INTERRUPTED
from playground.i18n import Text, tr, tr_n

if TYPE_CHECKING:
    from playground.engine.sweep.conduct import Progress, Report
    from playground.engine.sweep.plan import Plan
    from playground.engine.sweep.rows import Store

EPILOG: Text = """\
a SWEEP.toml:
  base = "ring8"                     a preset, or an experiment file
  iterations = 2000
  seeds = 3                          a number, or a list
  [experiment]                       knobs over the base
  g_width = 32
  [grid]                             every combination of these
  penalty_weight = [0.01, 0.1, 1.0]
  "learning_rate_d + learning_rate_g" = [1e-4, 1e-3, 1e-2]

or, instead of [grid], a number of random points:
  [random]
  runs = 50
  seed = 0
  penalty_weight = {low = 0.001, high = 10, scale = "log"}
  objective = ["non_saturating", "hinge"]
"""


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "sweep",
        help=tr("many runs over a grid of knobs or at random"),
        description=tr("Trains every run of a sweep and writes a row for each. Run the same command to continue."),
        epilog=tr(EPILOG),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("sweep", type=Path, metavar="SWEEP.toml")
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help=tr("a .csv or .parquet file (default: SWEEP.csv beside the sweep)")
    )
    parser.add_argument(
        "--workers", type=number(int, 1, 1024), metavar="N", help=tr("processes (default: one for each core)")
    )
    parser.add_argument("--dask", metavar="ADDRESS", help=tr("the scheduler of a Dask cluster to use instead"))
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object on the last line"))
    parser.add_argument(
        "--until-stdin-ends", action="store_true", help=argparse.SUPPRESS
    )  # whoever began it is gone then
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Trains what is missing: exit status 0, 1 if runs could not be trained, 130 after Ctrl-C."""
    from playground.engine.sweep import plan as plans
    from playground.engine.sweep import rows
    from playground.engine.sweep.lock import only_writer

    plan = plans.read(arguments.sweep)
    out = arguments.out or arguments.sweep.with_suffix(".csv")
    with only_writer(out):
        return _train(arguments, plan, out, rows.opened(out, rows.columns(plan)))


def _train(arguments: argparse.Namespace, plan: Plan, out: Path, store: Store) -> int:
    if plan.skipped:
        sys.stderr.write(_skipped(plan) + "\n")
    from playground.engine.sweep.conduct import conduct  # this loads torch
    from playground.engine.sweep.crews import Cluster, Processes

    crew = Cluster(arguments.dask) if arguments.dask else Processes(arguments.workers)
    started, diverged = time.perf_counter(), 0
    bar = tqdm(total=len(plan.runs), unit="run", disable=not sys.stderr.isatty())

    def tell(progress: Progress) -> None:
        nonlocal diverged
        diverged += sum(row["diverged_at"] is not None for row in progress.rows)
        bar.update(progress.done - bar.n)

    with bar, Interrupts() as interrupts:
        if arguments.until_stdin_ends:
            threading.Thread(target=_note_the_end, args=(interrupts,), daemon=True).start()
        report = conduct(plan, store, crew, tell=tell, stop=lambda: interrupts.seen)
    result = {
        "out": str(out),
        "runs": len(plan.runs),
        "before": report.before,
        "trained": report.trained,
        "diverged": diverged,
        "skipped": plan.skipped,
        "failed": len(report.failed),
        "interrupted": report.stopped,
        "seconds": round(time.perf_counter() - started, 3),
    }
    _complain(report)
    print(json.dumps(result) if arguments.json else in_words(result))
    return INTERRUPTED if report.stopped else 1 if report.failed else 0


def _note_the_end(interrupts: Interrupts) -> None:
    """Waits for the other end of standard input to be closed, which the system does when its process is gone."""
    sys.stdin.buffer.read()
    interrupts.seen = True


def _skipped(plan: Plan) -> str:
    return tr_n(
        "{n} invalid point is skipped: {why}",
        "{n} invalid points are skipped: {why}",
        plan.skipped,
        why=plan.why,
    )


def _complain(report: Report) -> None:
    """Reports how many runs could not be trained, and the first reason."""
    if report.failed:
        _, reason = report.failed[0]
        sys.stderr.write(
            tr_n(
                "{n} run could not be trained: {reason}\n",
                "{n} runs could not be trained: {reason}\n",
                len(report.failed),
                reason=reason,
            )
        )


def in_words(result: dict[str, Any]) -> str:
    """The report in a few sentences."""
    done = result["trained"] + result["before"]
    sentences = [
        tr_n(
            "{n:,} run trained in {s:.1f} s.",
            "{n:,} runs trained in {s:.1f} s.",
            result["trained"],
            s=result["seconds"],
        )
    ]
    if result["diverged"]:
        sentences.append(tr_n("{n:,} of them diverged.", "{n:,} of them diverged.", result["diverged"]))
    if result["before"]:
        sentences.append(
            tr_n("{n:,} run was already done.", "{n:,} runs were already done.", result["before"]),
        )
    sentences.append(tr("{path} has {n:,} of {all:,} runs.", path=result["out"], n=done, all=result["runs"]))
    if result["interrupted"]:
        sentences.append(tr("Run the same command to continue."))
    return " ".join(sentences)
