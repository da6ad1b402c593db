"""What the plane says of the densities and of D* that it shows: how finely they are resolved, and for which game."""

from __future__ import annotations

from math import isfinite

from playground.core.experiment import Experiment
from playground.core.lenses import Density, Optimum
from playground.core.own_data.target import class_names
from playground.i18n import tr


def of_class(experiment: Experiment, label: int, plain: bool = False) -> str:
    """For which class D is drawn and G asked; `plain`: D alone."""
    names = class_names(experiment)
    k = min(label, len(names) - 1)
    if plain:
        return tr("D's output is that for class {name}, one of {n}.", name=names[k], n=len(names))
    return tr("D's output, D* and G's sheet are those for class {name}, one of {n}.", name=names[k], n=len(names))


def of_densities(density: Density) -> str:
    """The resolution of both densities."""
    return tr(
        "Both densities are smoothed by h = {h:z.3f} plane units: finer detail is not visible.", h=density.bandwidth
    )


def of_target(density: Density) -> str:
    """The finest detail that the target has; "" if it has no density."""
    if density.data is None:
        return ""
    if density.blur:
        return tr("The narrowest part of this target has a standard deviation of {blur:z.3f}.", blur=density.blur)
    return tr("This target has sharp edges.")


def of_optimum(optimum: Optimum, experiment: Experiment) -> str:
    """What D* is made of, how exactly, and how far D is from it."""
    said = [
        tr(
            "D*: p_data from the target, p_model from 20,000 fakes (±{error:z.0%} where shown), both smoothed by "
            "h = {h:z.3f}.",
            error=optimum.error,
            h=optimum.bandwidth,
        )
        if isfinite(optimum.error)
        else tr("D*: there are too few fakes here for an estimate of p_model. h = {h:z.3f}.", h=optimum.bandwidth)
    ]
    if optimum.noise:
        said.append(
            tr("Both are blurred by the instance noise too, {noise:z.3f}, as D sees them.", noise=optimum.noise)
        )
    if experiment.label_smoothing:
        said.append(tr("With label smoothing D* is at most {most:z.3g}.", most=1 - experiment.label_smoothing))
    if isfinite(optimum.off):
        said.append(tr("D is off by {off:z.3f} on average.", off=optimum.off))
    return " ".join(said)
