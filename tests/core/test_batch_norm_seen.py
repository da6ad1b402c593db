"""With batch normalisation what is drawn is not what training sees: by how much is told, and what does not fit is refused."""

from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional as F  # noqa: N812 (the field's own name for it)

from playground.core.choices.networks import Mlp
from playground.core.choices.normed import BATCH_NORMS, Normed, batch_norm_of
from playground.core.errors import InputError
from playground.core.experiment import EXPERIMENT, Experiment
from playground.core.experiment.presets import presets
from playground.core.experiment.rules import coupled_changes, without_effect
from playground.core.lenses import ANATOMY, LENSES, NEURONS, NUMBERS, SAMPLES, SURFACE, Display, Look, Refused
from playground.core.lenses.surface import grid_points
from playground.core.script import script
from playground.core.session.history import WeightSet
from playground.core.training.functional import refusal
from playground.core.training.trainer import Trainer
from playground.engine.run import Run

SMALL: dict[str, Any] = {
    "batch_norm": "both", "penalty": "none", "g_layers": 2, "d_layers": 2, "g_width": 6, "d_width": 7, "batch": 32,
    "optimizer_d": "sgd", "optimizer_g": "sgd", "learning_rate_d": 0.02, "learning_rate_g": 0.02,
}  # fmt: skip


# ---- what is seen ----


def test_what_is_drawn_comes_from_the_running_averages_and_what_differs_is_told() -> None:
    e = Experiment(**SMALL)
    trainer = Trainer(e)
    for _ in range(30):
        trainer.iterate()
    look = Look(e, trainer.state(), Display(dots=300, grid=12, averaged=False))
    d, g = e.d_shape, e.g_shape
    assert isinstance(d, Normed)
    assert isinstance(g, Normed)
    of_d, of_g = d.views(look.state.d), g.views(look.state.g)
    drawn = torch.sigmoid(d(of_d, torch.tensor(grid_points(look.display.rect, 12)))).reshape(12, 12)
    assert np.allclose(SURFACE.see(look).value, drawn.detach().numpy(), atol=1e-6)
    assert np.allclose(SAMPLES.see(look).fake, g(of_g, look.latents).detach().numpy(), atol=1e-6)
    z, real = look.latents[:256], torch.tensor(look.reals[:256])
    fakes = torch.cat([g.trained(of_g, part, 32)[0] for part in z.split(32)])
    said = []
    for points in (real, fakes):
        seen = torch.cat([d.trained(of_d, part, 32)[0] for part in points.split(32)])
        said.append((torch.sigmoid(d(of_d, points)) - torch.sigmoid(seen)).abs().mean())
    numbers = NUMBERS.see(look)
    assert numbers.apart is not None
    assert numbers.apart.batch == 32
    assert numbers.apart.d == pytest.approx(float(sum(said) / 2), abs=1e-6)
    assert numbers.apart.g == pytest.approx(float((g(of_g, z) - fakes).norm(dim=1).mean()), abs=1e-6)
    assert numbers.apart.d > 0.01
    assert numbers.apart.g > 0.01


@pytest.mark.parametrize("name", BATCH_NORMS.names)
def test_a_network_without_it_has_nothing_to_tell(name: str) -> None:
    e = Experiment(**{**SMALL, "batch_norm": name})
    look = Look(e, Trainer(e).state(), Display(dots=300))
    apart, entry = NUMBERS.see(look).apart, BATCH_NORMS[name]
    assert (apart is not None) == (entry.d or entry.g) == bool(entry.drawn)
    if apart is not None:
        assert (apart.d is not None, apart.g is not None) == (entry.d, entry.g)
    assert batch_norm_of(d=entry.d, g=entry.g) == name
    assert (isinstance(e.d_shape, Normed), isinstance(e.g_shape, Normed)) == (entry.d, entry.g)


def test_gradient_norms_are_those_of_training() -> None:
    """On the fixed points, in batches of the experiment's size: D's mean gradient over them."""
    e = Experiment(**SMALL)
    trainer = Trainer(e)
    for _ in range(10):
        trainer.iterate()
    look = Look(e, trainer.state(), Display(dots=256))
    d, g = e.d_shape, e.g_shape
    assert isinstance(d, Normed)
    assert isinstance(g, Normed)
    leaves = [p.clone().requires_grad_() for p in d.views(look.state.d)]
    z, real = look.latents, torch.tensor(look.reals)
    losses = []
    for points, way in (
        (real, -1),
        (torch.cat([g.trained(g.views(look.state.g), part, 32)[0] for part in z.split(32)]), 1),
    ):
        outputs = torch.cat([d.trained(leaves, part, 32)[0] for part in points.split(32)])
        losses.append(F.softplus(way * outputs).mean())
    gradients = torch.autograd.grad(sum(losses), leaves, materialize_grads=True)
    numbers = NUMBERS.see(look)
    assert numbers.d_gradient == pytest.approx(float(sum(float(p.square().sum()) for p in gradients) ** 0.5), rel=1e-4)
    assert [layer.units for layer in numbers.d] == [7, 7, 1]
    assert [layer.units for layer in numbers.g] == [6, 6, 2]


@pytest.mark.parametrize("lens", LENSES, ids=lambda lens: lens.name)
def test_every_lens_sees_it_even_where_numbers_have_blown_up_or_points_are_few(lens: Any) -> None:
    e = Experiment(**SMALL, packing=2)
    trainer = Trainer(e)
    trainer.iterate()
    for dots in (50, 300):  # 50 is the fewest that the window shows
        state = trainer.state()
        lens.see(Look(e, state, Display(dots=dots, grid=8, probes=((0.1, 0.2),), latent=(0.3, -0.4))))
        assert state.equals(trainer.state()), "looking moves no running average"
    for value in (torch.nan, 1e30, -1e30):
        for flat in (trainer.g.flat, trainer.d.flat, trainer.ema):
            flat.fill_(value)
        lens.see(Look(e, trainer.state(), Display(dots=80, grid=8)))


def test_networks_say_what_of_them_is_not_drawn_and_running_averages_cannot_be_typed() -> None:
    run = Run(Experiment(**SMALL))
    neurons = NEURONS.see(run.look(Display()))
    assert neurons.d.normed
    assert neurons.g is not None
    assert neurons.g.normed
    assert [p.shape for p in neurons.d.parameters] == [(7, 2), (7,), (7, 7), (7,), (1, 7), (1,)]
    assert run.set_by_hand(WeightSet("d", 6, (3,), 2.5)), "gamma of the first layer"
    assert float(run.trainer.d.frozen[6][3]) == 2.5
    assert not run.set_by_hand(WeightSet("d", 8, (3,), 2.5)), "a running mean"
    assert not run.set_by_hand(WeightSet("g", 11, (3,), -1.0)), "a running variance"


# ---- what is refused ----


def test_what_treats_each_point_by_itself_is_refused_in_words() -> None:
    e = Experiment(**SMALL)
    assert refusal(e) == "batch normalisation"
    look = Look(e, Trainer(e).state(), Display(dots=100))
    for refused, words in (
        (NUMBERS.see(look).game, "not linearised with batch norm"),
        (ANATOMY.see(look), "Slow motion"),
    ):
        assert isinstance(refused, Refused)
        assert words in refused.sentence
    with pytest.raises(InputError, match=r"batch_norm = both with optimizer_g = extra_adam") as caught:
        script(e.changed(coupled_changes(e, "optimizer_g", "extra_adam")))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("norm", "changes", "left"),
    [
        ("both", {"penalty": "r1"}, "g"),
        ("d", {"penalty": "weight_clipping"}, "off"),
        ("both", {"penalty": "competitive"}, "off"),
        ("g", {"penalty": "r1"}, "g"),
        ("g", {"penalty": "symplectic"}, "off"),
        ("both", {"spectral_norm": "on"}, "g"),
        ("both", {"generator": "points"}, "d"),
        ("g", {"generator": "networks"}, "off"),
        ("both", {"conditional": "projection"}, "g"),
        ("both", {"conditional": "concatenated"}, "both"),
    ],
    ids=str,
)
def test_turning_another_knob_leaves_as_much_of_it_as_fits_and_turning_it_takes_them_along(
    norm: str, changes: dict[str, Any], left: str
) -> None:
    e = Experiment(**{**SMALL, "batch_norm": norm, "updates": "simultaneous"})
    ((key, value),) = changes.items()
    if left != norm:
        with pytest.raises(InputError, match=f"batch_norm = {norm} with {key} = ") as caught:
            e.changed(changes)
        assert "\n" not in str(caught.value)
    turned = e.changed(coupled_changes(e, key, value))
    assert (turned.batch_norm, getattr(turned, key)) == (left, value)
    back = turned.changed(coupled_changes(turned, "batch_norm", norm))
    assert back.batch_norm == norm


@pytest.mark.parametrize(("norm", "changes"), [("g", {"batch": 1}), ("d", {"batch": 3, "packing": 2})], ids=str)
def test_a_batch_of_one_is_refused(norm: str, changes: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="a batch of one has no spread"):
        Experiment(**{**SMALL, "batch_norm": norm, **changes})


def test_it_is_off_at_first_and_idle_without_hidden_layers() -> None:
    assert EXPERIMENT.batch_norm == "off"
    assert type(EXPERIMENT.d_shape) is type(EXPERIMENT.g_shape) is Mlp
    assert "batch_norm" in without_effect(EXPERIMENT.changed({"d_layers": 0, "g_layers": 0}))
    assert "batch_norm" not in without_effect(EXPERIMENT.changed({"d_layers": 0}))
    assert not EXPERIMENT.same_run(EXPERIMENT.changed({"batch_norm": "g"}))


# ---- the trap ----


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_the_preset_shows_two_clouds_apart_that_d_cannot_tell_apart_and_its_cure_joins_them(seed: int) -> None:
    """D on training's batches says 1/2 to both, and the fakes stay four plane units away, where the data are 4.2 from the origin."""
    for name, least, most in (("batch_norm_trap", 3.5, 5.0), ("batch_norm_trap_cured", 0.0, 0.3)):
        e = presets()[name].experiment.with_seed(seed)
        trainer = Trainer(e)
        for _ in range(500):
            trainer.iterate()
        verdicts = []
        for _ in range(50):
            trainer.iterate()
            measured = trainer.measured()
            verdicts.append((measured.d_real, measured.d_fake))
        assert np.abs(np.mean(verdicts, axis=0) - 0.5).max() < 0.05, "both look settled to D"
        look = Look(e, trainer.state(), Display(dots=1000))
        away = np.linalg.norm(look.shown_fakes.numpy().mean(0) - look.reals.mean(0))
        assert least <= away <= most
        apart = NUMBERS.see(look).apart
        assert (apart is None) == (name == "batch_norm_trap_cured")
        assert apart is None or apart.d > 0.05
