"""Own data as a target, and the function that returns the target of any experiment."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, cached_property, lru_cache
from math import log, pi
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from playground.core.arrays import F64, PlanePoints
from playground.core.lazy import Lazy
from playground.core.own_data.grouping import modes_of
from playground.core.own_data.kinds import OwnMixture, OwnPicture, OwnPoints
from playground.core.own_data.text import read
from playground.core.targets import cells
from playground.core.targets.density import smeared
from playground.core.targets.mixtures import of_gaussians
from playground.core.targets.own import OWN
from playground.core.targets.target import TARGETS, LogDensity, Modes, Target

spatial = Lazy("scipy.spatial")

FEW = 2000
"""Up to this many points are all summed; beyond it only those close enough to matter."""
REACH = 7.0
"""Standard deviations: points farther away add less than 1e-10 of a peak."""
MOST_PAIRS = 4_000_000
LEAST_BLUR = 1e-4
"""Plane units: a kernel must have some width for a density to exist."""


class HasTarget(Protocol):
    """The part of an experiment that determines its P_data."""

    @property
    def target(self) -> str: ...
    @property
    def own_data(self) -> str: ...


def target_of(experiment: HasTarget) -> Target:
    """The P_data of an experiment: the same object for the same data, so that it can be a cache key."""
    if experiment.target == OWN.name and experiment.own_data:
        return own_target(experiment.own_data)
    return TARGETS[experiment.target]


def class_names(experiment: HasTarget) -> tuple[str, ...]:
    """The names of the classes of an experiment's data: the labels that its points have, or numbers from 1."""
    if experiment.target == OWN.name and experiment.own_data:
        own = read(experiment.own_data)
        if isinstance(own, OwnPoints) and own.grouping is not None:
            return own.grouping.names
    modes = target_of(experiment).modes
    return () if modes is None else tuple(str(k + 1) for k in range(len(modes)))


@lru_cache(maxsize=16)
def own_target(text: str) -> Target:
    """The target described by an own_data text; InputError if there is none."""
    match read(text):
        case OwnPoints() as own:
            return _of_points(own)
        case OwnPicture() as own:
            return _made(_of_picture(own))
        case OwnMixture(modes):
            return _of_mixture(modes)


def _made(parts: dict[str, Any]) -> Target:
    return Target(OWN.name, OWN.label, OWN.help, source=OWN.source, **parts)


def _of_mixture(modes: tuple[tuple[float, float, float, float], ...]) -> Target:
    x, y, sd, weight = np.array(modes, dtype=np.float64).T
    covariances = np.square(sd)[:, None, None] * np.eye(2)
    made = Modes(np.stack([x, y], axis=1), covariances, weight / weight.sum())
    return of_gaussians(made, OWN.name, OWN.label, OWN.help, OWN.source)


def _of_points(own: OwnPoints) -> Target:
    points, n, blur, grouping = own.points, len(own.points), max(own.blur, LEAST_BLUR), own.grouping

    def chosen(u: PlanePoints) -> npt.NDArray[np.intp]:
        return np.minimum((u[:, 0].astype(np.float64) * n).astype(np.intp), n - 1)

    def push(u: PlanePoints, g: PlanePoints) -> PlanePoints:
        return np.asarray(points[chosen(u)] + np.float32(blur) * g, dtype=np.float32)

    weights = np.full(n, 1 / n)
    made = _made(
        {
            "uniforms": 1,
            "push": push,
            "log_density": _Kernels(points, blur),
            "cells": cells.of_nodes(lambda: (points.astype(np.float64), weights), blur),
            "blur": blur,
            "density_kind": "exact",
        }
    )
    if grouping is None:
        return made
    labels = grouping.labels.astype(np.intp)
    return replace(
        made,
        modes=modes_of(points.astype(np.float64), blur, grouping),
        labels=lambda u: labels[chosen(u)],
        part=cache(lambda k: _of_points(OwnPoints(points[labels == k], own.blur))),
    )


class _Kernels:
    """The log density of points (n, 2), each blurred by a round Gaussian: the exact density of the sampled
    distribution.

    Of many points only those within REACH are summed; if there are none, only the nearest counts.
    """

    def __init__(self, points: PlanePoints, blur: float) -> None:
        self._points, self._blur = points.astype(np.float64), blur
        weights = np.full(len(points), 1 / len(points))
        self._all: LogDensity = smeared(lambda: (self._points, weights), blur)

    @cached_property
    def _tree(self) -> Any:
        return spatial.cKDTree(self._points)

    def __call__(self, x: F64) -> F64:
        if len(self._points) <= FEW or not len(x):
            return self._all(x)
        here, reach = spatial.cKDTree(x), REACH * self._blur
        if here.count_neighbors(self._tree, reach) > MOST_PAIRS:
            return self._all(x)
        pairs = here.sparse_distance_matrix(self._tree, reach, output_type="ndarray")
        near = np.bincount(pairs["i"], np.exp(-0.5 * np.square(pairs["v"] / self._blur)), len(x))
        far = near == 0
        with np.errstate(divide="ignore"):
            logs = np.log(near)
        if far.any():
            distance, _ = self._tree.query(x[far])
            logs[far] = -0.5 * np.square(distance / self._blur)
        return np.asarray(logs - log(len(self._points) * 2 * pi * self._blur**2), dtype=np.float64)


def _of_picture(own: OwnPicture) -> dict[str, Any]:
    ink = own.ink[::-1].astype(np.float64)  # row 0 at the bottom, as on the plane
    share = ink / ink.sum()
    rows, columns = share.shape
    steps = share.ravel().cumsum()
    steps[-1] = 1.0
    last = int(np.flatnonzero(share.ravel())[-1])
    farthest = max(
        abs(own.left), abs(own.bottom), abs(own.left) + columns * own.pixel, abs(own.bottom) + rows * own.pixel
    )
    edge = min(0.25, 2e-7 * farthest / own.pixel)  # rounding to float32 must not move a point into the next pixel

    def push(u: PlanePoints, _g: PlanePoints) -> PlanePoints:
        cell = np.minimum(np.searchsorted(steps, u[:, 0].astype(np.float64), side="right"), last)
        within = edge + (1 - 2 * edge) * u[:, 1:].astype(np.float64)
        x = own.left + own.pixel * (cell % columns + within[:, 0])
        y = own.bottom + own.pixel * (cell // columns + within[:, 1])
        return np.stack([x, y], axis=1).astype(np.float32)

    def log_density(x: F64) -> F64:
        column = np.floor((x[:, 0] - own.left) / own.pixel)
        row = np.floor((x[:, 1] - own.bottom) / own.pixel)
        inside = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
        at = share[np.where(inside, row, 0).astype(np.intp), np.where(inside, column, 0).astype(np.intp)]
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(np.where(inside, at, 0.0)) - 2 * log(own.pixel), dtype=np.float64)

    return {
        "uniforms": 3,
        "push": push,
        "log_density": log_density,
        "cells": cells.of_pixels(share, own.left, own.bottom, own.pixel),
        "density_kind": "exact",
    }
