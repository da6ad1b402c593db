"""Converts a running session's past to an archive, and an archive to the past of a run."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from playground.core.errors import InputError
from playground.core.experiment import Experiment
from playground.core.session import file as session_file
from playground.core.session.archive import Archive, KeptLine, Table
from playground.core.session.history import Checkpoint, KnobsTurned, Log, Move
from playground.engine.curves import Curve, Recorder
from playground.engine.devices import missing
from playground.engine.letters import DeviceLost, Letter, Loaded, LoadFailed
from playground.engine.past import METRIC_COLUMNS, Line, Past, loss_columns
from playground.engine.run import Run


def machine() -> str:
    """What a run's exact values depend on, besides the experiment."""
    return f"torch {torch.__version__} on {platform.system()} {platform.machine()}"


def archive_of(past: Past, run: Run, layout: str = "") -> Archive:
    """The whole current session, frozen; the run must have been checked to be finite (`Run.prove`)."""
    lines = tuple(
        KeptLine(
            line.number,
            line.name,
            line.parent.number if line.parent else None,
            line.forked_at,
            line.log.cut(line.log.end),
            _table(line.losses),
            _table(line.metrics),
            _checkpoints(line, run),
        )
        for line in past.lines.values()
    )
    return Archive(lines, run.line.number, run.moment, machine(), layout)


def _checkpoints(line: Line, run: Run) -> tuple[Checkpoint, ...]:
    """The checkpoints of a line; the current moment always has one, even if the budget had no room for it."""
    kept = list(line.checkpoints)
    if line is run.line and all(c.moment != run.moment for c in kept):
        here = Checkpoint(run.moment, run.experiment, run.trainer.state(), run.trainer.measured())
        kept = sorted([*kept, here], key=lambda c: c.moment)
    return tuple(kept)


def _table(recorder: Recorder) -> Table:
    curve = recorder.curve()
    return Table(curve.x.copy(), np.stack([*curve.y.values()]), recorder.stride)


def take_up(archive: Archive, past: Past) -> tuple[Run, str]:
    """The run that continues the archive, whose lines replace `past`; and the reason why the CPU replaces its device,
    or nothing.
    """
    devices = {kept.log.first.device for kept in archive.lines} | {archive.here.experiment.device}
    reasons = {device: "" if device == "cpu" else missing(device) or "" for device in devices}
    lines: dict[int, Line] = {}
    for kept in archive.lines:
        reason = reasons[kept.log.first.device]
        instead = "cpu" if reason else kept.log.first.device
        exact = archive.machine == machine() and not reason
        line = Line(kept.number, _log_on(kept.log, instead), kept.name, exact=exact)
        line.parent = lines[kept.parent] if kept.parent is not None else None
        line.forked_at = kept.forked_at
        line.losses, line.metrics = (
            _recorder(kept.losses, loss_columns(kept.log.first)),
            _recorder(kept.metrics, METRIC_COLUMNS),
        )
        line.checkpoints = [replace(c, experiment=_on(c.experiment, instead)) for c in kept.checkpoints]
        lines[kept.number] = line
    run = Run.at(past, lines[archive.line], archive.moment)  # first, so that nothing has changed if it fails
    past.take_in(lines, run.line)
    return run, reasons[archive.here.experiment.device]


def resumed(path: Path, past: Past, tell: Callable[[Letter], None]) -> Run | None:
    """The run that continues the session in this file, whose lines replace `past`; None, with nothing changed, if the file
    has no usable session. `tell` receives what happened.
    """
    try:
        archive = session_file.read(path)
    except InputError as error:
        tell(LoadFailed(path, str(error)))
        return None
    run, reason = take_up(archive, past)
    tell(Loaded(path, archive.layout))
    if reason:
        tell(DeviceLost(archive.here.experiment.device, reason))
    return run


def _on(experiment: Experiment, device: str) -> Experiment:
    return experiment if experiment.device == device else experiment.changed({"device": device})


def _log_on(log: Log, device: str) -> Log:
    made = Log(_on(log.first, device))
    for move, times in log.stretches:
        made.add(_move_on(move, device), times)
    return made


def _move_on(move: Move, device: str) -> Move:
    return KnobsTurned(_on(move.experiment, device)) if isinstance(move, KnobsTurned) else move


def _recorder(table: Table, names: tuple[str, ...]) -> Recorder:
    return Recorder.of(Curve(table.x, dict(zip(names, table.y, strict=True))), table.stride)
