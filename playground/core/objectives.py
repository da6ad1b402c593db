"""The objectives of the game: what D and what G minimise, as pure functions of D's outputs on real and fake points.

Every loss takes D's raw outputs r = D(x) on real and f = D(G(z)) on fake points, both of shape (n,), and gives a scalar.
For the log losses these are logits: D's probability of "real" is sigmoid(r).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.core.lazy import Lazy
from playground.core.registry import Registry

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import functional as F  # noqa: N812 (the field's own name for it)

    Loss = Callable[[Tensor, Tensor], Tensor]
else:
    F = Lazy("torch.nn.functional")


LOG_2 = 0.6931471805599453


@dataclass(frozen=True)
class Objective:
    """One GAN objective. `equilibrium` is (D's loss, G's loss) at P_model = P_data with the best D; None: arbitrary."""

    name: str
    label: str
    help: str
    d_loss: Loss
    g_loss: Loss
    equilibrium: tuple[float, float | None]
    probability: bool = False
    """True where sigmoid(D's output) is D's probability of "real"; else D's output is a score."""
    g_needs_real: bool = False
    """True where G's loss compares fakes with reals."""
    source: str = ""


OBJECTIVES: Registry[Objective] = Registry("objective")


def log_d_loss(r: Tensor, f: Tensor) -> Tensor:
    """-E log D(x) - E log(1 - D(G(z))), with D = sigmoid(logit) (Goodfellow 2014, eq. 1)."""
    return F.softplus(-r).mean() + F.softplus(f).mean()


OBJECTIVES.add(
    Objective(
        "non_saturating",
        "Non-saturating (log loss)",
        "D minimises its log loss; G maximises log D(G(z)). The usual form of the original game: G learns even while D is sure.",
        log_d_loss,
        lambda _, f: F.softplus(-f).mean(),
        (2 * LOG_2, LOG_2),
        probability=True,
        source="Goodfellow et al. 2014, section 3",
    )
)
OBJECTIVES.add(
    Objective(
        "minimax",
        "Minimax (the original formula)",
        "G minimises log(1 - D(G(z))), exactly the V(D, G) of the paper. When D is sure of a fake, G's gradient vanishes.",
        log_d_loss,
        lambda _, f: -F.softplus(f).mean(),
        (2 * LOG_2, -LOG_2),
        probability=True,
        source="Goodfellow et al. 2014, eq. 1",
    )
)
OBJECTIVES.add(
    Objective(
        "least_squares",
        "Least squares (0, 1)",
        "D is asked for 1 on real and 0 on fake and pays the squared error; G asks for 1. Far-off fakes are pulled hardest.",
        lambda r, f: 0.5 * (r - 1).square().mean() + 0.5 * f.square().mean(),
        lambda _, f: 0.5 * (f - 1).square().mean(),
        (0.25, 0.125),
        source="Mao et al. 2017, a=0, b=c=1",
    )
)
OBJECTIVES.add(
    Objective(
        "wasserstein",
        "Wasserstein",
        "D is a critic that scores points; the gap between its mean scores estimates a distance. It needs a constraint on D's slope.",
        lambda r, f: f.mean() - r.mean(),
        lambda _, f: -f.mean(),
        (0.0, None),
        source="Arjovsky et al. 2017",
    )
)
OBJECTIVES.add(
    Objective(
        "hinge",
        "Hinge",
        "D only cares to be right by a margin of 1; G pushes its fakes' score up.",
        lambda r, f: F.relu(1 - r).mean() + F.relu(1 + f).mean(),
        lambda _, f: -f.mean(),
        (2.0, 0.0),
        source="Lim and Ye 2017; Miyato et al. 2018",
    )
)
OBJECTIVES.add(
    Objective(
        "relativistic_pairing",
        "Relativistic pairing (RpGAN)",
        "D only says how much more real a real point is than a fake one, pair by pair; G wants the opposite.",
        lambda r, f: F.softplus(f - r).mean(),
        lambda r, f: F.softplus(r - f).mean(),
        (LOG_2, LOG_2),
        g_needs_real=True,
        source="Jolicoeur-Martineau 2019; Huang et al. 2024 (R3GAN)",
    )
)
