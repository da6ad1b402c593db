"""The lens for the value of the game: V(D, G), its two terms, and the bound it gives on the Jensen-Shannon divergence.

V(D, G) = E log D(x) + E log(1 - D(G(z))) (Goodfellow 2014, eq. 1), on points that neither D nor G was trained on.
For the best D it is C(G) = -log 4 + 2 JSD(p_data, p_model), so that (log 4 + V) / 2 is a lower bound of the JSD for
every D. V is estimated from finitely many points, so what is stated as the bound is two standard errors lower: in 97.7 %
of draws the JSD is at least that.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from playground.core.choices.objectives import OBJECTIVES
from playground.core.lazy import Lazy
from playground.core.lenses.lens import LENSES, Lens, Refused
from playground.core.lenses.look import Look
from playground.core.metrics import reference
from playground.core.own_data.target import target_of
from playground.i18n import N_

if TYPE_CHECKING:
    from torch import Tensor

torch = Lazy("torch")
F = Lazy("torch.nn.functional")

LOG_4 = log(4)
ERRORS = 2.0
"""Standard errors: a normal variable exceeds its mean by more in 2.3 % of draws."""


@dataclass(frozen=True)
class Value:
    """V and its terms in nats, with the standard error of V."""

    on_real: float
    """E log D(x)."""
    on_fake: float
    """E log(1 - D(G(z))), of the raw G."""
    error: float

    @property
    def v(self) -> float:
        """V(D, G): 0 if D can't be fooled, -log 4 if it can only guess, lower if it is fooled."""
        return self.on_real + self.on_fake

    @property
    def jsd(self) -> float:
        """(log 4 + V) / 2 = (log 4 - L_D) / 2, in nats: the estimate of a number that no D makes larger than the JSD."""
        return (LOG_4 + self.v) / 2

    @property
    def jsd_at_least(self) -> float:
        """`jsd` less two of its standard errors, in nats, and not below 0: 97 % sure to be at most the JSD."""
        return max(0.0, self.jsd - ERRORS * self.error / 2)


def value_of(real: Tensor, fake: Tensor) -> Value:
    """The value from log D (n,) at real points and log(1 - D) (m,) at fakes, each an independent draw."""
    error = (real.var() / len(real) + fake.var() / len(fake)).sqrt()
    return Value(float(real.mean()), float(fake.mean()), float(error))


def see(look: Look) -> Value | Refused:
    """The value on 2,500 held-out real points and the same number of fakes, where it has a meaning."""
    if not look.probability:
        return Refused(
            N_(
                "With this objective D's output is a score, not a probability, so V(D, G) and the divergence it bounds are undefined."
            )
        )
    e = look.experiment
    if OBJECTIVES[e.objective].distance is not None:
        return Refused(
            N_("With this objective G does not listen to D, so the two play no game whose value could be shown.")
        )
    if e.label_smoothing or e.instance_noise or e.packing > 1:
        return Refused(
            N_(
                "With label smoothing, instance noise or packing D plays a different game: V(D, G) then bounds no "
                "divergence of these points."
            )
        )
    if look.classes:
        return Refused(
            N_(
                "D is told the class, so V(D, G) bounds the divergence of points together with their classes, which is at "
                "least that of the points alone."
            )
        )
    against = reference(target_of(e))
    with torch.no_grad():
        real = F.logsigmoid(look.d_at(torch.tensor(against.real, device=look.device)))
        fake = F.logsigmoid(-look.d_at(look.sample(against.n, averaged=False)))
        return value_of(real, fake)


VALUE: Lens[Value] = LENSES.add(
    Lens("value", "Value of the game", "V(D, G), its terms, and the divergence that it bounds.", see, seconds=0.15)
)
