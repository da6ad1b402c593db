"""The screen's glossary: every choice of the program has a term, no term is empty, every place exists and has one term."""

import re
from collections import Counter
from typing import get_args

import pytest

from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.optimizers import OPTIMIZERS
from playground.core.choices.penalties import PENALTIES
from playground.core.experiment import GROUPS, KNOBS
from playground.core.experiment.phenomena import PHENOMENA
from playground.core.glossary import GLOSSARY, PLACES, Term
from playground.core.glossary.notation import Fraction, Glyphs, Row, Script, parse
from playground.core.metrics import METRICS
from playground.core.metrics.verdict import Level
from playground.ui.layers import LAYERS
from playground.ui.levels import LEARNING_RATES
from playground.ui.view_specs import VIEW_SPECS

PROGRAM: dict[str, tuple[str, ...]] = {
    "knob": (*KNOBS, LEARNING_RATES),
    "group": GROUPS,
    "metric": METRICS.names,
    "layer": tuple(layer.name for layer in LAYERS),
    "view": ("plane", *(view.name for view in VIEW_SPECS)),
    "phenomenon": PHENOMENA.names,
    "objective": OBJECTIVES.names,
    "penalty": PENALTIES.names,
    "optimizer": OPTIMIZERS.names,
    "level": get_args(Level),
}
"""Everything that has a name in a table without Qt; what only widgets know is in tests/ui/test_asking.py."""
ON_WIDGETS = ("box", "plot", "curve", "axis", "symbol", "part")


@pytest.mark.parametrize("kind", PROGRAM)
def test_everything_that_the_program_offers_is_explained_and_nothing_else(kind: str) -> None:
    explained = {place.partition(":")[2] for place in PLACES if place.startswith(f"{kind}:")}
    assert explained == set(PROGRAM[kind])


def test_a_place_has_one_term_and_a_known_kind() -> None:
    places = Counter(place for term in GLOSSARY for place in term.where)
    assert [place for place, n in places.items() if n > 1] == []
    assert {place.partition(":")[0] for place in places} == {*PROGRAM, *ON_WIDGETS}


@pytest.mark.parametrize("term", GLOSSARY, ids=lambda term: term.name)
def test_a_term_has_two_sentences_and_says_both_ways_or_none(term: Term) -> None:
    assert term.title
    assert term.title[0].isupper()
    assert len(re.findall(r"[.!?](?= [A-Z]|$)", term.words)) == 2, term.words
    assert bool(term.up) == bool(term.down)
    for text in (term.words, *filter(None, (term.up, term.down))):
        assert text.endswith(".")
        assert "  " not in text
    parse(term.formula)


def test_what_has_a_size_says_what_it_means_when_it_grows_and_shrinks() -> None:
    numbers = [f"knob:{key}" for key, knob in KNOBS.items() if knob.low is not None and key != "seed"]
    measured = [f"metric:{name}" for name in METRICS.names]
    for place in (*numbers, *measured, "curve:d_loss", "curve:g_loss", "curve:d_real", "curve:d_fake"):
        assert PLACES[place].up, place


def plain(row: Row) -> str:
    """The row again in a notation with every group in braces."""
    text = ""
    for node in row:
        match node:
            case Glyphs(glyphs, _):
                text += glyphs
            case Script(inside, raised):
                text += f"{'^' if raised else '_'}{{{plain(inside)}}}"
            case Fraction(above, below):
                text += f"{{{plain(above)}}}/{{{plain(below)}}}"
    return text


def test_formulas_are_read_into_glyphs_scripts_and_fractions() -> None:
    row = parse("D_data(x)^2 = {1}/{1 + exp(−s_i)}")
    assert row[0] == Glyphs("D", italic=True)
    assert row[1] == Script((Glyphs("data", italic=False),), raised=False)
    assert isinstance(row[-1], Fraction)
    assert plain(row) == "D_{data}(x)^{2} = {1}/{1 + exp(−s_{i})}"
    assert parse("E log x") == (
        Glyphs("E", italic=False),
        Glyphs(" ", italic=False),
        Glyphs("log", italic=False),
        Glyphs(" ", italic=False),
        Glyphs("x", italic=True),
    )
    assert parse("") == ()
    for wrong in ("{1}", "{1}/2", "x_{i", "x_"):
        with pytest.raises(ValueError, match=r"x_|\{1\}"):
            parse(wrong)
