"""Games so small that their theory can be drawn: the Dirac-GAN and the linear WGAN, their dynamics and outcomes."""

from playground.core.theory.bilinear import BilinearGame
from playground.core.theory.dirac import DIRAC_GAMES, DiracGame
from playground.core.theory.game import Game, TwoTimescales, numeric_jacobian, turned
from playground.core.theory.linear import LINEAR_GAMES, LinearGame
from playground.core.theory.methods import METHODS, SCHEDULES, Method, trajectory
from playground.core.theory.momentum import heavy_ball
from playground.core.theory.path import PathAngle, path_angle
from playground.core.theory.portrait import GAMES, PhasePortrait, distances, eigenvalues, multipliers, phase_portrait
from playground.core.theory.verdict import Verdict, judge

__all__ = [
    "DIRAC_GAMES",
    "GAMES",
    "LINEAR_GAMES",
    "METHODS",
    "SCHEDULES",
    "BilinearGame",
    "DiracGame",
    "Game",
    "LinearGame",
    "Method",
    "PathAngle",
    "PhasePortrait",
    "TwoTimescales",
    "Verdict",
    "distances",
    "eigenvalues",
    "heavy_ball",
    "judge",
    "multipliers",
    "numeric_jacobian",
    "path_angle",
    "phase_portrait",
    "trajectory",
    "turned",
]
