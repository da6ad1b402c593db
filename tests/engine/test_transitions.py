"""Transitions between modes over a stretch of a real run, whose G is set by hand to where each latent shall be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from playground.core.experiment import Experiment
from playground.core.experiment.presets import presets
from playground.core.lenses import SAMPLES, Display, Look, Refused
from playground.core.metrics import mode_report
from playground.core.metrics.transitions import Transitions
from playground.core.own_data.target import target_of
from playground.engine.commands import Analyse, Configure, Step, Watch
from playground.engine.letters import Analysed
from playground.engine.past import Past
from playground.engine.run import Run
from playground.engine.session import Session
from playground.engine.transitions import counted, why_not
from tests.support.travel import session
from tests.support.turning import letters, rest

LINEAR = Experiment(target="ring8", g_layers=0, d_layers=0, latent_kind="uniform", ema=0.0)
SMALL = Experiment(g_layers=1, d_layers=1, g_width=8, d_width=8, batch=32)


def scale() -> float:
    """The ring's radius, in plane units."""
    modes = target_of(LINEAR).modes
    assert modes is not None
    return float(np.abs(modes.centres).max())


def put(run: Run, weights: list[float]) -> None:
    """G(z) = W z + b, with W's rows and then b; a checkpoint is kept of it."""
    run.trainer.g.flat.copy_(torch.tensor(weights))
    run._lay()


def result(run: Run) -> Transitions:
    *shares, found = counted(run, run.line.nearest(0).state)
    assert shares == sorted(shares)
    assert isinstance(found, Transitions)
    return found


def between(first: list[float], *rest: list[float]) -> Transitions:
    """What is counted of a run whose G is the first of these, and after each iteration the next."""
    run = Run(LINEAR, Past())
    put(run, first)
    for weights in rest:
        run.advance("iteration", careful=False)
        put(run, weights)
    return result(run)


def at(k: int) -> list[float]:
    """A G that maps all latents to the centre of the k-th mode."""
    modes = target_of(LINEAR).modes
    assert modes is not None
    return [0.0, 0.0, 0.0, 0.0, *modes.centres[k].tolist()]


def test_g_that_goes_to_another_mode_takes_all_latents_with_it() -> None:
    found = between(at(2), at(5))
    assert found.latents == 1000
    assert found.matrix[2, 5] == found.matrix.sum() == 1000
    assert found.moved == 1
    assert found.names == tuple("12345678")


def test_there_and_back_is_seen_at_the_checkpoint_between() -> None:
    found = between(at(2), at(5), at(2))
    assert found.matrix[2, 2] == 1000
    assert found.moved == 0
    assert set(found.changes.tolist()) == {2}
    assert found.times == 3


def test_of_the_past_only_the_stretch_up_to_the_moment_at_hand_counts() -> None:
    run = Run(LINEAR, Past())
    for k in (2, 5, 7, 1):
        put(run, at(k))
        run.advance("iteration", careful=False)
    for _ in run.going(2):
        pass
    *_, found = counted(run, run.line.nearest(1).state)
    assert isinstance(found, Transitions)
    assert found.matrix[5, 7] == 1000
    assert set(found.changes.tolist()) == {1}


def test_g_at_rest_is_diagonal_and_agrees_with_the_modes_counted_elsewhere() -> None:
    wide = [scale(), 0.0, 0.0, scale(), 0.0, 0.0]
    found = between(wide, wide)
    assert np.count_nonzero(found.matrix - np.diag(np.diagonal(found.matrix))) == 0
    run = Run(LINEAR, Past())
    put(run, wide)
    modes = target_of(LINEAR).modes
    assert modes is not None
    report = mode_report(run.look(Display()).raw_fakes.numpy(), modes)
    assert 0 < report.counts.sum() < 1000
    assert np.diagonal(found.matrix)[:-1].tolist() == report.counts.tolist()


def test_a_mirrored_g_swaps_each_mode_with_its_mirror_image() -> None:
    """x to -x exchanges the modes of the ring left and right, exactly, latent by latent."""
    wide = [scale(), 0.0, 0.0, scale(), 0.0, 0.0]
    found = between(wide, [-scale(), 0.0, 0.0, scale(), 0.0, 0.0])
    modes = target_of(LINEAR).modes
    assert modes is not None
    mirrored = modes.centres * np.array([-1, 1])
    partner = [int(np.abs(modes.centres - centre).sum(1).argmin()) for centre in mirrored]
    rest = between(wide, wide).matrix
    expected = np.zeros_like(rest)
    for k, j in enumerate(partner):
        expected[k, j] = rest[k, k]
    expected[-1, -1] = rest[-1, -1]
    assert np.array_equal(found.matrix, expected)
    assert found.moved > 0


def trained(experiment: Experiment = SMALL, **changes: Any) -> Session:
    s = session(experiment.changed(changes))
    s.send(Watch(frozenset({SAMPLES}), Display()))
    s.send(Step("iteration", 20))
    rest(s)
    letters(s)
    return s


def asked(s: Session, since: int = 0) -> Analysed:
    s.send(Analyse("transitions", since))
    rest(s)
    (letter,) = letters(s)
    assert isinstance(letter, Analysed)
    return letter


def test_it_is_an_analysis_of_the_latents_of_the_raw_g_and_changes_nothing() -> None:
    s = trained(target="ganlab_gaussians")
    run = s.current
    before = run.trainer.state()
    letter = asked(s, 8)
    assert isinstance(letter.result, Transitions)
    assert (letter.iteration, letter.since) == (20, 8)
    assert run.trainer.state().equals(before)
    assert run.moment == run.line.log.end == 20
    now = Look(run.experiment, before, Display()).raw_fakes.numpy()
    modes = target_of(run.experiment).modes
    assert modes is not None
    then = Look(run.experiment, run.line.nearest(8).state, Display()).raw_fakes.numpy()
    for axis, fakes in ((0, now), (1, then)):
        assert mode_report(fakes, modes).captured
        assert letter.result.matrix.sum(axis=axis)[:-1].tolist() == mode_report(fakes, modes).counts.tolist()
    assert letter.result.times == 13, "steps by hand keep each moment"


def test_the_target_at_hand_decides_and_without_modes_nothing_is_counted() -> None:
    s = trained(target="ring8")
    s.send(Configure(s.experiment.changed({"target": "grid25"})))
    rest(s)
    letter = asked(s)
    assert isinstance(letter.result, Transitions)
    assert len(letter.result.names) == 25
    s.send(Configure(s.experiment.changed({"target": "two_moons"})))
    rest(s)
    letters(s)
    letter = asked(s)
    assert isinstance(letter.result, Refused)
    assert "no modes" in letter.result.sentence


def test_a_stretch_without_an_iteration_is_refused() -> None:
    s = trained(target="ring8")
    refused = why_not(s.current, s.current.trainer.state())
    assert isinstance(refused, Refused)
    assert "no iteration" in refused.sentence


def test_players_that_are_told_the_class_keep_it_along_the_way() -> None:
    letter = asked(trained(target="ring8", conditional="concatenated"))
    assert isinstance(letter.result, Transitions)
    assert letter.result.matrix.sum() == 1000


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1])
def test_latents_of_a_g_that_outruns_d_hop_and_those_of_a_settled_one_stay(seed: int) -> None:
    found = {}
    for name in ("g_ahead", "start"):
        run = Run(presets()[name].experiment.changed({"seed": seed}), Past())
        for _ in range(3000):
            run.advance("iteration", careful=False)
        *_, found[name] = counted(run, run.line.nearest(1500).state)
    hopping, settled = found["g_ahead"], found["start"]
    assert isinstance(hopping, Transitions)
    assert isinstance(settled, Transitions)
    assert hopping.changed > 0.8
    assert settled.changed < 0.2
    assert settled.stayed > 0.7
    assert hopping.changes.mean() > 4 * settled.changes.mean()
