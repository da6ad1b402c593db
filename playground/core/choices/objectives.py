"""The objectives of the game: what D and what G minimise, with what is known about each."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from playground.core.choices import loss_functions as loss
from playground.core.choices.sample_distances import energy_distance, maximum_mean_discrepancy, sinkhorn_divergence
from playground.core.lazy import Lazy
from playground.core.registry import Registry
from playground.i18n import Text

if TYPE_CHECKING:
    import torch
    from torch import Tensor
    from torch.nn import functional as F  # noqa: N812 (the field's own name for it)

    Loss = Callable[[Tensor, Tensor], Tensor]
    Slopes = Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]
    SmoothLoss = Callable[[Tensor, Tensor, float | Tensor], Tensor]
else:
    torch = Lazy("torch")
    F = Lazy("torch.nn.functional")


LOG_2 = 0.6931471805599453


@dataclass(frozen=True)
class Smoothing:
    """One-sided label smoothing of a log loss: D's target on real points is 1 - s (Salimans et al. 2016, section 3.4).

    `d_loss(r, f, s)` is D's loss; `g_at(d)` is G's loss if D's probability of "real" is d everywhere.
    """

    d_loss: SmoothLoss
    g_at: Callable[[float], float]


@dataclass(frozen=True)
class Objective:
    """One GAN objective. `equilibrium` is (D's loss, G's loss) at P_model = P_data with the best D; None: arbitrary."""

    name: str
    label: Text
    help: Text
    d_loss: Loss
    g_function: Callable[..., Tensor] | None
    """G's loss of f, or of r and f where `g_needs_real`; None where `distance` is its loss."""
    equilibrium: tuple[float, float | None]
    probability: bool = False
    """True where sigmoid(D's output) is D's probability of "real"; else D's output is a score."""
    tilt: float = 1.0
    """Where D's output is a probability, the best D is p_data^a / (p_data^a + p_model^a), a being this number."""
    g_needs_real: bool = False
    """True where G's loss compares fakes with reals."""
    zero_sum: bool = False
    """True if G's loss is minus D's, up to a term that does not depend on G."""
    distance: Loss | None = None
    """What G minimises instead of an opinion of D's: a distance of real points (n, k) and fakes (n, k); D then only watches."""
    smoothing: Smoothing | None = None
    """How the real label is smoothed; None if the loss has no labels."""
    d_by_hand: Slopes | None = None
    """(outputs on real, then fake (2n,), those on fake (n,)) -> D's loss and its derivative by them (2n,); faster
    than autograd.
    """
    g_by_hand: Slopes | None = None
    """(r, f) -> G's loss and its derivative by f (n,)."""
    source: str = ""

    def g_loss(self, r: Tensor, f: Tensor) -> Tensor:
        """G's loss, scalar, if it listens to D."""
        assert self.g_function is not None
        return self.g_function(r, f) if self.g_needs_real else self.g_function(f)

    def g_loss_of(self, judge: Callable[[Tensor], Tensor], real: Tensor, fake: Tensor) -> Tensor:
        """G's loss, scalar, on real and fake points, with D's outputs from `judge` if it listens to D."""
        if self.distance is not None:
            return self.distance(real, fake)
        return self.g_loss(judge(real), judge(fake))

    def d_loss_with(self, smoothing: float | Tensor) -> Loss:
        """D's loss if the real label is 1 - smoothing; `d_loss` itself if that is 1 or there are no labels."""
        smooth = self.smoothing
        if smooth is None or (isinstance(smoothing, float) and smoothing == 0):
            return self.d_loss
        return lambda r, f: smooth.d_loss(r, f, smoothing)

    def equilibrium_with(self, smoothing: float) -> tuple[float, float | None]:
        """`equilibrium` if the real label is 1 - smoothing; D then outputs (1 - s)/2 everywhere, with a loss of 1.376
        at s = 0.1.
        """
        if not (self.smoothing and smoothing):
            return self.equilibrium
        d = (1 - smoothing) / 2
        return -2 * (d * math.log(d) + (1 - d) * math.log(1 - d)), self.smoothing.g_at(d)


OBJECTIVES: Registry[Objective] = Registry("objective")


def log_d_slope(outputs: Tensor, f: Tensor) -> tuple[Tensor, Tensor]:
    """`log_d_loss` and its derivative; each point's is the probability that D gives to the wrong answer, over n."""
    n = len(f)
    doubt = outputs.clone()
    doubt[:n].neg_()
    slope = doubt.sigmoid().mul_(1 / n)
    slope[:n].neg_()
    return F.softplus(doubt).sum() / n, slope


def pairing_d_slope(outputs: Tensor, f: Tensor) -> tuple[Tensor, Tensor]:
    """E softplus(f - r) and its derivative."""
    n = len(f)
    doubt = f - outputs[:n]
    slope = doubt.sigmoid().mul_(1 / n)
    return F.softplus(doubt).mean(), torch.cat((-slope, slope))


OBJECTIVES.add(
    Objective(
        "non_saturating",
        "Non-saturating",
        "D minimises its log loss; G maximises log D(G(z)). The usual form of the original game: G still learns when D is confident.",
        loss.log_d_loss,
        loss.non_saturating_g_loss,
        (2 * LOG_2, LOG_2),
        probability=True,
        smoothing=Smoothing(loss.smooth_log_d_loss, lambda d: -math.log(d)),
        d_by_hand=log_d_slope,
        g_by_hand=lambda _, f: (F.softplus(-f).mean(), (-f).sigmoid().mul_(-1 / len(f))),
        source="Goodfellow et al. 2014, section 3",
    )
)
OBJECTIVES.add(
    Objective(
        "minimax",
        "Minimax (original)",
        "G minimises log(1 - D(G(z))), exactly the V(D, G) of the paper. When D is confident that a point is fake, G's gradient vanishes.",
        loss.log_d_loss,
        loss.minimax_g_loss,
        (2 * LOG_2, -LOG_2),
        probability=True,
        zero_sum=True,
        smoothing=Smoothing(loss.smooth_log_d_loss, lambda d: math.log(1 - d)),
        d_by_hand=log_d_slope,
        g_by_hand=lambda _, f: (-F.softplus(f).mean(), f.sigmoid().mul_(-1 / len(f))),
        source="Goodfellow et al. 2014, eq. 1",
    )
)
OBJECTIVES.add(
    Objective(
        "least_squares",
        "Least squares (0, 1)",
        "D's targets are 1 on real and 0 on fake points, with squared error; G's target is 1. Distant fakes are pulled hardest.",
        loss.least_squares_d_loss,
        loss.least_squares_g_loss,
        (0.25, 0.125),
        source="Mao et al. 2017, a=0, b=c=1",
    )
)
OBJECTIVES.add(
    Objective(
        "least_squares_pearson",
        "Least squares (Pearson: -1, 1, 0)",
        "D's targets are 1 on real and -1 on fake points; G's target is 0. Against the best D, G "
        "minimises Pearson's chi-squared divergence between P_data + P_model and 2 P_model.",
        loss.pearson_d_loss,
        loss.pearson_g_loss,
        (1.0, 0.0),
        source="Mao et al. 2017, eq. 8: a=-1, b=1, c=0",
    )
)
OBJECTIVES.add(
    Objective(
        "wasserstein",
        "Wasserstein",
        "D is a critic that scores points; the gap between its mean scores estimates a distance. It needs a constraint on D's slope.",
        loss.wasserstein_d_loss,
        loss.score_g_loss,
        (0.0, None),
        zero_sum=True,
        source="Arjovsky et al. 2017",
    )
)
OBJECTIVES.add(
    Objective(
        "hinge",
        "Hinge",
        "D only needs to be right by a margin of 1; G pushes its fakes' score up.",
        loss.hinge_d_loss,
        loss.score_g_loss,
        (2.0, None),  # any constant between -1 and 1 is a best D, and G's loss is minus that constant
        source="Lim and Ye 2017; Miyato et al. 2018",
    )
)
OBJECTIVES.add(
    Objective(
        "kl",
        "f-GAN: KL",
        "Against the best D, G minimises KL(P_data, P_model), as maximum likelihood does. Leaving out a mode costs most, so G "
        "covers all of P_data, and puts fakes between the modes rather than miss one. D's output is a score.",
        loss.kl_d_loss,
        loss.kl_g_loss,
        (0.0, -1.0),
        zero_sum=True,
        source="Nowozin et al. 2016, table 2",
    )
)
OBJECTIVES.add(
    Objective(
        "reverse_kl",
        "f-GAN: reverse KL",
        "Against the best D, G minimises KL(P_model, P_data). A fake where there is no data costs most, so G seeks modes: it "
        "rather leaves one out than put fakes between them. D's output is a score.",
        loss.reverse_kl_d_loss,
        loss.reverse_kl_g_loss,
        (0.0, 1.0),
        zero_sum=True,
        source="Nowozin et al. 2016, table 2",
    )
)
OBJECTIVES.add(
    Objective(
        "chi_squared",
        "f-GAN: Pearson chi-squared",
        "Against the best D, G minimises Pearson's chi-squared divergence of P_data from P_model, in which a left-out mode costs "
        "even more than in KL. D's output is a score.",
        loss.chi_squared_d_loss,
        loss.chi_squared_g_loss,
        (0.0, 0.0),
        zero_sum=True,
        source="Nowozin et al. 2016, table 2",
    )
)
OBJECTIVES.add(
    Objective(
        "alpha_saturating",
        "Alpha loss (0.3, 1), saturating",
        "D's alpha loss at 0.3 punishes certain mistakes far more than the log loss does, so that D stays unsure and G's "
        "gradient does not vanish; G minimises log(1 - D(G(z))). The log loss is alpha = 1.",
        loss.alpha_03_d_loss,
        loss.minimax_g_loss,
        (2 * (2 ** (7 / 3) - 1) / (7 / 3), -LOG_2),
        probability=True,
        tilt=0.3,
        source="Welfert et al. 2023, (0.3, 1)",
    )
)
OBJECTIVES.add(
    Objective(
        "alpha_non_saturating",
        "Alpha loss (0.5, 1.2), non-saturating",
        "D's alpha loss at 0.5 leaves it unsure longer than the log loss; G's, at 1.2, pulls a little less at fakes that D has "
        "already recognised. The log loss is alpha = 1.",
        loss.alpha_05_d_loss,
        loss.alpha_12_g_loss,
        (2.0, 6 * (1 - 2 ** (-1 / 6))),
        probability=True,
        tilt=0.5,
        source="Welfert et al. 2023, (0.5, 1.2)",
    )
)
OBJECTIVES.add(
    Objective(
        "relativistic_pairing",
        "Relativistic pairing (RpGAN)",
        "D only judges how much more real a real point is than a fake one, pair by pair; G wants the opposite.",
        loss.pairing_d_loss,
        loss.pairing_g_loss,
        (LOG_2, LOG_2),
        g_needs_real=True,
        d_by_hand=pairing_d_slope,
        g_by_hand=lambda r, f: (F.softplus(r - f).mean(), (r - f).sigmoid().mul_(-1 / len(f))),
        source="Jolicoeur-Martineau 2019; Huang et al. 2024 (R3GAN)",
    )
)


OBJECTIVES.add(
    Objective(
        "relativistic_average",
        "Relativistic average (RaGAN)",
        "D judges how much more real a real point is than the average fake, and vice versa; G wants the opposite.",
        loss.average_d_loss,
        loss.average_g_loss,
        (LOG_2, LOG_2),
        g_needs_real=True,
        source="Jolicoeur-Martineau 2019, RaSGAN",
    )
)
OBJECTIVES.add(
    Objective(
        "relativistic_average_least_squares",
        "Relativistic average, least squares (RaLSGAN)",
        "D should score real points 1 above the average fake, and fake points 1 below the average real point.",
        loss.average_least_squares_d_loss,
        loss.average_least_squares_g_loss,
        (1.0, 1.0),
        g_needs_real=True,
        source="Jolicoeur-Martineau 2019, RaLSGAN",
    )
)
OBJECTIVES.add(
    Objective(
        "relativistic_average_hinge",
        "Relativistic average, hinge (RaHinge)",
        "D only needs to score real points 1 above the average fake, and fake points 1 below the average real point.",
        loss.average_hinge_d_loss,
        loss.average_hinge_g_loss,
        (1.0, 1.0),
        g_needs_real=True,
        source="Jolicoeur-Martineau 2019, RaHingeGAN",
    )
)


# ---- no opponent: G minimises a distance, and D, trained with the log loss, only watches ----

ENERGY_DISTANCE = OBJECTIVES.add(
    Objective(
        "energy_distance",
        "No opponent: energy distance",
        "G minimises the energy distance between a batch of fakes and a batch of real points. D still learns to tell them apart, but "
        "G does not listen to it: a baseline that shows what a discriminator is good for.",
        loss.log_d_loss,
        None,
        (2 * LOG_2, 0.0),
        probability=True,
        distance=energy_distance,
        d_by_hand=log_d_slope,
        source="Szekely and Rizzo 2013; Bellemare et al. 2017",
    )
)
OBJECTIVES.add(
    replace(
        ENERGY_DISTANCE,
        name="mmd",
        label="No opponent: MMD",
        help="G minimises the maximum mean discrepancy with Gaussian kernels (a moment matching network). D only watches: G does "
        "not listen to it.",
        distance=maximum_mean_discrepancy,
        source="Li et al. 2015; Dziugaite et al. 2015",
    )
)
OBJECTIVES.add(
    replace(
        ENERGY_DISTANCE,
        name="sinkhorn",
        label="No opponent: Sinkhorn divergence",
        help="G minimises the cost of moving its batch of fakes onto a batch of real points, smoothed by an entropy. D only watches: "
        "G does not listen to it. Each step takes longer.",
        equilibrium=(2 * LOG_2, None),
        distance=sinkhorn_divergence,
        source="Genevay et al. 2018",
    )
)
