"""The headline: the verdict on what a picture shows, from its fast and its slow witnesses."""

from __future__ import annotations

from playground.core.lenses import FIT, NEIGHBOURS, Fit, Neighbours
from playground.core.lenses.fit import judged
from playground.core.metrics import Verdict
from playground.engine.letters import Picture

NEAR_SECONDS, NEAR_ITERATIONS = 3.0, 100
"""The slow witnesses count while they are at most this much training away, whichever is more: at the present speed they
come once a second."""


def headline(picture: Picture) -> Verdict | None:
    """The verdict that a person sees; None before the fit is known, or while G is untrained.

    During training the slow witnesses are of an earlier moment. If it is too far, or of another G, they do not count,
    and the verdict is not good until they are heard again.
    """
    fit = picture.seen(FIT)
    if fit is None or not picture.counters.g_steps:
        return None
    slow = picture.seen(NEIGHBOURS)
    heard = slow if slow is not None and _of_this_moment(picture, fit, slow) else None
    return judged(fit, heard, (picture.measured.d_real, picture.measured.d_fake), picture.experiment.objective)


def _of_this_moment(picture: Picture, fit: Fit, slow: Neighbours) -> bool:
    near = max(NEAR_ITERATIONS, NEAR_SECONDS * picture.iterations_per_second) if picture.playing else 0
    return slow.averaged == fit.averaged and abs(slow.iteration - picture.counters.iteration) <= near
