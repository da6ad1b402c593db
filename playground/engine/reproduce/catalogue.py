"""All reproductions, by name."""

from collections.abc import Callable
from dataclasses import dataclass

from playground.core.registry import Registry
from playground.engine.reproduce.alpha import alpha
from playground.engine.reproduce.cures import cures
from playground.engine.reproduce.dirac import dirac
from playground.engine.reproduce.mixtures import grid, ring
from playground.engine.reproduce.negative_momentum import negative_momentum
from playground.engine.reproduce.numerics import numerics
from playground.engine.reproduce.optimism import optimism
from playground.engine.reproduce.path_angle import path_angles
from playground.engine.reproduce.shapes import table as shapes
from playground.engine.reproduce.table import Options, Outcome
from playground.i18n import Text


@dataclass(frozen=True)
class Reproduction:
    """A published table, published definitions or an earlier study, and the function that recomputes it."""

    name: str
    label: Text
    help: str
    table: Callable[[Options], Outcome]


REPRODUCTIONS: Registry[Reproduction] = Registry("reproduction")
REPRODUCTIONS.add(
    Reproduction(
        "dirac",
        "Dirac-GAN",
        "Which objectives converge on one point, under three schedules, by the published definitions (Mescheder, Geiger and "
        "Nowozin 2018, who show figures). Seconds.",
        dirac,
    )
)
REPRODUCTIONS.add(
    Reproduction(
        "optimism",
        "Training GANs with Optimism",
        "A linear critic learning a mean by five methods, by the published definitions (Daskalakis et al. 2018, who show "
        "figures). Seconds.",
        optimism,
    )
)
REPRODUCTIONS.add(
    Reproduction(
        "ring",
        "Ring of 8",
        "Modes and quality on the hard ring, a paper's configuration and our preset beside VEEGAN's, PacGAN's and "
        "(αD,αG)-GAN's tables. About 5 minutes; exit status 1 if a seed of our preset misses the goal.",
        ring,
    )
)
REPRODUCTIONS.add(
    Reproduction(
        "grid",
        "Grid of 25",
        "Modes and quality on the hard grid, a paper's configuration and our preset beside VEEGAN's and PacGAN's "
        "tables. About 6 minutes; exit status 1 if a seed of our preset misses the goal.",
        grid,
    )
)
REPRODUCTIONS.add(
    Reproduction(
        "shapes",
        "Checkerboard, pinwheel and words",
        "Our presets on shapes without modes, and which witnesses of the verdict still tell the fakes from real points; no paper "
        "prints this table. About 35 minutes; exit status 1 if a shape misses the goal for more than one seed of five.",
        shapes,
    )
)
REPRODUCTIONS.add(
    Reproduction(
        "cures",
        "Cures for mode collapse",
        "One set-up in which G collapses and thirteen remedies, three seeds each, beside an earlier study by this project. "
        "About twelve minutes.",
        cures,
    )
)
REPRODUCTIONS.add(
    Reproduction(
        "numerics",
        "The Numerics of GANs",
        "The paper's ring of 8 by simultaneous steps, without and with consensus (Mescheder, Nowozin and Geiger 2017, who "
        "show a figure). About 12 minutes of one core for five seeds; exit status 1 if a run ends otherwise than the paper says.",
        numerics,
    )
)
REPRODUCTIONS.add(
    Reproduction(
        "alpha",
        "Share of seeds with all modes",
        "How many seeds of a plain GAN reach all 8 modes, with a confidence interval, beside the 200 seeds of (αD,αG)-GAN "
        "(Welfert et al. 2023). Ten minutes of two cores show only the beginning; --budget and --seeds give it more time.",
        alpha,
    )
)
REPRODUCTIONS.add(
    Reproduction(
        "negative-momentum",
        "Negative momentum",
        "A bilinear game by simultaneous and alternating steps with momentum, against the theorems of Gidel et al. 2019. Seconds.",
        negative_momentum,
    )
)
REPRODUCTIONS.add(
    Reproduction(
        "path-angle",
        "Path angle",
        "The path angle and the path norm of games that attract, that rotate and that do both, against their closed forms (Berard "
        "et al. 2020, who show figures). Seconds.",
        path_angles,
    )
)
