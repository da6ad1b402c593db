"""The optimisers: how a gradient moves the parameters, on flat vectors.

Each is a pure function, which can be differentiated through (unrolled D); some have a faster twin that works in place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from playground.core.lazy import Lazy
from playground.core.registry import Registry
from playground.i18n import Text

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    Slots = tuple[Tensor, ...]
    Pure = Callable[[Tensor, Tensor, Slots, int, "Rates"], tuple[Tensor, Slots]]
    InPlace = Callable[[Tensor, Tensor, Slots, int, "Rates"], None]
    Held = Callable[[Slots, int, "Rates"], Pure]
else:
    torch = Lazy("torch")

EPSILON = 1e-8
TINY = 1e-30
"""Below this a mean square counts as 0, so that its root has a finite derivative (0) there."""
TTUR = 4.0
"""D's learning rate over G's in SAGAN (Zhang et al. 2019): 4e-4 and 1e-4."""
LOOKAHEAD_STEPS, LOOKAHEAD_SHARE = 5, 0.5
"""k and alpha of lookahead (Zhang et al. 2019 and Chavdarova et al. 2021 both use k = 5, alpha = 0.5)."""


@dataclass(frozen=True)
class Rates:
    """An optimiser's settings: learning rate and the two betas (beta1 is the momentum, which may be negative)."""

    learning_rate: float
    beta1: float
    beta2: float

    def times(self, factor: float) -> Rates:
        """The same with the learning rate multiplied."""
        return replace(self, learning_rate=self.learning_rate * factor)


@dataclass(frozen=True)
class Optimizer:
    """One optimiser. `slots` names the state vectors it keeps (all 0 at first);
    `pure(parameters, gradient, slots, t, rates)` gives parameters and slots after its t-th step, t = 1, 2, ...
    """

    name: str
    label: Text
    help: Text
    slots: tuple[str, ...]
    pure: Pure
    in_place: InPlace | None = None
    """The same step, faster; if there is none, the result of `pure` is copied back."""
    uses: tuple[str, ...] = ()
    """Which of beta1, beta2 it uses; the others are greyed out."""
    extrapolates: bool = False
    """True if each step follows the gradient at a look-ahead point (extragradient)."""
    periodic: bool = False
    """True if its steps differ by their number, so that no single map describes an iteration."""
    only_for_d: bool = False
    held: Held | None = None
    """(slots, steps made so far, rates) -> `pure` with the scales of these slots for ever; None: it has no scales."""
    source: str = ""

    def update(self, p: Tensor, gradient: Tensor, slots: Slots, t: int, rates: Rates) -> None:
        """Moves parameters and slots, vectors of shape (size,), in place by the t-th step."""
        if self.in_place is not None:
            self.in_place(p, gradient, slots, t, rates)
            return
        after, memory = self.pure(p, gradient, slots, t, rates)
        for slot, value in zip(slots, memory, strict=True):  # first, as one may remember where p stood
            slot.copy_(value)
        p.copy_(after)


OPTIMIZERS: Registry[Optimizer] = Registry("optimizer")


def fused_adam(p: Tensor, gradient: Tensor, slots: Slots, t: int, rates: Rates) -> None:
    """`adam` in place: the kernel under torch.optim.Adam(fused=True), called once for all parameters.

    At these sizes the optimiser object around that kernel takes five times as long as the kernel itself.
    """
    mean, square = slots
    torch._fused_adam_(
        [p],
        [gradient],
        [mean],
        [square],
        [],
        [torch.tensor(float(t), device=p.device)],
        lr=rates.learning_rate,
        beta1=rates.beta1,
        beta2=rates.beta2,
        weight_decay=0.0,
        eps=EPSILON,
        amsgrad=False,
        maximize=False,
    )


def _root(square: Tensor) -> Tensor:
    return square.clamp_min(TINY).sqrt()


def _adams_step(
    gradient: Tensor, slots: Slots, t: int, rates: Rates, *, over: Tensor | None = None
) -> tuple[Tensor, Slots]:
    """What Adam subtracts at step t, and its slots afterwards; `over`: what it divides by, if that stays as it is."""
    mean, square = rates.beta1 * slots[0] + (1 - rates.beta1) * gradient, slots[1]
    if over is None:
        square = rates.beta2 * square + (1 - rates.beta2) * gradient.square()
        over = _root(square / (1 - rates.beta2**t)) + EPSILON
    rate = rates.learning_rate / (1 - rates.beta1**t)
    return rate * mean / over, (mean, square)


def _adam_held(rule: Callable[..., tuple[Tensor, Slots]]) -> Held:
    """Adam, or a rule made from it, that keeps dividing by what it divided by after `age` steps: linear in the gradient
    and in its mean.
    """
    return lambda slots, age, rates: partial(rule, over=_root(slots[1] / (1 - rates.beta2**age)) + EPSILON)


def adam(
    p: Tensor, gradient: Tensor, slots: Slots, t: int, rates: Rates, *, over: Tensor | None = None
) -> tuple[Tensor, Slots]:
    """Adam (Kingma and Ba 2015, algorithm 1)."""
    step, slots = _adams_step(gradient, slots, t, rates, over=over)
    return p - step, slots


def _faster(pure: Pure) -> Pure:
    return lambda p, gradient, slots, t, rates: pure(p, gradient, slots, t, rates.times(TTUR))


def optimistic_adam(
    p: Tensor, gradient: Tensor, slots: Slots, t: int, rates: Rates, *, over: Tensor | None = None
) -> tuple[Tensor, Slots]:
    """Twice Adam's step minus its step before, which is 0 at first (Daskalakis et al. 2018, algorithm 1; their
    omd.py).
    """
    step, moments = _adams_step(gradient, slots[:2], t, rates, over=over)
    return p - 2 * step + slots[2], (*moments, step)


def rmsprop(
    p: Tensor, gradient: Tensor, slots: Slots, _t: int, rates: Rates, *, over: Tensor | None = None
) -> tuple[Tensor, Slots]:
    """RMSProp (Hinton 2012, lecture 6e) as in torch: no bias correction, alpha is beta2; `over` as in `_adams_step`."""
    (square,) = slots
    if over is None:
        square = rates.beta2 * square + (1 - rates.beta2) * gradient.square()
        over = _root(square) + EPSILON
    return p - rates.learning_rate * gradient / over, (square,)


def _rmsprop_held(slots: Slots, _age: int, _rates: Rates) -> Pure:
    return partial(rmsprop, over=_root(slots[0]) + EPSILON)


def momentum(p: Tensor, gradient: Tensor, slots: Slots, _t: int, rates: Rates) -> tuple[Tensor, Slots]:
    """Heavy-ball momentum (Polyak 1964) as in torch: velocity = beta1 velocity + gradient."""
    velocity = rates.beta1 * slots[0] + gradient
    return p - rates.learning_rate * velocity, (velocity,)


def sgd(p: Tensor, gradient: Tensor, _slots: Slots, _t: int, rates: Rates) -> tuple[Tensor, Slots]:
    """Plain gradient descent."""
    return p - rates.learning_rate * gradient, ()


def optimistic_sgd(p: Tensor, gradient: Tensor, slots: Slots, _t: int, rates: Rates) -> tuple[Tensor, Slots]:
    """Optimistic gradient descent, OGDA: twice SGD's step minus its step before, which is 0 at first (Daskalakis et al.
    2018, eq. 6)."""
    step = rates.learning_rate * gradient
    return p - 2 * step + slots[0], (step,)


def _choose(condition: bool | Tensor, yes: Tensor, no: Tensor) -> Tensor:
    """`yes` where the condition holds, else `no`; the condition is a tensor where an iteration is compiled or batched."""
    if isinstance(condition, bool):
        return yes if condition else no
    return torch.where(condition, yes, no)


def lookahead_adam(p: Tensor, gradient: Tensor, slots: Slots, t: int, rates: Rates) -> tuple[Tensor, Slots]:
    """Adam that goes back, after every LOOKAHEAD_STEPS steps, to between where it stands and where it stood before them
    (Chavdarova et al. 2021, algorithm 1)."""
    step, moments = _adams_step(gradient, slots[:2], t, rates)
    slow, fast = _choose(t == 1, p, slots[2]), p - step
    back, due = slow + LOOKAHEAD_SHARE * (fast - slow), t % LOOKAHEAD_STEPS == 0
    return _choose(due, back, fast), (*moments, _choose(due, back, slow))


def _sgd_in_place(p: Tensor, gradient: Tensor, _slots: Slots, _t: int, rates: Rates) -> None:
    p.add_(gradient, alpha=-rates.learning_rate)


ADAM = Optimizer(
    "adam",
    "Adam",
    "Steps of about the learning rate whatever the gradient's size. β1 is its momentum: values near 0 make a GAN more stable.",
    ("mean", "square"),
    adam,
    fused_adam,
    ("beta1", "beta2"),
    held=_adam_held(adam),
    source="Kingma and Ba 2015",
)
SGD = Optimizer(
    "sgd",
    "SGD",
    "Plain gradient descent: a step is the learning rate times the gradient.",
    (),
    sgd,
    _sgd_in_place,
)
_EXTRAPOLATES: Text = "Both players look one step ahead, then step from their old position along the gradients found there. Twice the work."
for _entry in (
    ADAM,
    SGD,
    Optimizer(
        "momentum",
        "SGD with momentum",
        "Gradient descent with inertia: β1 is the share of its velocity that it keeps. In a GAN it oscillates; with a "
        "negative β1 each step takes back a part of the one before, which damps a game in turns (Gidel et al. 2019).",
        ("velocity",),
        momentum,
        uses=("beta1",),
        source="Polyak 1964",
    ),
    Optimizer(
        "optimistic_sgd",
        "Optimistic SGD (OGDA)",
        "Twice the gradient minus the one before, times the learning rate: it anticipates the opponent's move. A game that "
        "only circles then converges.",
        ("previous",),
        optimistic_sgd,
        source="Daskalakis et al. 2018",
    ),
    replace(
        SGD,
        name="extra_sgd",
        label="Extragradient (SGD)",
        help=_EXTRAPOLATES,
        extrapolates=True,
        source="Korpelevich 1976; Gidel et al. 2019, algorithm 2",
    ),
    Optimizer(
        "rmsprop",
        "RMSProp",
        "The gradient divided by its recent root mean square (β2 sets how far back). Adam without momentum or bias correction.",
        ("square",),
        rmsprop,
        uses=("beta2",),
        held=_rmsprop_held,
        source="Hinton 2012",
    ),
    Optimizer(
        "optimistic_adam",
        "Optimistic Adam",
        "Twice Adam's step minus the one before: it anticipates the opponent's move, which can stop the game from circling.",
        ("mean", "square", "previous"),
        optimistic_adam,
        uses=("beta1", "beta2"),
        held=_adam_held(optimistic_adam),
        source="Daskalakis et al. 2018",
    ),
    replace(
        ADAM,
        name="extra_adam",
        label="Extragradient (ExtraAdam)",
        help=_EXTRAPOLATES,
        extrapolates=True,
        source="Gidel et al. 2019, algorithm 4",
    ),
    Optimizer(
        "lookahead_adam",
        "Lookahead Adam",
        "Adam that after every 5 of its steps goes half of the way back. If both players use it, the circling "
        "averages out. Each player counts its steps by itself.",
        ("mean", "square", "slow"),
        lookahead_adam,
        uses=("beta1", "beta2"),
        periodic=True,
        source="Chavdarova et al. 2021 (lookahead-minmax)",
    ),
    replace(
        ADAM,
        name="adam_ttur",
        label="Adam, 4 times faster (TTUR)",
        help="For D: Adam at 4 times D's learning rate, so that D keeps up with G (two time scales).",
        pure=_faster(adam),
        in_place=lambda p, gradient, slots, t, rates: fused_adam(p, gradient, slots, t, rates.times(TTUR)),
        held=lambda slots, age, rates: _faster(_adam_held(adam)(slots, age, rates)),
        only_for_d=True,
        source="Heusel et al. 2017; the ratio is that of Zhang et al. 2019 (SAGAN)",
    ),
):
    OPTIMIZERS.add(_entry)
