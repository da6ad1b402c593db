"""The theory window: games so small that what becomes of them can be computed, played step by step."""

from playground.ui.views.theory.view import TheoryView

__all__ = ["TheoryView"]
