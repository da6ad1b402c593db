"""What is said below a drawn network: how to use it, and what of it is not drawn."""

from __future__ import annotations

from playground.core.lenses.neurons import Network
from playground.i18n import Text, sentences, tr

HINT: Text = (
    "Point at a unit to see it on the plane. Click a line (a weight) or a small square (a bias) to read and change it."
)
NO_NETWORK: Text = "G is free points: it has no units and no weights, only the positions of its points."


def hint(network: Network | None) -> str:
    """The sentences for this network; for none, that G is free points."""
    if network is None:
        return tr(NO_NETWORK)
    notes = []
    if network.embeds:
        notes.append(tr("The weights by which D's last features meet each class are not drawn."))
    if network.normed:
        notes.append(tr("Batch normalisation scales what enters each hidden unit; its numbers are not drawn."))
    if network.one_of:
        notes.append(tr("G is {n} networks; this is the first.", n=network.one_of))
    if network.pieces > 1:
        notes.append(tr("Each unit is the largest of {n} linear functions; the first is drawn.", n=network.pieces))
    return sentences((tr(HINT), *notes))
