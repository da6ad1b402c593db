"""The forms that an experiment's knobs give: both networks, the classes they are told, and the rates of their steps."""

from __future__ import annotations

from playground.core.choices.conditionals import conditional_d
from playground.core.choices.generators import GENERATORS, Shape
from playground.core.choices.networks import Mlp
from playground.core.choices.normed import BATCH_NORMS, network_of
from playground.core.choices.optimizers import Rates
from playground.core.own_data.target import target_of


class Forms:
    """What training makes of the knobs of an experiment, which names them as fields."""

    target: str
    own_data: str
    conditional: str
    generator: str
    g_points: int
    g_networks: int
    latent_size: int
    latent_kind: str
    g_layers: int
    g_width: int
    g_activation: str
    d_layers: int
    d_width: int
    d_activation: str
    leaky_slope: float
    batch_norm: str
    packing: int
    learning_rate_d: float
    beta1_d: float
    beta2_d: float
    learning_rate_g: float
    beta1_g: float
    beta2_g: float

    @property
    def classes(self) -> int:
        """How many classes both players are told of; 0 if they are told none."""
        modes = None if self.conditional == "none" else target_of(self).modes
        return 0 if modes is None else len(modes)

    @property
    def g_shape(self) -> Shape:
        return GENERATORS[self.generator].shape(self)

    @property
    def d_shape(self) -> Mlp:
        widths = (2 * self.packing, *[self.d_width] * self.d_layers, 1)
        normed = BATCH_NORMS[self.batch_norm].d
        network = network_of(widths, self.d_activation, self.leaky_slope, normed=normed)
        return conditional_d(self.conditional, network, self.classes)

    @property
    def rates_d(self) -> Rates:
        return Rates(self.learning_rate_d, self.beta1_d, self.beta2_d)

    @property
    def rates_g(self) -> Rates:
        return Rates(self.learning_rate_g, self.beta1_g, self.beta2_g)
