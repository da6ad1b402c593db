"""The scales of D's colours: confidence looks confident, a draw is white, and a scale does not breathe with every picture."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.core.experiment import Experiment
from playground.core.lenses import FIELD, GRADIENTS, OPTIMUM, SURFACE, Display, Look
from playground.core.lenses.gradients import LEAST_CELL, MOST, spread
from playground.core.lenses.scale import FIXED, SHRINKS_AT, TICKS, Scale, kept_spread, round_up, scale_of
from playground.core.training.trainer import Trainer

SMALL = {"g_width": 8, "d_width": 8, "batch": 32}


def test_the_fixed_scale_is_white_at_a_draw_tinted_at_six_tenths_and_nearly_full_at_95_percent() -> None:
    place = FIXED.place(np.array([0.05, 0.4, 0.48, 0.5, 0.52, 0.6, 0.95]))
    assert place == pytest.approx(-place[::-1], abs=1e-6), "both players alike"
    assert (place[[2, 3, 4]] == 0).all(), "white within 0.02 of 1/2"
    assert 0.1 < place[5] < 0.4, "a tint, and no more"
    assert place[6] > 0.95
    assert (FIXED.shade(np.array([0.0, 0.5, 1.0, np.nan])) == [0, 127, 255, 127]).all()


def test_a_surface_of_a_d_that_guesses_is_white_and_its_boundary_faint() -> None:
    trainer = Trainer(Experiment(**SMALL))
    trainer.d.flat.mul_(1e-3)
    look = Look(trainer.experiment, trainer.state(), Display(grid=12))
    surface = SURFACE.see(look)
    assert (surface.shade == 127).all()
    assert surface.clarity < 0.05
    trainer.d.flat.normal_(0, 2, generator=torch.Generator().manual_seed(0))
    sure = SURFACE.see(Look(trainer.experiment, trainer.state(), Display(grid=12)))
    assert sure.scale == surface.scale == FIXED, "the same colours mean the same in every picture"
    assert sure.shade.min() < 20 or sure.shade.max() > 235
    assert sure.clarity == 1


def test_stretching_covers_what_the_picture_holds_and_says_so() -> None:
    trainer = Trainer(Experiment(**SMALL))
    trainer.d.flat.mul_(0.2)
    surface = SURFACE.see(Look(trainer.experiment, trainer.state(), Display(grid=12, stretched=True)))
    assert surface.scale.stretched
    assert surface.scale.low + surface.scale.high == pytest.approx(1)
    assert (surface.shade[surface.value >= surface.scale.high] == 255).all()
    assert FIXED.high - FIXED.low > surface.scale.high - surface.scale.low


@given(st.lists(st.floats(0, 1, width=32), min_size=2, max_size=40))
def test_a_larger_output_never_has_a_less_real_colour(values: list[float]) -> None:
    ordered = np.sort(np.array(values, np.float32))
    for scale in (FIXED, scale_of("probability", ordered, stretched=True), scale_of("score", ordered, False)):
        assert (np.diff(scale.place(ordered)) >= 0).all()
        assert np.abs(scale.place(ordered)).max() <= 1


def test_the_numbers_of_the_bar_stand_where_their_colours_are() -> None:
    places, values = zip(*FIXED.ticks(), strict=True)
    assert values == TICKS
    assert FIXED.place(np.array(values)).tolist() == list(places)
    assert Scale("score", -2, 2).ticks() == ((-1, -2), (0, 0), (1, 2))


def test_the_scale_of_scores_changes_only_where_they_no_longer_fit_and_by_a_round_step() -> None:
    assert [round_up(x) for x in (0.011, 0.2, 0.21, 1, 3, 7, 700)] == pytest.approx([0.02, 0.2, 0.5, 1, 5, 10, 1000])
    spread, changes = 0.0, 0
    for k in range(400):
        now = kept_spread(spread, 3 + 1.5 * np.sin(k) + k / 1000)
        changes += now != spread
        spread = now
    assert changes == 1, "it does not breathe"
    assert spread == 5
    assert kept_spread(5, 5.1) == 10
    assert kept_spread(5, 5 * SHRINKS_AT * 0.9) < 5


def test_scores_are_coloured_by_the_spread_that_the_window_keeps() -> None:
    trainer = Trainer(Experiment(**SMALL, objective="wasserstein"))
    surface = SURFACE.see(Look(trainer.experiment, trainer.state(), Display(grid=12, score_spread=20)))
    assert (surface.scale.low, surface.scale.high) == (-20, 20)
    assert surface.scale.kind == "score"


def test_perfect_d_has_the_same_scale_as_d() -> None:
    trainer = Trainer(Experiment(**SMALL))
    optimum = OPTIMUM.see(Look(trainer.experiment, trainer.state(), Display(grid=12)))
    assert optimum.scale == FIXED
    assert (optimum.difference_scale.low, optimum.difference_scale.high) == (-0.5, 0.5)


def test_arrows_start_at_the_fakes_that_are_drawn_and_have_one_scale() -> None:
    trainer = Trainer(Experiment(**SMALL, ema=0.9))
    for _ in range(30):
        trainer.iterate()
    units = set()
    for averaged in (True, False):
        look = Look(trainer.experiment, trainer.state(), Display(averaged=averaged))
        seen = GRADIENTS.see(look)
        drawn = look.shown_fakes.numpy()
        assert all((drawn == tail).all(1).any() for tail in seen.tail), "of the G that is shown, averaged or not"
        units.add(seen.unit)
        units.add(GRADIENTS.see(Look(trainer.experiment, Trainer(trainer.experiment).state(), Display())).unit)
    assert len(units) == 1, "an arrow of the same length means the same slope early and late"
    trainer.d.flat.mul_(1e-4)
    still = GRADIENTS.see(Look(trainer.experiment, trainer.state(), Display()))
    assert np.abs(still.direction * still.unit).max() < 1e-3, "they shrink to nothing where D can only guess"


def test_arrows_are_thinned_evenly() -> None:
    rng = np.random.default_rng(0)
    heap = rng.normal(0, 0.05, (900, 2))
    wide = rng.uniform(-3, 3, (100, 2))
    points = np.concatenate([heap, wide]).astype(np.float32)
    chosen = spread(points, MOST)
    assert 40 <= len(chosen) <= MOST
    assert (chosen < 900).sum() <= 12, "a heap of fakes has few arrows"
    assert len(spread(heap.astype(np.float32), MOST)) <= (0.4 / LEAST_CELL + 2) ** 2, "no crown over a small cloud"
    assert len(spread(np.full((5, 2), np.nan, np.float32), MOST)) == 0


def test_the_field_s_arrows_have_one_scale_too() -> None:
    trainer = Trainer(Experiment(**SMALL))
    before = FIELD.see(Look(trainer.experiment, trainer.state(), Display())).unit
    trainer.d.flat.mul_(3)
    assert FIELD.see(Look(trainer.experiment, trainer.state(), Display())).unit == before


@pytest.mark.parametrize("stretched", [False, True])
def test_tiny_scores_have_colours_whether_the_scale_is_stretched_or_not(stretched: bool) -> None:
    """Those of the WGAN recipe are about 1e-5; of probabilities that close to 1/2 only noise would be seen."""
    scores = np.linspace(-2e-5, 2e-5, 41, dtype=np.float32)
    assert np.abs(scale_of("score", scores, stretched).place(scores)).max() > 0.9
    assert np.abs(scale_of("probability", 0.5 + scores, stretched).place(0.5 + scores)).max() < 0.01
