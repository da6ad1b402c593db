"""The lens for the internals of the game, from weights to eigenvalues.

Weights, activations and gradients layer by layer, dead units, how G stretches the plane, and for small networks the
eigenvalues of the game's Jacobian and what they predict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from playground.core.arrays import F32
from playground.core.choices.networks import Mlp
from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.several import Several
from playground.core.lazy import Lazy
from playground.core.lenses.lens import LENSES, Lens, Refused
from playground.core.lenses.look import Look, frozen, numpy_of
from playground.core.lenses.normalisation import Apart, apart, trained_fakes, trained_outputs
from playground.core.own_data.target import target_of
from playground.core.training.linearised import Linearised, linearised
from playground.core.training.noise import Batches, Stream
from playground.core.training.schedule import instance_noise, penalty_weight
from playground.i18n import N_

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from playground.core.choices.generators import Shape
    from playground.core.experiment import Experiment
    from playground.core.training.functional import Drawn
else:
    torch = Lazy("torch")

BINS = 32
POINTS = 256
"""Real points, fakes and latents on which gradients and activations are measured: always the same."""
SMALL = 450
"""The most parameters, of both networks together, for which the game's Jacobian is computed."""
LARGE = N_(
    "All of the game's eigenvalues are only computed for small networks: up to {most} parameters in all, and these have {n:,}; "
    "the outermost ones can be found on demand."
)
NOT_FINITE = N_("The game has no eigenvalues here, as some numbers are no longer finite.")
DEAD = 1e-6
"""A unit whose output varies by less than this over all the points is dead."""


@dataclass(frozen=True, eq=False)
class Histogram:
    """`share` float32 (BINS,) of values in equal bins from -reach to reach; values outside count in the end bins."""

    share: F32
    reach: float
    size: float
    """Root mean square."""


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer: its weights, its units' outputs (None for the output layer), its gradients, and its dead units."""

    weights: Histogram
    activations: Histogram | None
    gradients: Histogram
    dead: int
    units: int


@dataclass(frozen=True, eq=False)
class Numbers:
    """D's and the raw G's layers; 2-norms of their gradients (without the penalty); what D's loss gains by the penalty, weight
    included, None if there is none; singular values of dG/dz,
    float32 (points, 2), the larger first (the smaller is 0 for one latent); `folded`: the share of latents at which G
    flips orientation (two latents only); the game linearised, or a sentence why it is not, in which `{n}` stands for
    `parameters` and `{most}` for SMALL; with batch normalisation how far what is drawn lies from what training
    sees. If G is free points, which have no layers, `g` is empty and `stretch` is None.
    """

    d: tuple[Layer, ...]
    g: tuple[Layer, ...]
    d_gradient: float
    g_gradient: float
    d_penalty: float | None
    stretch: F32 | None
    folded: float | None
    game: Linearised | Refused
    parameters: int
    apart: Apart | None = None


def histogram(values: F32) -> Histogram:
    """The histogram of any array, over +- 3 times its root mean square."""
    flat = values[np.isfinite(values)].astype(np.float64)
    size = float(np.sqrt(np.mean(flat**2))) if flat.size else 0.0
    reach = max(3 * size, 1e-12)
    counts, _ = np.histogram(np.clip(flat, -reach, reach), bins=BINS, range=(-reach, reach))
    return Histogram(frozen((counts / max(1, flat.size)).astype(np.float32)), reach, size)


def trained_reals(look: Look, n: int) -> F32:
    """At most n real points as training sees them, float32 (n, 2), with their classes beside them if D is told: of its finite
    training set, over and over, if it has one.
    """
    from playground.core.training.classes import with_classes  # listing the lenses must not load torch
    from playground.core.training.noise import training_set

    finite = training_set(look.experiment)
    if finite is None:
        return with_classes(look.reals[:n], None if look.drawn_labels is None else look.drawn_labels[:n], look.classes)
    rows = with_classes(finite.points, finite.labels, look.classes)
    return np.resize(rows, (min(n, len(look.reals)), rows.shape[1]))


def trained_latents(look: Look, real: Tensor) -> Tensor:
    """The first n displayed latents, (n, latent size), with the classes of these real points (n, 2 + classes) beside them."""
    from playground.core.training.classes import like, without  # listing the lenses must not load torch

    z = without(look.latents[:POINTS], look.classes)
    return like(z[: len(real)], real[: len(z)], look.classes)


def losses(look: Look, d: list[Tensor], g: list[Tensor]) -> tuple[Tensor, Tensor]:
    """D's and G's losses, without penalty, as functions of both players' parameters, on the fixed points, in packs as in
    training.
    """
    from playground.core.training.classes import like  # listing the lenses must not load torch
    from playground.core.training.packing import packed

    objective, m = OBJECTIVES[look.experiment.objective], look.experiment.packing
    points = torch.tensor(trained_reals(look, POINTS), device=look.device)
    z = trained_latents(look, points) if look.classes else look.latents[:POINTS]
    fakes = trained_fakes(look, g, z)
    real, fake = packed(points, m), packed(like(fakes, z[: len(fakes)], look.classes), m)
    n = min(len(real), len(fake))
    r, f = trained_outputs(look, d, real[:n]), trained_outputs(look, d, fake[:n])
    return objective.d_loss(r, f), objective.g_loss_of(partial(trained_outputs, look, d), real[:n], fake[:n])


def penalty_paid(look: Look) -> float | None:
    """The penalty in D's loss, its weight included, on the fixed points; None if D pays none."""
    from playground.core.training.classes import like, moved  # listing the lenses must not load torch
    from playground.core.training.functional import kind_of
    from playground.core.training.losses import Losses, Seen, Terms, from_transform
    from playground.core.training.packing import packed, packed_uniforms

    e = look.experiment
    losses, m = Losses.of(kind_of(e)), e.packing
    if losses.penalty.price is None:
        return None
    draw = fixed_points(look)
    real, z = draw.real[0], draw.latent[0]
    with torch.no_grad():
        fake = trained_fakes(look, look.g.views(look.state.g), z)
    real, z = real[: len(fake)], z[: len(fake)]
    fake = like(fake, z, look.classes)
    if (sd := instance_noise(e, look.state.iteration)) and draw.normals is not None:
        normals = draw.normals[0][: len(fake)]
        real, fake = moved(real, sd * normals[:, :2]), moved(fake, sd * normals[:, 2:])
    uniforms = None if draw.uniforms is None else packed_uniforms(draw.uniforms[0][: len(fake)], m)
    seen = Seen(packed(real, m), packed(fake, m), uniforms, look.classes)

    def critic(points: Tensor) -> Tensor:
        output: Tensor = look.d(look.d_parameters, points)
        return output.squeeze(1)

    paid = losses.of_d(critic, seen, Terms(penalty_weight(e, look.state.iteration), e.label_smoothing), from_transform)
    return float(paid.total - paid.loss)


def layers_of(
    shape: Shape, parameters: list[Tensor], gradients: tuple[Tensor, ...], hidden: list[Tensor]
) -> tuple[Layer, ...]:
    """The layers of one network."""
    found = []
    for k, layer in enumerate(shape.by_layer):
        outputs = numpy_of(hidden[k]) if k < len(hidden) else None
        with np.errstate(invalid="ignore", over="ignore"):
            spread = None if outputs is None else np.nan_to_num(outputs.std(0), nan=1.0)
        both = np.concatenate([numpy_of(p).ravel() for p in _of(layer, gradients)])
        found.append(
            Layer(
                histogram(np.concatenate([numpy_of(p).ravel() for p in _of(layer, parameters)])),
                None if outputs is None else histogram(outputs),
                histogram(both),
                0 if spread is None else int((spread < DEAD).sum()),
                int(parameters[2 * k].shape[-2]) if outputs is None else outputs.shape[1],
            )
        )
    return tuple(found)


def _of(layer: Sequence[int], parts: Sequence[Tensor]) -> list[Tensor]:
    return [parts[i] for i in layer]


def stretching(look: Look, g: list[Tensor]) -> tuple[F32, float | None]:
    """Singular values of dG/dz at the fixed latents, float32 (n, 2), and the share with a negative determinant."""
    z = look.latents[:POINTS].clone().requires_grad_()
    out = look.g(g, z)
    rows = [torch.autograd.grad(out[:, i].sum(), z, retain_graph=True)[0] for i in range(2)]
    jacobians = numpy_of(torch.stack(rows, dim=1)).astype(np.float64)[:, :, : look.experiment.latent_size]
    whole = np.isfinite(jacobians).all((1, 2))
    values = np.zeros((len(jacobians), 2), np.float32)
    if whole.any():
        singular = np.linalg.svd(jacobians[whole], compute_uv=False)
        values[whole, : singular.shape[1]] = singular[:, :2]
    folded = float((np.linalg.det(jacobians[whole]) < 0).mean()) if jacobians.shape[2] == 2 and whole.any() else None
    return frozen(values), folded


def no_game(e: Experiment) -> Refused | None:
    """Why this experiment's game can't be linearised, whatever its size; None if it can."""
    from playground.core.training.functional import solves  # listing the lenses must not load torch

    if e.spectral_norm == "on":
        return Refused(
            N_("The game is not linearised with spectral norm, as D's parameters alone then don't say how it judges.")
        )
    if e.batch_norm != "off":
        return Refused(
            N_(
                "The game is not linearised with batch normalisation, as the players' outputs for a point then depend on its whole batch."
            )
        )
    if solves(e):
        return Refused(
            N_("The game is not linearised with competitive gradient descent, which solves for both players' steps.")
        )
    return None


def fixed_points(look: Look) -> Drawn:
    """The fixed points on which the game is linearised, as one draw."""
    from playground.core.training.functional import Drawn

    e, n = look.experiment, min(POINTS, len(look.reals), len(look.latents))
    real_points = trained_reals(look, n)
    batches = Batches(e.seed, target_of(e), n, e.latent_kind, e.latent_size)
    fixed = (real_points, batches.take(Stream.PENALTY, 0), batches.take(Stream.INSTANCE_NOISE, 0))
    real, uniforms, normals = (torch.tensor(part, device=look.device)[None] for part in fixed)
    z = trained_latents(look, real[0]) if look.classes else look.latents[:n]
    return Drawn(real, z[None], uniforms, normals)


def linearised_game(look: Look) -> Linearised | Refused:
    """The game linearised at this state, with the raw G, on as many fixed points as the other numbers."""
    if (refused := no_game(look.experiment)) is not None:
        return refused
    if look.d.size + look.g.size > SMALL:
        return Refused(LARGE)
    found = linearised(look.experiment, look.state, fixed_points(look))
    return found or Refused(NOT_FINITE)


def _of_g(
    look: Look, g: list[Tensor], gradients: tuple[Tensor, ...]
) -> tuple[tuple[Layer, ...], F32 | None, float | None]:
    """G's layers, and what `stretching` gives, if G is a network."""
    if not isinstance(look.g, Mlp | Several):
        return (), None, None
    with torch.no_grad():
        hidden = look.g.hidden(g, look.latents[:POINTS])
    return layers_of(look.g, g, gradients, hidden), *stretching(look, g)


def see(look: Look) -> Numbers:
    """All the internals of this state."""
    from playground.core.training.packing import packed  # listing the lenses must not load torch

    d = [p.clone().requires_grad_() for p in look.d_parameters]
    g = [p.clone().requires_grad_() for p in look.g.views(look.state.g)]
    loss_d, loss_g = losses(look, d, g)
    of_d = torch.autograd.grad(loss_d, d, retain_graph=True, materialize_grads=True)
    of_g = torch.autograd.grad(loss_g, g, materialize_grads=True)
    with torch.no_grad():
        points = torch.tensor(trained_reals(look, POINTS), device=look.device)
        hidden_d = look.d.hidden(d, packed(points, look.experiment.packing))
    layers_g, stretch, folded = _of_g(look, g, of_g)

    def norm(parts: tuple[Tensor, ...]) -> float:
        return float(sum(float(p.square().sum()) for p in parts) ** 0.5)

    return Numbers(
        layers_of(look.d, d, of_d, hidden_d),
        layers_g,
        norm(of_d),
        norm(of_g),
        penalty_paid(look),
        stretch,
        folded,
        linearised_game(look),
        look.d.size + look.g.size,
        apart(look, points, trained_latents(look, points) if look.classes else look.latents[:POINTS]),
    )


NUMBERS: Lens[Numbers] = LENSES.add(
    Lens("numbers", "Numbers", "Weights, activations, gradients, how G stretches, eigenvalues.", see, seconds=0.7)
)
