"""The docstring of an exported script; always in English, like its code."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from playground import __version__
from playground.core.choices.networks import INITIALISATIONS
from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.optimizers import OPTIMIZERS
from playground.core.choices.penalties import PENALTIES
from playground.core.targets import TARGETS

if TYPE_CHECKING:
    from playground.core.experiment import Experiment

WIDTH = 116
"""Maximum characters per line of prose, leaving room for an indentation of four."""


def docstring(words: str) -> str:
    """The text as a docstring, to be indented by four."""
    return fill(f'"""{words}"""', WIDTH)


def named(target: str) -> str:
    """A target in a sentence: its label in quotation marks, or "your own data"."""
    return "your own data" if target == "own" else f'"{TARGETS[target].label}"'


def about(e: Experiment, penalty: str) -> str:
    """What the script trains, with which options, what it needs, and what wrote it; `penalty` is the active one."""
    objective, paid = OBJECTIVES[e.objective], PENALTIES[penalty]
    options = [
        f"P_data      {named(e.target)}, in batches of {e.batch}",
        f"Objective   {objective.label} ({objective.source})",
        *([] if penalty == "none" else [f"Penalty     {paid.label}, weight {e.penalty_weight:g} ({paid.source})"]),
        f"G           {e.g_shape.in_words}, {OPTIMIZERS[e.optimizer_g].label} at {e.learning_rate_g:g}",
        f"D           {e.d_shape.in_words}, {OPTIMIZERS[e.optimizer_d].label} at {e.learning_rate_d:g}",
        *(f"Also        {words}" for words in _extras(e)),
    ]
    shown = "the moving average of G" if e.ema else "G"
    last = (
        f"Written by GAN Playground {__version__}. Random numbers come from numpy's counter-based Philox, as they do "
        f"there: the same seed gives the same data, latents and initial weights, "
        "and at first the same losses; then differences in rounding slowly separate the two runs."
    )
    return "\n".join(
        [
            f"Trains a small GAN on {named(e.target)} and shows what {shown} has learned.",
            "",
            *(fill(option, WIDTH, subsequent_indent=" " * 12) for option in options),
            "",
            "Needs torch, and matplotlib for the picture: pip install torch matplotlib",
            fill(last, WIDTH),
        ]
    )


def _extras(e: Experiment) -> list[str]:
    fading = f", fading over {e.instance_noise_iterations} iterations" if e.instance_noise_iterations else ""
    first = INITIALISATIONS[e.initialisation]
    said = (
        (e.initialisation != "default", f"{first.label} initialisation"),
        (e.updates == "simultaneous", "simultaneous updates"),
        ((e.d_updates, e.g_updates) != (1, 1), f"{e.d_updates} updates of D and {e.g_updates} of G in each iteration"),
        (e.spectral_norm == "on", "spectral normalisation of D (Miyato et al. 2018)"),
        (e.packing > 1, f"packs of {e.packing} points (PacGAN, Lin et al. 2018)"),
        (e.label_smoothing > 0, f"label smoothing {e.label_smoothing:g} (Salimans et al. 2016)"),
        (e.instance_noise > 0, f"instance noise {e.instance_noise:g}{fading}"),
        (e.unrolled_steps > 0, f"{e.unrolled_steps} unrolled steps of D (Metz et al. 2017)"),
        (e.decay_iterations > 0, f"learning rates that fall over {e.decay_iterations} iterations"),
    )
    return [words for there, words in said if there]
