"""The record of a game for its diagnosis: a glance for each measured fit of the pictures that were shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.core.experiment.phenomena import Glance
from playground.core.lenses import FIT
from playground.engine.letters import Picture
from playground.engine.phenomena import glance_of
from playground.engine.timeline import Timeline

MOST = 512
"""Glances kept; when there are more, every second one of the older half is dropped."""


@dataclass(frozen=True)
class Record:
    """The glances at one line of one run since its last change, in order."""

    run: int = 0
    line: int = 0
    glances: tuple[Glance, ...] = ()


def followed(record: Record, picture: Picture) -> Record:
    """The record after this picture: with its fit if that is new, without what is no longer this game's past."""
    time = picture.timeline
    same = (record.run, record.line) == (picture.run, time.line)
    known = record.glances if same else ()
    begun, now = unchanged_since(time), picture.counters.iteration
    whole = bool(known) and begun <= known[0].iteration and known[-1].iteration <= now
    kept = known if whole else tuple(g for g in known if begun <= g.iteration <= now)
    fit = picture.seen(FIT)
    if fit is not None and fit.raw is not None and begun <= fit.iteration <= now and picture.counters.g_steps:
        loss, output = _losses_at(picture, fit.iteration)
        if not kept or fit.iteration > kept[-1].iteration:
            kept = (*kept, glance_of(fit.raw, fit.iteration, loss, output))
    if len(kept) > MOST:
        kept = (*kept[: MOST // 2 : 2], *kept[MOST // 2 :])
    return record if same and kept is known else Record(picture.run, time.line, kept)


def unchanged_since(time: Timeline) -> int:
    """The iteration of the last change by the user, of a knob or a weight, before the moment shown; 0 if there is none."""
    return max((change.iteration for change in time.changes if change.moment <= time.moment), default=0)


def _losses_at(picture: Picture, iteration: int) -> tuple[float, float]:
    """D's loss and its mean output on fakes at this iteration, or the last before it that the curves keep."""
    curve = picture.losses
    k = int(np.searchsorted(curve.x, iteration, side="right")) - 1
    if k < 0:
        return picture.measured.d_loss, picture.measured.d_fake
    return float(curve.y["d_loss"][k]), float(curve.y["d_fake"][k])
