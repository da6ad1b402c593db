"""The reproductions there are, by name."""

from collections.abc import Callable
from dataclasses import dataclass

from playground.core.registry import Registry
from playground.engine.reproduce.dirac import dirac
from playground.engine.reproduce.optimism import optimism
from playground.engine.reproduce.table import Options, Table


@dataclass(frozen=True)
class Reproduction:
    """A published table and the function that computes it again."""

    name: str
    label: str
    help: str
    table: Callable[[Options], Table]


REPRODUCTIONS: Registry[Reproduction] = Registry("reproduction")
REPRODUCTIONS.add(
    Reproduction(
        "dirac",
        "Dirac-GAN",
        "Which objectives converge on one point, under three schedules (Mescheder, Geiger and Nowozin 2018). Seconds.",
        dirac,
    )
)
REPRODUCTIONS.add(
    Reproduction(
        "optimism",
        "Training GANs with Optimism",
        "A linear critic learning a mean by five methods (Daskalakis et al. 2018). Seconds.",
        optimism,
    )
)
