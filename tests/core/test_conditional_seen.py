"""What is seen of a conditional GAN: each view is of one class, and says nothing that a conditional D cannot say."""

from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional as F  # noqa: N812 (the field's own name for it)

from playground.core.experiment import EXPERIMENT, Experiment
from playground.core.experiment.presets import presets
from playground.core.lenses import (
    ANATOMY,
    HELD,
    MANIFOLD,
    NUMBERS,
    OPTIMUM,
    READING,
    SAMPLES,
    SURFACE,
    TRAILS,
    VALUE,
    VERDICTS,
    Display,
    Look,
    Refused,
)
from playground.core.lenses.anatomy import Anatomy
from playground.core.lenses.estimate import densities
from playground.core.lenses.optimum import Optimum
from playground.core.lenses.surface import grid_points
from playground.core.lenses.trails import mark
from playground.core.own_data.target import target_of
from playground.core.targets import TARGETS
from playground.core.training.trainer import Trainer
from tests.support.conditional import formed, judge, make, nearest, slope, small


@formed
def test_the_surface_and_the_readings_are_of_the_class_asked_for(form: str) -> None:
    trainer = Trainer(small(form))
    for _ in range(30):
        trainer.iterate()
    e, state = trainer.experiment, trainer.state()
    seen = {}
    for label in (0, 5):
        display = Display(grid=8, label=label, probes=((0.4, -0.3),), latent=(0.5, -1.0))
        look = Look(e, state, display)
        points = torch.from_numpy(np.concatenate([grid_points(display.rect, 8), np.float32([[0.4, -0.3]])]))
        y = F.one_hot(torch.full((len(points),), label), 8).float()
        d = torch.sigmoid(judge(e, list(e.d_shape.views(state.d)), points, y)).numpy()
        seen[label] = SURFACE.see(look).value
        assert np.allclose(seen[label].ravel(), d[:-1], atol=1e-6)
        assert READING.see(look)[0].d == pytest.approx(d[-1], abs=1e-6)
        held, sheet = HELD.see(look), MANIFOLD.see(look)
        expected = make(e, list(e.g_shape.views(state.ema)), torch.tensor([[0.5, -1.0]]), y[:1])
        assert np.allclose(held.at, expected.numpy()[0], atol=1e-6)
        assert sheet.points.shape == (21, 21, 2)
    assert not np.allclose(seen[0], seen[5])
    beyond = SURFACE.see(Look(e, state, Display(grid=8, label=99)))
    assert np.array_equal(beyond.value, SURFACE.see(Look(e, state, Display(grid=8, label=7))).value)


@formed
def test_dots_have_the_class_they_were_drawn_with_and_d_judges_them_as_such(form: str) -> None:
    trainer = Trainer(small(form))
    for _ in range(30):
        trainer.iterate()
    e, state = trainer.experiment, trainer.state()
    look = Look(e, state, Display(dots=400))
    samples, verdicts = SAMPLES.see(look), VERDICTS.see(look)
    assert np.array_equal(samples.labels, nearest(samples.real, e))
    y = F.one_hot(torch.tensor(samples.labels), 8).float()
    z = look.latents[:, :2]
    raw = make(e, list(e.g_shape.views(state.g)), z, y)
    for points, said in ((torch.tensor(samples.real), verdicts.real), (raw, verdicts.fake)):
        expected = torch.sigmoid(judge(e, list(e.d_shape.views(state.d)), points, y))
        assert np.allclose(said, expected.numpy(), atol=1e-6)
    assert SAMPLES.see(Look(EXPERIMENT, Trainer(EXPERIMENT).state(), Display())).labels is None


@formed
def test_slow_motion_and_numbers_are_of_the_game_that_is_trained(form: str) -> None:
    trainer = Trainer(small(form, d_width=6, g_width=6, penalty="r1"))
    for _ in range(20):
        trainer.iterate()
    e, state = trainer.experiment, trainer.state()
    look = Look(e, state, Display(dots=300))
    seen, numbers = ANATOMY.see(look), NUMBERS.see(look)
    assert isinstance(seen, Anatomy)
    trainer.iterate()
    measured = trainer.measured()
    assert seen.z.shape == seen.real.shape == seen.fake.shape == seen.pushes.shape == (32, 2)
    assert float(seen.d_real.mean()) == pytest.approx(measured.d_real, abs=1e-5)
    assert float(seen.d_fake.mean()) == pytest.approx(measured.d_fake, abs=1e-5)
    assert seen.g_loss == pytest.approx(measured.g_loss, abs=1e-5)
    assert len(seen.d_step) == len(numbers.d) == 3
    assert numbers.stretch is not None
    assert numbers.stretch.shape[1] == 2
    assert numbers.folded is not None
    assert not isinstance(numbers.game, Refused)
    d, g = (
        [p.double().requires_grad_() for p in shape.views(flat)]
        for shape, flat in ((e.d_shape, state.d), (e.g_shape, state.g))
    )
    points, labels = look.reals[:256], look.drawn_labels
    assert labels is not None
    x, y = torch.from_numpy(points.copy()).double(), F.one_hot(torch.from_numpy(labels[:256].copy()), 8).double()
    fake = make(e, g, look.latents[:256, :2].double(), y)
    total = F.softplus(-judge(e, d, x, y)).mean() + F.softplus(judge(e, d, fake.detach(), y)).mean()
    total = total + e.penalty_weight * 0.5 * slope(lambda x: judge(e, d, x, y), x).square().sum(1).mean()
    by_d = torch.autograd.grad(total, d)
    by_g = torch.autograd.grad(F.softplus(-judge(e, d, fake, y)).mean(), g)
    norm = float(sum(float(p.square().sum()) for p in (*by_d, *by_g)) ** 0.5)
    assert numbers.game.norm == pytest.approx(norm, rel=1e-4)


def made_by_hand(shift: int) -> tuple[Experiment, Any]:
    """A G(z, y) that makes exactly the mode `shift` after y of the ring, and its state."""
    e = Experiment(conditional="concatenated", g_layers=0, ema=0.0)
    trainer, modes = Trainer(e), TARGETS["ring8"].modes
    assert modes is not None
    weight, bias = e.g_shape.views(trainer.g.flat)
    weight.zero_()
    weight[0, 0] = weight[1, 1] = float(modes.covariances[0, 0, 0]) ** 0.5
    weight[:, 2:] = torch.from_numpy(np.roll(modes.centres, -shift, axis=0).T)
    bias.zero_()
    return e, trainer.state()


def test_the_best_d_of_a_class_compares_the_densities_of_that_class() -> None:
    """D*_y = p(x | y) / (p(x | y) + q(x | y)), as both have the same classes."""
    for shift in (0, 1):
        e, state = made_by_hand(shift)
        modes = TARGETS["ring8"].modes
        assert modes is not None
        for label in (0, 3):
            display = Display(label=label, probes=tuple(tuple(map(float, c)) for c in modes.centres))
            look = Look(e, state, display)
            seen, readings = OPTIMUM.see(look), READING.see(look)
            assert isinstance(seen, Optimum)
            known = np.isfinite(seen.best)
            found = [reading.best for reading in readings]
            other = (label + shift) % 8
            if shift == 0:
                assert np.abs(seen.best[known] - 0.5).max() < 0.25
                assert found[label] == pytest.approx(0.5, abs=0.05)
            else:
                assert found[label] > 0.99
                assert found[other] < 0.01
            assert [k for k in range(8) if np.isfinite(found[k])] == sorted({label, other})  # nothing of other classes
        both = densities(Look(e, state, Display()), display.rect, 64)
        assert abs(float(both.data.sum() / both.model.sum()) - 1) < 0.02  # those of all classes together are the ring's


def test_what_a_conditional_d_cannot_say_is_refused() -> None:
    e = small("projection")
    refused = VALUE.see(Look(e, Trainer(e).state(), Display()))
    assert isinstance(refused, Refused)
    assert refused.sentence.endswith(".")


@formed
def test_after_a_short_run_g_makes_each_class_to_order(form: str) -> None:
    e = presets()["conditional"].experiment.changed({"conditional": form})
    trainer, modes = Trainer(e), target_of(e).modes
    assert modes is not None
    for _ in range(600):
        trainer.iterate()
    state = trainer.state()
    for label in range(e.classes):
        fakes = Look(e, state, Display(label=label)).sample(500, averaged=True, of_class=True).numpy()
        assert (nearest(fakes, e) == label).mean() > 0.97
        far = ((fakes - modes.centres[label]) ** 2).sum(1) ** 0.5
        assert (far < 4 * float(modes.covariances[label, 0, 0]) ** 0.5).mean() > 0.95


@formed
def test_trails_are_of_the_same_latents_and_classes_however_many_dots_are_displayed(form: str) -> None:
    trainer = Trainer(small(form))
    e, before = trainer.experiment, trainer.state()
    for _ in range(10):
        trainer.iterate()
    past = (mark(Look(e, before, Display())),)
    many, few = (TRAILS.see(Look(e, trainer.state(), Display(dots=n), past)).points for n in (1000, 12))
    assert many.shape == (2, 30, 2)
    assert few.shape == (2, 12, 2)
    np.testing.assert_allclose(few, many[:, :12], atol=1e-6)
