"""The cures: one set-up in which G collapses, and thirteen remedies, each of which changes one thing.

The rows to compare with are those of an earlier study by this project (docs/reproductions.md), on the same ring.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playground.core.experiment.experiment import Experiment
from playground.core.registry import Registry
from playground.i18n import Text

BROKEN = Experiment(
    target="ring8_wide",
    batch=256,
    g_layers=4,
    g_width=128,
    g_activation="relu",
    d_layers=3,
    d_width=128,
    objective="non_saturating",
    penalty="none",
    penalty_weight=0.1,
    beta1_d=0.5,
    beta1_g=0.5,
    beta2_d=0.9,
    beta2_g=0.9,
    learning_rate_d=1e-3,
    learning_rate_g=1e-4,
    ema=0.0,
)
"""D learns ten times as fast as G: G settles on two or three modes and stays."""
ITERATIONS = 3000


@dataclass(frozen=True)
class Cure:
    """One remedy: the knobs it changes in BROKEN, and its results in that study, seed by seed."""

    name: str
    label: Text
    help: Text
    changes: dict[str, Any]
    modes: str
    quality: str
    verdict: Text
    iterations: int = ITERATIONS


CURES: Registry[Cure] = Registry("cure")

for _row in (
    Cure(
        "none",
        "No remedy",
        "Non-saturating loss, D ten times as fast as G: G collapses to a few modes.",
        {},
        "8, 2, 2, 2, 3",
        ".55, .95, .98, .96, .83",
        "collapse",
    ),
    Cure(
        "hinge",
        "Hinge loss",
        "D stops pushing where it is right by a margin; helps a little.",
        {"objective": "hinge"},
        "3, 6, 8",
        ".93, .74, .74",
        "partial",
    ),
    Cure(
        "least_squares",
        "Least squares",
        "Distant fakes are pulled hardest; it still collapses.",
        {"objective": "least_squares"},
        "4, 5, 3",
        ".90, .86, .86",
        "collapse",
    ),
    Cure(
        "saturating",
        "Saturating loss",
        "The minimax loss itself; helps a little.",
        {"objective": "minimax"},
        "8, 8, 3",
        ".72, .68, .88",
        "partial",
    ),
    Cure(
        "relativistic",
        "Relativistic pairing alone",
        "Pairing alone does not cure it.",
        {"objective": "relativistic_pairing"},
        "4, 1, 5",
        ".86, .90, .78",
        "collapse",
    ),
    Cure(
        "packing",
        "PacGAN, packs of 2",
        "D judges two points at once and sees that all fakes are alike.",
        {"packing": 2},
        "8, 8, 8",
        ".79, .59, .58",
        "cured",
    ),
    Cure(
        "r1",
        "R1",
        "D pays for its slope at real points.",
        {"penalty": "r1", "penalty_weight": 1.0},
        "8, 8, 8",
        ".61, .60, .85",
        "cured",
    ),
    Cure(
        "r1_r2",
        "R1 + R2",
        "D pays for its slope at real and at fake points.",
        {"penalty": "r1_r2", "penalty_weight": 1.0},
        "8, 8, 8",
        ".83, .78, .82",
        "cured",
    ),
    Cure(
        "relativistic_r1_r2",
        "Relativistic pairing + R1 + R2",
        "The recipe of R3GAN: all modes after a few hundred iterations.",
        {"objective": "relativistic_pairing", "penalty": "r1_r2", "penalty_weight": 1.0},
        "8, 8, 8",
        ".82, .77, .81",
        "cured",
    ),
    Cure(
        "wgan_gp",
        "WGAN-GP",
        "The Wasserstein loss with D's slope held near 1.",
        {"objective": "wasserstein", "penalty": "gradient_penalty", "penalty_weight": 0.1},
        "8, 8, 8",
        ".68, .67, .71",
        "cured",
    ),
    Cure(
        "dragan",
        "DRAGAN",
        "D's slope is held near 1 around the real points.",
        {"penalty": "dragan", "penalty_weight": 1.0},
        "8, 8, 8",
        ".62, .66, .84",
        "cured",
    ),
    Cure(
        "instance_noise",
        "Instance noise",
        "Noise on every point that D sees, fading out: all modes reached, but unevenly.",
        {"instance_noise": 0.3, "instance_noise_iterations": 3000},
        "8, 8, 8",
        ".75, .77, .76",
        "unbalanced",
    ),
    Cure(
        "unrolled",
        "Unrolled D, 5 steps",
        "G anticipates D's response; with a D that is already too strong this makes it worse.",
        {"unrolled_steps": 5},
        "1, 1, 1",
        ".61, 1.0, 1.0",
        "worse",
        iterations=1000,
    ),
):
    CURES.add(_row)
