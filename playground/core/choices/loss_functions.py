"""The losses of D and of G, each formula written once: training uses them, and the exported script quotes them.

Every loss takes D's raw outputs r = D(x) on real and f = D(G(z)) on fake points, both of shape (n,), and gives a
scalar. For the log losses these are logits: D's probability of "real" is sigmoid(r). G's loss takes r only if it
needs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.core.lazy import Lazy

if TYPE_CHECKING:
    import torch
    from torch import Tensor
    from torch.nn import functional as F  # noqa: N812 (the field's own name for it)
else:
    torch = Lazy("torch")
    F = Lazy("torch.nn.functional")

# ---- log losses ----


def log_d_loss(r: Tensor, f: Tensor) -> Tensor:
    """-E log D(x) - E log(1 - D(G(z))), with D = sigmoid(logit) (Goodfellow 2014, eq. 1)."""
    return F.softplus(-r).mean() + F.softplus(f).mean()


def smooth_log_d_loss(r: Tensor, f: Tensor, smoothing: float | Tensor) -> Tensor:
    """The log loss with the real label 1 - s: -E[(1 - s) log D(x) + s log(1 - D(x))] - E log(1 - D(G(z)))."""
    on_real = (1 - smoothing) * F.softplus(-r).mean() + smoothing * F.softplus(r).mean()
    return on_real + F.softplus(f).mean()


def non_saturating_g_loss(f: Tensor) -> Tensor:
    """-E log D(G(z))."""
    return F.softplus(-f).mean()


def minimax_g_loss(f: Tensor) -> Tensor:
    """E log(1 - D(G(z)))."""
    return -F.softplus(f).mean()


# ---- least squares ----


def least_squares_d_loss(r: Tensor, f: Tensor) -> Tensor:
    """Half the squared distances to 1 on real and to 0 on fake points."""
    return 0.5 * (r - 1).square().mean() + 0.5 * f.square().mean()


def least_squares_g_loss(f: Tensor) -> Tensor:
    """Half the squared distance to 1."""
    return 0.5 * (f - 1).square().mean()


def pearson_d_loss(r: Tensor, f: Tensor) -> Tensor:
    """Half the squared distances to 1 on real and to -1 on fake points."""
    return 0.5 * (r - 1).square().mean() + 0.5 * (f + 1).square().mean()


def pearson_g_loss(f: Tensor) -> Tensor:
    """Half the squared distance to 0."""
    return 0.5 * f.square().mean()


# ---- scores ----


def wasserstein_d_loss(r: Tensor, f: Tensor) -> Tensor:
    """Minus the gap between the mean scores."""
    return f.mean() - r.mean()


def hinge_d_loss(r: Tensor, f: Tensor) -> Tensor:
    """How far scores fall short of 1 on real points and of -1 on fakes."""
    return F.relu(1 - r).mean() + F.relu(1 + f).mean()


def score_g_loss(f: Tensor) -> Tensor:
    """Minus the mean score of the fakes."""
    return -f.mean()


# ---- f-divergences: D's output is t = g(D), the best of which gives the divergence (Nowozin et al. 2016, table 2) ----


def kl_d_loss(r: Tensor, f: Tensor) -> Tensor:
    """-E t(x) + E exp(t(G(z)) - 1), whose least value is minus KL(P_data, P_model)."""
    return (f - 1).exp().mean() - r.mean()


def kl_g_loss(f: Tensor) -> Tensor:
    """-E exp(t(G(z)) - 1)."""
    return -(f - 1).exp().mean()


def reverse_kl_d_loss(r: Tensor, f: Tensor) -> Tensor:
    """E exp(-D(x)) + E D(G(z)) - 1, with t = -exp(-D), whose least value is minus KL(P_model, P_data)."""
    return (-r).exp().mean() + f.mean() - 1


def reverse_kl_g_loss(f: Tensor) -> Tensor:
    """1 - E D(G(z))."""
    return 1 - f.mean()


def chi_squared_d_loss(r: Tensor, f: Tensor) -> Tensor:
    """-E t(x) + E [t(G(z))^2 / 4 + t(G(z))], whose least value is minus the integral of (p_data - p_model)^2 / p_model."""
    return (f.square() / 4 + f).mean() - r.mean()


def chi_squared_g_loss(f: Tensor) -> Tensor:
    """-E [t(G(z))^2 / 4 + t(G(z))]."""
    return -(f.square() / 4 + f).mean()


# ---- alpha losses: (1 - D^b) / b with b = (alpha - 1) / alpha; the log loss is the limit at alpha = 1 ----


def alpha_03_d_loss(r: Tensor, f: Tensor) -> Tensor:
    """The alpha loss of D at alpha = 0.3 (Kurri et al. 2021, eq. 5; Welfert et al. 2023)."""
    b = (0.3 - 1) / 0.3
    return -(torch.expm1(-b * F.softplus(-r)).mean() + torch.expm1(-b * F.softplus(f)).mean()) / b


def alpha_05_d_loss(r: Tensor, f: Tensor) -> Tensor:
    """The alpha loss of D at alpha = 0.5, the exponential loss of the logits (Welfert et al. 2023)."""
    b = (0.5 - 1) / 0.5
    return -(torch.expm1(-b * F.softplus(-r)).mean() + torch.expm1(-b * F.softplus(f)).mean()) / b


def alpha_12_g_loss(f: Tensor) -> Tensor:
    """The non-saturating alpha loss of G at alpha = 1.2: that of D's label "real" on fakes."""
    b = (1.2 - 1) / 1.2
    return -torch.expm1(-b * F.softplus(-f)).mean() / b


# ---- relativistic losses ----


def pairing_d_loss(r: Tensor, f: Tensor) -> Tensor:
    """-E log sigmoid(D(x) - D(G(z))), pair by pair."""
    return F.softplus(f - r).mean()


def pairing_g_loss(r: Tensor, f: Tensor) -> Tensor:
    """The same with the roles of real and fake exchanged."""
    return F.softplus(r - f).mean()


def average_d_loss(r: Tensor, f: Tensor) -> Tensor:
    """Real points should score above the average fake, and fakes below the average real point (section 4.2)."""
    return 0.5 * (F.softplus(f.mean() - r).mean() + F.softplus(f - r.mean()).mean())


def average_g_loss(r: Tensor, f: Tensor) -> Tensor:
    """The same with the roles of real and fake exchanged."""
    return average_d_loss(f, r)


def average_least_squares_d_loss(r: Tensor, f: Tensor) -> Tensor:
    """The same with the squared distance of each lead from 1."""
    return 0.5 * ((r - f.mean() - 1).square().mean() + (r.mean() - f - 1).square().mean())


def average_least_squares_g_loss(r: Tensor, f: Tensor) -> Tensor:
    """The same with the roles of real and fake exchanged."""
    return average_least_squares_d_loss(f, r)


def average_hinge_d_loss(r: Tensor, f: Tensor) -> Tensor:
    """The same with the amount by which each lead falls short of 1."""
    return 0.5 * (F.relu(1 - (r - f.mean())).mean() + F.relu(1 - (r.mean() - f)).mean())


def average_hinge_g_loss(r: Tensor, f: Tensor) -> Tensor:
    """The same with the roles of real and fake exchanged."""
    return average_hinge_d_loss(f, r)
