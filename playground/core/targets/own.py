"""The gallery's entry for one's own P_data, whose points an experiment carries itself (core/own_data)."""

from playground.core.targets.target import Target

OWN = Target(
    "own",
    "Your own",
    "Draw it, type a word, open a file of points or a picture, or place Gaussians by hand. A click opens the panel.",
    uniforms=0,
    push=lambda _u, g: g,
    source="You.",
)
"""Stands in the gallery for data that an experiment carries itself (`own_data`)."""
