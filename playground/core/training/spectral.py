"""Spectral normalisation of D: each weight divided by an estimate of its largest singular value (Miyato et al. 2018).

The estimate is a pure function of the weight W (out, in) and of one direction u (out,), |W^T u|. The directions are
part of the state, and only D's steps change them: any view shows exactly the D that G's next step will see.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from playground.core.lazy import Lazy

if TYPE_CHECKING:
    import torch
    from torch import Tensor
    from torch.nn import functional as F  # noqa: N812 (the field's own name for it)

    from playground.core.choices.networks import Mlp
    from playground.core.experiment import Experiment
    from playground.core.training.state import State
else:
    torch = Lazy("torch")
    F = Lazy("torch.nn.functional")

FIRST_TURNS = 15
"""Power iterations before the first iteration, as in torch.nn.utils.parametrizations.spectral_norm."""
SMALLEST = 1e-12


def first_directions(shape: Mlp, flat: Tensor, rng: np.random.Generator) -> tuple[Tensor, ...]:
    """One direction (out,) per layer, of length 1, near the first left singular vector of its initial weight."""
    weights = shape.views(flat)[::2]
    directions = tuple(
        torch.from_numpy(rng.standard_normal(len(w)).astype(np.float32)).to(flat.device) for w in weights
    )
    for _ in range(FIRST_TURNS):
        turn(weights, directions)
    return directions


def turn(weights: Sequence[Tensor], directions: Sequence[Tensor]) -> None:
    """Turns each direction, in place, towards its weight's first left singular vector: one power iteration."""
    with torch.no_grad():
        for weight, u in zip(weights, directions, strict=True):
            u.copy_(F.normalize(weight @ (u @ weight), dim=0, eps=SMALLEST))


def normalised(parameters: Sequence[Tensor], directions: Sequence[Tensor]) -> list[Tensor]:
    """[W / |W^T u|, b, ...] for parameters [W, b, ...]; the parameters themselves if there are no directions."""
    if not directions:
        return list(parameters)
    result = list(parameters)
    for i, u in enumerate(directions):
        weight = parameters[2 * i]
        result[2 * i] = weight / (u @ weight).norm().clamp_min(SMALLEST)
    return result


def d_parameters(experiment: Experiment, state: State) -> list[Tensor]:
    """D's effective weights and biases in this state, normalised if the experiment says so."""
    with torch.inference_mode(False), torch.no_grad():
        return normalised(experiment.d_shape.views(state.d), state.directions)
