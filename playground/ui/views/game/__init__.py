"""The whole game at a glance: what G makes, how D judges it, and the gradients that come back."""

from playground.ui.views.game.view import Game

__all__ = ["Game"]
