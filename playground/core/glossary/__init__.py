"""The screen's glossary: every term that a person can point at, in words, as a formula, and what its growth means."""

from __future__ import annotations

from playground.core.glossary.failures import FAILURES
from playground.core.glossary.game import GAME
from playground.core.glossary.measures import MEASURES
from playground.core.glossary.objectives import OBJECTIVES
from playground.core.glossary.plane import PLANE
from playground.core.glossary.program import PROGRAM
from playground.core.glossary.term import GLOSSARY, Term
from playground.core.glossary.theory import THEORY
from playground.core.glossary.training import TRAINING

for _entry in (*GAME, *OBJECTIVES, *TRAINING, *MEASURES, *PLANE, *FAILURES, *THEORY, *PROGRAM):
    GLOSSARY.add(_entry)

PLACES = {place: entry for entry in GLOSSARY for place in entry.where}
"""The term that explains each place; a place has one (tests/core/test_glossary.py)."""

__all__ = ["GLOSSARY", "PLACES", "Term"]
