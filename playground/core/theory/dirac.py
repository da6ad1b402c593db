"""The Dirac-GAN (Mescheder, Geiger and Nowozin 2018): all data at 0, a generator that is one point, a linear D.

P_data = delta_0, G = theta, D(x) = psi * x, high for what D considers real. (The authors' D is high on fakes: their
psi is minus ours, so their start (1, 1) is our (1, -1).)
"""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.polynomial.hermite_e import hermegauss

from playground.core.arrays import F64
from playground.core.registry import Registry
from playground.core.theory import scalars
from playground.core.theory.scalars import Losses
from playground.i18n import Text

NOISE_NODES = 40


@dataclass(frozen=True)
class DiracGame:
    """One objective on the Dirac-GAN, with any regularisation."""

    name: str
    label: Text
    help: Text
    losses: Losses
    penalty: float = 0.0
    """The weight c of D's penalty (c/2) (|psi| - slope_target)^2: R1 when the target is 0, else that of WGAN-GP."""
    slope_target: float = 0.0
    noise: float = 0.0
    """The standard deviation of the Gaussian noise on real and fake; its mean effect is computed, not sampled."""
    consensus: float = 0.0
    """The weight c of consensus: the field becomes v - c * grad(|v|^2 / 2)."""
    consensus_curvature: float = 1.0
    """1: the exact gradient. The authors' code multiplies its second-order term by 0.5."""
    clip: float | None = None
    start: tuple[float, ...] = (1.0, -1.0)
    equilibrium: tuple[float, ...] = (0.0, 0.0)
    axes: tuple[str, ...] = ("θ", "ψ")

    @property
    def smooth(self) -> bool:
        return self.penalty == 0 or self.slope_target == 0

    def player_losses(self, parameters: F64) -> tuple[F64, F64]:
        """G's and D's losses, each (...), penalty included; consensus has no loss; it changes the field."""
        theta, psi, noise, weights = self._spread(parameters)
        fake = psi * (theta + noise)
        d = (self.losses.real.value(psi * noise) + self.losses.fake.value(fake)) @ weights
        d += self.penalty / 2 * np.square(np.abs(psi[..., 0]) - self.slope_target)
        return self.losses.generator.value(fake) @ weights, d

    def field(self, parameters: F64) -> F64:
        """(d theta, d psi) of shape (..., 2): minus each player's gradient."""
        v = self._gradient_field(parameters)
        if not self.consensus:
            return v
        j = self._derivative(parameters, self.consensus_curvature)
        pull: F64 = np.einsum("...ij,...i->...j", j, v)
        return v - self.consensus * pull

    def jacobian(self) -> F64:
        """(2, 2) at the equilibrium, where v = 0 and so the derivative of J^T v is J^T J."""
        origin = np.array(self.equilibrium)
        j = self._derivative(origin, 1.0)
        return j - self.consensus * self._derivative(origin, self.consensus_curvature).T @ j

    def _spread(self, parameters: F64) -> tuple[F64, F64, F64, F64]:
        """Theta and psi as (..., 1), the noise's nodes (n,) and their weights (n,)."""
        return parameters[..., :1], parameters[..., 1:], *_quadrature(self.noise)

    def _gradient_field(self, parameters: F64) -> F64:
        theta, psi, noise, weights = self._spread(parameters)
        y = theta + noise
        d_theta = -(self.losses.generator.slope(psi * y) * psi) @ weights
        d_psi = -(self.losses.real.slope(psi * noise) * noise + self.losses.fake.slope(psi * y) * y) @ weights
        d_psi -= self.penalty * (np.abs(psi) - self.slope_target)[..., 0] * np.sign(psi)[..., 0]
        return np.stack([d_theta, d_psi], axis=-1)

    def _derivative(self, parameters: F64, curvature: float) -> F64:
        """The derivative (..., 2, 2) of the gradient field, its second-order terms multiplied by `curvature`."""
        theta, psi, noise, weights = self._spread(parameters)
        y = theta + noise
        g, d, r = self.losses.generator, self.losses.fake, self.losses.real
        g2, d2, r2 = (curvature * f.curvature(t) for f, t in ((g, psi * y), (d, psi * y), (r, psi * noise)))
        rows = [
            [g2 * psi**2, g.slope(psi * y) + g2 * psi * y],
            [d.slope(psi * y) + d2 * psi * y, r2 * noise**2 + d2 * y**2 + self.penalty],
        ]
        return np.stack([np.stack([-cell @ weights for cell in row], axis=-1) for row in rows], axis=-2)


@cache
def _quadrature(deviation: float) -> tuple[F64, F64]:
    """Points and weights, (n,) each, whose weighted mean is the expectation over N(0, deviation^2) (Gauss-Hermite)."""
    if not deviation:
        return np.zeros(1), np.ones(1)
    nodes, weights = hermegauss(NOISE_NODES)
    return deviation * nodes, weights / weights.sum()


DIRAC_GAMES: Registry[DiracGame] = Registry("Dirac game")

MINIMAX = DIRAC_GAMES.add(
    DiracGame(
        "minimax",
        "GAN, minimax",
        "The original formula. The field only rotates; simultaneous steps spiral outward until the gradient vanishes.",
        scalars.MINIMAX,
    )
)
NON_SATURATING = DIRAC_GAMES.add(
    DiracGame(
        "non_saturating",
        "GAN, non-saturating",
        "G maximises log D. The same rotation at the equilibrium; farther away an inward drift that fades towards the equilibrium.",
        scalars.NON_SATURATING,
    )
)
WASSERSTEIN = DIRAC_GAMES.add(
    DiracGame(
        "wasserstein",
        "WGAN, unconstrained",
        "A bilinear game: every orbit is an ellipse (a circle at τ = 1), and simultaneous steps spiral outward forever.",
        scalars.WASSERSTEIN,
    )
)
DIRAC_GAMES.add(
    replace(
        WASSERSTEIN,
        name="wasserstein_clip",
        label="WGAN, clipped to 1",
        help="D's slope is clipped to [-1, 1]: the outward spiral becomes an orbit, and never converges.",
        clip=1.0,
    )
)
DIRAC_GAMES.add(
    replace(
        WASSERSTEIN,
        name="wasserstein_gp",
        label="WGAN-GP, 0.7 towards slope 1",
        help="The penalty wants |slope| = 1 even when G is right, so G is still pushed at the equilibrium.",
        penalty=0.7,
        slope_target=1.0,
    )
)
DIRAC_GAMES.add(
    replace(
        MINIMAX,
        name="minimax_r1",
        label="GAN, minimax + R1 0.3",
        help="R1 penalises D's slope at the data, which pulls inward, and the game converges. (On one point R2 is the same.)",
        penalty=0.3,
    )
)
DIRAC_GAMES.add(
    replace(
        MINIMAX,
        name="minimax_r1_critical",
        label="GAN, minimax + R1 1",
        help="Twice the slope of the logistic loss at 0: critical damping at τ = 1, the fastest approach without turning.",
        penalty=1.0,
    )
)
DIRAC_GAMES.add(
    replace(
        NON_SATURATING,
        name="non_saturating_r1",
        label="GAN, non-saturating + R1 0.3",
        help="The recipe most networks are trained with; on one point it converges like the minimax form.",
        penalty=0.3,
    )
)
DIRAC_GAMES.add(
    replace(
        WASSERSTEIN,
        name="wasserstein_r1",
        label="WGAN + R1 0.3",
        help="The bilinear game turns twice as fast as the log loss, so the same penalty damps it less per turn.",
        penalty=0.3,
    )
)
DIRAC_GAMES.add(
    replace(
        MINIMAX,
        name="minimax_noise",
        label="GAN, minimax + instance noise 0.7",
        help="Noise on real and fake points gives both a width: the best D has a finite slope, and the game converges.",
        noise=0.7,
    )
)
CONSENSUS = DIRAC_GAMES.add(
    replace(
        MINIMAX,
        name="minimax_consensus",
        label="GAN, minimax + consensus 1",
        help="Both players also descend |field|²/2. Here with the exact gradient; it converges for small steps.",
        consensus=1.0,
    )
)
DIRAC_GAMES.add(
    replace(
        CONSENSUS,
        name="minimax_consensus_published",
        label="GAN, minimax + consensus 1, as published in code",
        help="As in the authors' notebook, whose second-order term is half the exact one. At the equilibrium they agree.",
        consensus_curvature=0.5,
    )
)
RELATIVISTIC = DIRAC_GAMES.add(
    DiracGame(
        "relativistic_pairing",
        "RpGAN",
        "On one point the same field as the non-saturating GAN: pairing alone does not make it converge.",
        scalars.RELATIVISTIC,
    )
)
DIRAC_GAMES.add(
    replace(
        RELATIVISTIC,
        name="relativistic_pairing_r1",
        label="RpGAN + R1 0.3",
        help="What pairing needs in order to converge: a penalty on D's slope.",
        penalty=0.3,
    )
)
