"""Sweeps: the table of a sweep's runs, a map of them over two knobs, and a sweep that runs in the background."""

from playground.ui.sweep.view import SweepView

__all__ = ["SweepView"]
