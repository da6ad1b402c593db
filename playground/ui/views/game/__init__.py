"""The whole game at a glance: who makes what, who judges it, and what comes back."""

from playground.ui.views.game.view import Game

__all__ = ["Game"]
