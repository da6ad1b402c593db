"""All reproductions, by name."""

from collections.abc import Callable
from dataclasses import dataclass

from playground.core.registry import Registry
from playground.engine.reproduce.cures import cures
from playground.engine.reproduce.dirac import dirac
from playground.engine.reproduce.mixtures import grid, ring
from playground.engine.reproduce.optimism import optimism
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
        "cures",
        "Cures for mode collapse",
        "One set-up in which G collapses and thirteen remedies, three seeds each, beside an earlier study by this project. "
        "About twelve minutes.",
        cures,
    )
)
