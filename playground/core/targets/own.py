"""The gallery's entry for own data, which the experiment itself contains (core/own_data)."""

from playground.core.targets.target import Target

OWN = Target(
    "own",
    "Your own",
    "Draw it, type a word, open a file of points or a picture, or place Gaussians by hand. A click opens the panel.",
    uniforms=0,
    push=lambda _u, g: g,
    source="You.",
)
"""Placeholder in the gallery for data that the experiment itself contains (`own_data`)."""
