"""Heavy-ball momentum in a game, positive or negative, for each player and in either order of the turns."""

from dataclasses import replace

import numpy as np

from playground.core.arrays import F64
from playground.core.theory.game import Game, clipped, generator_mask
from playground.core.theory.methods import METHODS, Method


def heavy_ball(beta_g: float, beta_d: float, *, alternating: bool) -> Method:
    """Each player adds its momentum times its own last move to its gradient step (Polyak 1964).

    w' = w + h v + beta (w - w before). Alternating: G moves, then D by its gradient at the new G, as in Gidel, Askari
    Hemmat, Pezeshki, Le Priol, Huang, Lacoste-Julien and Mitliagkas, "Negative momentum for improved game dynamics" (AISTATS
    2019). The operator is (2 dims, 2 dims), on the deviations now and one step ago.
    """

    def beta(dims: int) -> F64:
        g = generator_mask(dims)
        return beta_g * g + beta_d * (1 - g)

    def both(game: Game, now: F64, before: F64, h: float) -> F64:
        return clipped(game, now + h * game.field(now) + beta(len(now)) * (now - before))

    def in_turns(game: Game, now: F64, before: F64, h: float) -> F64:
        g, pull = generator_mask(len(now)), beta(len(now)) * (now - before)
        ahead = now + g * (h * game.field(now) + pull)
        return clipped(game, ahead + (1 - g) * (h * game.field(ahead) + pull))

    def operator(jacobian: F64, h: float) -> F64:
        one = np.eye(len(jacobian))
        g, momentum = np.diag(generator_mask(len(jacobian))), np.diag(beta(len(jacobian)))
        now, before = one + h * jacobian + momentum, -momentum
        if alternating:
            d_step = one + h * (one - g) @ jacobian
            now = d_step @ (one + g @ (h * jacobian + momentum)) + (one - g) @ momentum
            before = -d_step @ g @ momentum - (one - g) @ momentum
        return np.block([[now, before], [one, np.zeros_like(one)]])

    return Method("heavy_ball", "Heavy ball", "", in_turns if alternating else both, operator)


METHODS.add(
    replace(
        heavy_ball(-0.5, -0.5, alternating=True),
        name="negative_momentum",
        label="Alternating, momentum -1/2",
        help="In turns, each player takes back half of its last move. This slows the circling, and a pure rotation converges as "
        "long as the step times √τ f′(0), f′(0) being the objective's slope, is below 1; with simultaneous steps it does not.",
    )
)
