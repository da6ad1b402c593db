"""Sweeps: one experiment over a grid of its knobs or at random, each with several seeds, a row of a table for each run."""
