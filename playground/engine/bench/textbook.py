"""The textbook loop that speed is measured against: modules, BCELoss, backward(), torch.optim, item() each step."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor, nn

from playground.core.choices.networks import Mlp
from playground.core.errors import InputError
from playground.core.experiment import Experiment
from playground.core.own_data.target import target_of
from playground.i18n import tr

LAYERS: dict[str, Callable[[], nn.Module]] = {"relu": nn.ReLU, "leaky_relu": lambda: nn.LeakyReLU(0.2), "tanh": nn.Tanh}


def network(widths: tuple[int, ...], activation: str) -> nn.Sequential:
    """The network as in a tutorial."""
    parts: list[nn.Module] = []
    for before, after in pairwise(widths):
        parts += [nn.Linear(before, after), LAYERS[activation]()]
    return nn.Sequential(*parts[:-1])


def network_of(e: Experiment) -> Mlp:
    """G's network; InputError if G is free points, which no tutorial trains."""
    if not isinstance(e.g_shape, Mlp):
        raise InputError(tr("the speed of generator = {kind} can't be compared: use network", kind=e.generator))
    return e.g_shape


OPTIMIZERS: dict[str, Callable[[nn.Module, float, float, float], torch.optim.Optimizer]] = {
    "adam": lambda net, rate, beta1, beta2: torch.optim.Adam(net.parameters(), rate, (beta1, beta2)),
    "sgd": lambda net, rate, _beta1, _beta2: torch.optim.SGD(net.parameters(), rate),
}


class Textbook:
    """One GAN of the DCGAN tutorial's kind (one pass of D for real, one for fake, fakes shared by both updates)."""

    def __init__(self, experiment: Experiment) -> None:
        e = self.experiment = experiment
        self.g = network(network_of(e).widths, e.g_activation)
        self.d = nn.Sequential(network(e.d_shape.widths, e.d_activation), nn.Sigmoid())
        self.loss = nn.BCELoss()
        self.optimizer_g = OPTIMIZERS[e.optimizer_g](self.g, e.learning_rate_g, e.beta1_g, e.beta2_g)
        self.optimizer_d = OPTIMIZERS[e.optimizer_d](self.d, e.learning_rate_d, e.beta1_d, e.beta2_d)
        self.target, self.rng = target_of(e), np.random.default_rng(e.seed)

    def iterate(self) -> tuple[float, float]:
        """One update of D and one of G; both losses."""
        n = self.experiment.batch
        real_label, fake_label = torch.ones(n, 1), torch.zeros(n, 1)
        real = torch.from_numpy(self.target.sample(n, self.rng))
        self.optimizer_d.zero_grad()
        loss_real: Tensor = self.loss(self.d(real), real_label)
        loss_real.backward()  # type: ignore[no-untyped-call]  # torch ships it without types
        fake = self.g(torch.randn(n, self.experiment.latent_size))
        loss_fake: Tensor = self.loss(self.d(fake.detach()), fake_label)
        loss_fake.backward()  # type: ignore[no-untyped-call]
        if self.experiment.penalty != "none":
            for points in (real, fake.detach()):
                self._slope_paid(points).backward()  # type: ignore[no-untyped-call]
        self.optimizer_d.step()
        self.optimizer_g.zero_grad()
        loss_g: Tensor = self.loss(self.d(fake), real_label)
        loss_g.backward()  # type: ignore[no-untyped-call]
        self.optimizer_g.step()
        return loss_real.item() + loss_fake.item(), loss_g.item()

    def _slope_paid(self, points: Tensor) -> Tensor:
        """R1 or R2 as in tutorials: (gamma / 2) E |grad D|^2, D's logit differentiated by autograd twice."""
        points = points.clone().requires_grad_()
        logits = self.d[:-1](points)
        (slope,) = torch.autograd.grad(logits.sum(), points, create_graph=True)
        return self.experiment.penalty_weight / 2 * slope.square().sum(1).mean()
