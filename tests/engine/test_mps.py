"""On Apple's device nothing is float64 and nothing meets the host's tensors: tried on a stand-in that refuses both."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from playground.core.choices.generators import GENERATORS
from playground.core.choices.latents import PRIORS
from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.optimizers import OPTIMIZERS
from playground.core.choices.penalties import PENALTIES
from playground.core.experiment import KNOBS, Experiment
from playground.core.experiment.rules import coupled_changes
from playground.core.lenses import LENSES, Display, Look, Refused
from playground.core.training.trainer import Trainer
from playground.engine import compiler
from playground.engine.commands import Analyse, Back, Load, Save, Step, TrainDToOptimum, Watch
from playground.engine.letters import Analysed, DeviceLost, DReachedOptimum, Failed
from playground.engine.session import Session
from tests.support.fake_mps import FakeMps, OnMps
from tests.support.turning import letters, rest

SMALL = {"g_layers": 1, "d_layers": 1, "g_width": 8, "d_width": 8, "batch": 16}
DISPLAY = Display(dots=60, grid=8, probes=((0.1, 0.2),), latent=(0.3, -0.4), walk=(0.0, 0.0, 1.0, 1.0))
GAMES = [
    *({"objective": name} for name in OBJECTIVES.names),
    *({"penalty": name} for name in PENALTIES.names),
    *({"optimizer_d": name} for name in OPTIMIZERS.names),
    *({"optimizer_g": optimizer.name} for optimizer in OPTIMIZERS if not optimizer.only_for_d),
    *({"generator": name} for name in GENERATORS.names),
    {"spectral_norm": "on"},
    *({"target": "grid25", "conditional": name} for name in KNOBS["conditional"].names),
    {"packing": 2},
    {"unrolled_steps": 2},
    {"instance_noise": 0.1, "label_smoothing": 0.1, "instance_noise_iterations": 100},
    {"training_points": 40},
    *({"latent_kind": name} for name in PRIORS.names),
]


@pytest.fixture
def mps(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeMps]:
    """The stand-in, on this thread and on those that begin from now on."""
    run = threading.Thread.run

    def with_mps(thread: threading.Thread) -> None:
        with FakeMps():
            run(thread)

    monkeypatch.setattr(threading.Thread, "run", with_mps)
    with FakeMps() as mode:
        yield mode


def test_the_stand_in_refuses_what_the_device_refuses(mps: FakeMps) -> None:
    there = torch.ones(2, device="mps")
    refused = (
        there.double,
        lambda: torch.tensor(np.ones(2), device="mps"),
        lambda: torch.zeros(2, dtype=torch.float64, device=there.device),
        lambda: there + torch.ones(2),
        there.numpy,
    )
    for deed in refused:
        with pytest.raises((TypeError, RuntimeError)):
            deed()
    assert (there * 2).cpu().tolist() == [2.0, 2.0]
    assert mps.made


def possible(changes: dict[str, object]) -> Experiment:
    """The small experiment with these changes and what the rules ask for besides."""
    experiment = Experiment(**SMALL)
    for key, value in changes.items():
        experiment = experiment.changed(coupled_changes(experiment, key, value))
    return experiment


@pytest.mark.parametrize("changes", GAMES, ids=str)
def test_each_game_trains_there_as_on_the_cpu(changes: dict[str, object], mps: FakeMps) -> None:
    trained = []
    for device in ("cpu", "mps"):
        trainer = Trainer(possible({**changes, "device": device}))
        for _ in range(3):
            trainer.iterate()
        trained.append(trainer.state())
    here, there = trained
    assert all(isinstance(tensor, OnMps) for tensor in there.tensors)
    for one, other in zip(here.tensors, there.tensors, strict=True):
        assert torch.allclose(one, other.cpu(), atol=1e-6), changes


@pytest.mark.parametrize("lens", LENSES, ids=lambda lens: lens.name)
@pytest.mark.parametrize("changes", [{}, {"packing": 2}, {"generator": "points"}, {"optimizer_d": "sgd"}], ids=str)
def test_each_lens_sees_the_same_there(lens, changes: dict[str, object], mps: FakeMps) -> None:
    seen = []
    for device in ("cpu", "mps"):
        trainer = Trainer(possible({**changes, "device": device}))
        for _ in range(3):
            trainer.iterate()
        seen.append(lens.see(Look(trainer.experiment, trainer.state(), DISPLAY)))
    assert type(seen[0]) is type(seen[1])
    assert str(seen[0]) == str(seen[1])


@pytest.fixture
def there(mps: FakeMps) -> Session:
    """A session on the stand-in, which has trained, with every lens watched."""
    session = Session(Experiment(**{**SMALL, "device": "mps"}))
    session.send(Watch(frozenset(LENSES), DISPLAY))
    session.send(Step("iteration", 30))
    assert rest(session) is not None
    return session


def test_its_session_is_saved_opened_and_wound_back_there(there: Session, tmp_path: Path) -> None:
    before = there.current.trainer.state()
    there.send(Save(tmp_path / "a.ganplay"))
    there.send(Step("iteration", 5))
    rest(there)
    there.send(Back(1))
    rest(there)
    there._saver.finish()
    there.send(Load(tmp_path / "a.ganplay"))
    rest(there)
    assert not [letter for letter in letters(there) if isinstance(letter, Failed | DeviceLost)]
    after = there.current.trainer.state()
    assert after.d.device.type == "mps"
    assert all(torch.equal(a.cpu(), b.cpu()) for a, b in zip(before.tensors, after.tensors, strict=True))


@pytest.mark.parametrize("what", ["eigenvalues", "path", "duality"])
def test_each_analysis_comes_to_its_result_there(what: str, there: Session) -> None:
    there.send(Analyse(what))
    rest(there)
    told = letters(there)
    assert not [letter for letter in told if isinstance(letter, Failed | DeviceLost)]
    (result,) = [letter.result for letter in told if isinstance(letter, Analysed)]
    assert not isinstance(result, Refused)


def test_d_is_trained_to_its_optimum_there(there: Session) -> None:
    there.send(TrainDToOptimum(200))
    rest(there)
    told = letters(there)
    assert not [letter for letter in told if isinstance(letter, Failed | DeviceLost)]
    assert any(isinstance(letter, DReachedOptimum) for letter in told)


def test_the_compiled_engine_says_that_it_does_not_serve_it() -> None:
    assert "mps" in compiler.why_not(Experiment(**{**SMALL, "device": "mps"}))
    assert not compiler.why_not(Experiment(**SMALL))
