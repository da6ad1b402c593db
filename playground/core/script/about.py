"""The docstring of an exported script, in the language of the program; the code and its comments are quoted as they are."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from playground import __version__
from playground.core.choices.networks import INITIALISATIONS
from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.optimizers import OPTIMIZERS
from playground.core.choices.penalties import PENALTIES
from playground.core.targets import TARGETS
from playground.i18n import N_, tr

if TYPE_CHECKING:
    from playground.core.experiment import Experiment

WIDTH = 116
"""Maximum characters per line of prose, leaving room for an indentation of four."""


def docstring(words: str) -> str:
    """The text as a docstring, to be indented by four."""
    return fill(f'"""{words}"""', WIDTH)


def named(target: str) -> str:
    """A target in a sentence: its label in quotation marks, or "your own data"."""
    return tr("your own data") if target == "own" else f'"{tr(TARGETS[target].label)}"'


def about(e: Experiment, penalty: str) -> str:
    """What the script trains, with which options, what it needs, and what wrote it; `penalty` is the active one."""
    objective, paid = OBJECTIVES[e.objective], PENALTIES[penalty]
    options = [
        ("P_data", tr("{target}, in batches of {n}", target=named(e.target), n=e.batch)),
        (tr("Objective"), f"{tr(objective.label)} ({objective.source})"),
        *(
            (
                player,
                tr("{network}, {optimizer} at {rate:g}", network=shape.in_words, optimizer=tr(used.label), rate=rate),
            )
            for player, shape, used, rate in (
                ("G", e.g_shape, OPTIMIZERS[e.optimizer_g], e.learning_rate_g),
                ("D", e.d_shape, OPTIMIZERS[e.optimizer_d], e.learning_rate_d),
            )
        ),
        *((tr("Also"), words) for words in _extras(e)),
    ]
    if penalty != "none":
        weight = tr(
            "{penalty}, weight {weight:g} ({source})",
            penalty=tr(paid.label),
            weight=e.penalty_weight,
            source=paid.source,
        )
        options.insert(2, (tr("Penalty"), weight))
    head = N_("Trains a small GAN on {target} and shows what G has learned.")
    if e.ema:
        head = N_("Trains a small GAN on {target} and shows what the moving average of G has learned.")
    last = tr(
        "Written by GAN Playground {version}. Random numbers come from numpy's counter-based Philox, as they do there: "
        "the same seed gives the same data, latents and initial weights, and at first the same losses; then differences "
        "in rounding slowly separate the two runs.",
        version=__version__,
    )
    return "\n".join(
        [
            tr(head, target=named(e.target)),
            "",
            *(fill(f"{name:<11} {words}", WIDTH, subsequent_indent=" " * 12) for name, words in options),
            "",
            tr("Needs torch, and matplotlib for the picture: pip install torch matplotlib"),
            fill(last, WIDTH),
        ]
    )


def _extras(e: Experiment) -> list[str]:
    noise = N_("instance noise {noise:g}")
    if e.instance_noise_iterations:
        noise = N_("instance noise {noise:g}, fading over {n} iterations")
    turns = tr("{d} updates of D and {g} of G in each iteration", d=e.d_updates, g=e.g_updates)
    falling = tr("learning rates that fall over {n} iterations", n=e.decay_iterations)
    cheaper = e.decay_iterations > 0 and e.penalty_to < 1 and PENALTIES[e.penalty].price is not None
    said = (
        (e.training_points > 0, tr("a training set of {n:,} points", n=e.training_points)),
        (e.initialisation != "default", tr("{name} initialisation", name=tr(INITIALISATIONS[e.initialisation].label))),
        (e.updates == "simultaneous", tr("simultaneous updates")),
        ((e.d_updates, e.g_updates) != (1, 1), turns),
        (e.spectral_norm == "on", tr("spectral normalisation of D (Miyato et al. 2018)")),
        (e.packing > 1, tr("packs of {n} points (PacGAN, Lin et al. 2018)", n=e.packing)),
        (e.label_smoothing > 0, tr("label smoothing {s:g} (Salimans et al. 2016)", s=e.label_smoothing)),
        (e.instance_noise > 0, tr(noise, noise=e.instance_noise, n=e.instance_noise_iterations)),
        (e.unrolled_steps > 0, tr("{n} unrolled steps of D (Metz et al. 2017)", n=e.unrolled_steps)),
        (e.decay_iterations > 0, falling),
        (cheaper, tr("a penalty whose weight falls to {share:g} of it meanwhile", share=e.penalty_to)),
    )
    return [words for there, words in said if there]
