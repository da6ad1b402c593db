"""The theory window: games small enough that their outcome can be computed, played step by step."""

from playground.ui.views.theory.view import TheoryView

__all__ = ["TheoryView"]
