"""The duality gap: large where a player is far behind, small at rest, and measuring it changes nothing."""

from __future__ import annotations

import math

import pytest
import torch

from playground.core.experiment import Experiment
from playground.core.lenses import Refused
from playground.core.training.state import State
from playground.core.training.trainer import Trainer
from playground.engine.commands import Analyse, Step
from playground.engine.duality import DualityGap, duality_gap, why_not
from playground.engine.letters import Analysed
from tests.support.travel import session
from tests.support.turning import letters, rest

NETS = {"g_layers": 1, "d_layers": 1, "g_width": 16, "d_width": 16}


def gap_of(e: Experiment, state: State, updates: int) -> DualityGap:
    *shares, found = duality_gap(e, state, updates)
    assert shares == sorted(shares)
    assert isinstance(found, DualityGap)
    return found


def test_an_untrained_game_has_a_large_gap_and_each_player_answers_for_itself() -> None:
    e = Experiment(**NETS)
    trainer = Trainer(e)
    before = trainer.state()
    found = gap_of(e, before, 200)
    assert trainer.state().equals(before)
    assert found.now == pytest.approx(-2 * math.log(2), abs=0.05), "an untrained D guesses"
    assert found.d_answers > found.now + 0.3
    assert found.g_answers < found.now
    assert found.gap == found.d_answers - found.g_answers


def test_at_the_equilibrium_of_the_dirac_gan_nobody_gains() -> None:
    e = Experiment(target="dirac", g_layers=0, d_layers=0, objective="minimax", ema=0.0, latent_size=1)
    trainer = Trainer(e)
    trainer.g.flat.zero_()
    trainer.d.flat.zero_()
    at_rest = gap_of(e, trainer.state(), 100)
    trainer.g.frozen[1].copy_(torch.tensor([1.0, 0.0]))
    away = gap_of(e, trainer.state(), 100)
    assert abs(at_rest.gap) < 1e-3
    assert away.gap > 0.1


def test_it_is_an_analysis_like_the_others_and_needs_a_g_that_listens() -> None:
    s = session(Experiment(**NETS, batch=32))
    s.send(Step("iteration", 3))
    rest(s)
    letters(s)
    s.send(Analyse("duality"))
    rest(s)
    (letter,) = letters(s)
    assert isinstance(letter, Analysed)
    assert isinstance(letter.result, DualityGap)
    assert isinstance(why_not(Experiment(objective="mmd")), Refused)
