"""Free points: z picks each of them equally often, each moves by its own gradient, and they flow to the modes."""

from collections import Counter
from math import erf, floor, sqrt
from pathlib import Path

import numpy as np
import pytest
import torch

from playground.core.choices.generators import SPREAD, Points
from playground.core.errors import InputError
from playground.core.experiment import EXPERIMENT, Experiment
from playground.core.experiment.link import link, read_link
from playground.core.lenses import FIT, HELD, MANIFOLD, NEURONS, NUMBERS, OPTIMUM, Display, Look, Refused
from playground.core.session import file as session_file
from playground.core.session.history import PointMoved
from playground.core.training.noise import Stream, generator, latents
from playground.core.training.trainer import Trainer
from playground.engine.commands import Load, Play, Rewind, Step, Stop
from playground.engine.letters import NothingToUndo
from playground.engine.session import Session
from tests.support.sessions import TINY, archive, said, same_bits
from tests.support.turning import rest

SMALL = Experiment(generator="points", g_points=6, d_layers=1, d_width=8, batch=32, optimizer_g="sgd", ema=0.9)
FLOW = EXPERIMENT.changed({"generator": "points"})
"""The start-up experiment with free points: the particle flow."""


def share(kind: str, z: float) -> float:
    return (z + 1) / 2 if kind == "uniform" else (1 + erf(z / sqrt(2))) / 2


@pytest.mark.parametrize("kind", ["gaussian", "uniform"])
@pytest.mark.parametrize("n", [1, 2, 7, 32, 64])
def test_the_point_picked_is_n_times_the_share_of_the_prior_below_z(kind: str, n: int) -> None:
    z = latents(generator(3, Stream.LATENT), kind, 2000, 3)
    z[:3, 0] = (-1.0, 1.0, 0.999999) if kind == "uniform" else (-40.0, 40.0, 0.0)
    picked = Points.of(n, kind).picked(torch.from_numpy(z)).tolist()
    for index, first in zip(picked, z[:, 0].tolist(), strict=True):
        exact = n * share(kind, first)
        near_an_edge = abs(exact - round(exact)) < 1e-5
        assert index == min(floor(exact), n - 1) or (near_an_edge and abs(index - exact) < 1.001)


@pytest.mark.parametrize("kind", ["gaussian", "uniform"])
def test_every_point_is_equally_likely_and_only_the_first_number_matters(kind: str) -> None:
    z, shape = latents(generator(0, Stream.LATENT), kind, 64_000, 2), Points.of(16, kind)
    picked = shape.picked(torch.from_numpy(z))
    counts = np.array([Counter(picked.tolist())[i] for i in range(16)])
    assert abs(counts - 4000).max() < 5 * sqrt(4000)
    z[:, 1] = 0
    assert torch.equal(shape.picked(torch.from_numpy(z)), picked)


def test_points_begin_around_the_origin_and_are_drawn_from_the_seed() -> None:
    many = [Trainer(FLOW.changed({"seed": seed, "g_points": 64})).g.flat.view(64, 2) for seed in range(20)]
    assert torch.cat(many).std().item() == pytest.approx(SPREAD, rel=0.05)
    assert torch.cat(many).mean().item() == pytest.approx(0, abs=0.02)
    assert torch.equal(many[3], Trainer(FLOW.changed({"seed": 3, "g_points": 64})).g.flat.view(64, 2))
    assert not torch.equal(many[3], many[4])


def test_a_points_gradient_is_the_sum_of_those_of_its_fakes_and_one_that_is_not_picked_stays() -> None:
    e = SMALL.changed({"g_points": 64, "batch": 16, "learning_rate_g": 1.0})
    trainer = Trainer(e)
    trainer.d_update()
    z = torch.from_numpy(trainer.batches.latent(0))
    before, d = trainer.state().g.view(64, 2), trainer.d
    fakes = e.g_shape([before], z).clone().requires_grad_()
    outputs = d.output(d.frozen, fakes)
    loss = torch.nn.functional.softplus(-outputs).mean()
    by_fakes = torch.autograd.grad(loss, fakes)[0]
    trainer.g_update()
    expected = torch.zeros(64, 2).index_add(0, Points.of(64, "gaussian").picked(z), by_fakes)
    assert torch.allclose(before - trainer.g.flat.view(64, 2), expected, atol=1e-6)
    still = (expected == 0).all(1)
    assert 40 < int(still.sum()) < 64
    assert torch.equal(trainer.g.flat.view(64, 2)[still], before[still])


@pytest.mark.parametrize(
    "changes",
    [
        {"unrolled_steps": 2},
        {"updates": "simultaneous", "penalty": "consensus", "optimizer_d": "sgd"},
        {"updates": "simultaneous", "optimizer_d": "extra_adam", "optimizer_g": "extra_adam"},
        {"spectral_norm": "on", "packing": 2},
        {"g_updates": 0},
        {"d_updates": 0, "objective": "relativistic_pairing"},
    ],
    ids=str,
)
def test_every_kind_of_iteration_trains_points_again_to_the_bit(changes: dict) -> None:
    one, other = (Trainer(SMALL.changed(changes)) for _ in range(2))
    first = one.state()
    for trainer in (one, other):
        for _ in range(5):
            trainer.iterate()
    assert one.finite()
    assert one.state().equals(other.state())
    assert torch.equal(one.g.flat, first.g) == (changes.get("g_updates") == 0)


def test_files_and_links_without_the_knob_mean_a_network() -> None:
    values = EXPERIMENT.values()
    for key in ("generator", "g_points"):
        del values[key]
    assert Experiment.of(values) == EXPERIMENT
    assert (EXPERIMENT.generator, EXPERIMENT.g_points) == ("network", 32)
    for old in ("ganplay:1?seed=3", "ganplay:2?seed=3"):
        assert read_link(old).experiment.generator == "network"
    assert read_link(link(FLOW.changed({"g_points": 8}))).experiment == FLOW.changed({"g_points": 8})
    for wrong in ({"generator": "cloud"}, {"g_points": 0}, {"g_points": 65}):
        with pytest.raises(InputError):
            Experiment.of(wrong)
    assert not EXPERIMENT.same_run(FLOW)
    assert not FLOW.same_run(FLOW.changed({"g_points": 8}))


def test_a_session_of_points_is_saved_and_continues_where_it_stood(tmp_path: Path) -> None:
    e = TINY.changed({"generator": "points", "g_points": 5})
    session = said(Play(Stop(at_iteration=9)), Step("g", 2), experiment=e)
    path = tmp_path / "points.ganplay"
    session_file.write(path, archive(session))
    again = Session(TINY)
    again.send(Load(path))
    rest(again)
    same_bits(session_file.read(path), archive(again))
    for s in (session, again):
        s.send(Step("iteration", 5))
        rest(s)
    assert again.current.trainer.state().equals(session.current.trainer.state())


PUSHED = PointMoved(2, 1.5, -0.25)


def test_a_point_that_is_moved_by_hand_is_there_and_is_replayed_and_saved(tmp_path: Path) -> None:
    e = TINY.changed({"generator": "points", "g_points": 5, "g_updates": 0})
    session = said(Play(Stop(at_iteration=5)), PUSHED, Step("d", 2), PointMoved(0, 0.0, 3.0), experiment=e)
    now = session.current.trainer.state()
    assert now.g.view(5, 2)[[2, 0]].tolist() == [[1.5, -0.25], [0.0, 3.0]]
    assert torch.equal(now.g, now.ema)
    assert [move for move, _ in session.current.line.log.stretches] == [
        "iteration",
        PUSHED,
        "d",
        PointMoved(0, 0.0, 3.0),
    ]
    path = tmp_path / "moved.ganplay"
    session_file.write(path, archive(session))
    again = Session(TINY)
    for command in (Load(path), Rewind(2), Rewind(99)):
        again.send(command)
        rest(again)
    assert again.current.moment == session.current.moment
    assert again.current.trainer.state().equals(now)


@pytest.mark.parametrize(
    ("generator", "moved"),
    [("network", PUSHED), ("points", PointMoved(5, 0.0, 0.0)), ("points", PointMoved(-1, 0.0, 0.0))],
)
def test_a_point_that_the_run_does_not_have_is_not_moved(generator: str, moved: PointMoved) -> None:
    session = said(Step("d", 1), experiment=TINY.changed({"generator": generator, "g_points": 5}))
    before = session.current.trainer.state()
    session.send(moved)
    rest(session)
    assert session.current.trainer.state().equals(before)
    assert session.letters.get_nowait() == NothingToUndo()


def test_points_that_are_dragged_keep_few_checkpoints() -> None:
    e = TINY.changed({"generator": "points"})
    session = said(Step("d", 1), *(PointMoved(0, x / 100, 0.0) for x in range(100)), experiment=e, every=20)
    assert len(session.current.line.checkpoints) < 10
    session.send(Rewind(50))
    rest(session)
    assert session.current.trainer.g.frozen[0][0, 0].item() == pytest.approx(0.48)


def test_what_needs_a_network_says_so_in_a_sentence_and_the_rest_is_shown() -> None:
    trainer = Trainer(SMALL)
    trainer.iterate()
    look = Look(trainer.experiment, trainer.state(), Display(latent=(0.3, -0.4), dots=80, grid=12))
    for lens in (MANIFOLD, HELD, OPTIMUM):
        seen = lens.see(look)
        assert isinstance(seen, Refused)
        assert seen.sentence.count(".") == 1
        assert "ree points" in seen.sentence
    neurons, numbers = NEURONS.see(look), NUMBERS.see(look)
    assert neurons.g is None
    assert len(neurons.d.layers) == 1
    assert (numbers.g, numbers.stretch, numbers.folded) == ((), None, None)
    assert len(numbers.d) == 2
    assert numbers.g_gradient > 0


def test_the_eigenvalues_of_the_game_are_those_of_d_and_the_points() -> None:
    trainer = Trainer(SMALL)
    found = NUMBERS.see(Look(SMALL, trainer.state(), Display(dots=80)))
    assert not isinstance(found.game, Refused)
    assert len(found.game.eigenvalues) == found.parameters == SMALL.d_shape.size + 12


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_flow_of_the_points_reaches_all_eight_modes_of_the_ring(seed: int) -> None:
    trainer = Trainer(FLOW.changed({"seed": seed}))
    for _ in range(3000):
        trainer.iterate()
    fit = FIT.see(Look(trainer.experiment, trainer.state(), Display()))
    assert fit.modes is not None
    assert fit.modes.captured == fit.modes.total == 8
    assert fit.modes.high_quality > 0.9
