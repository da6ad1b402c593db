"""`bench device` compares what it says it compares, and notices a device that plays another game."""

import json

import pytest
import torch

from playground.cli import main
from playground.core.training.trainer import Trainer
from playground.engine.bench import device
from playground.engine.bench.speed import REFERENCE
from playground.engine.many import ALONE, COMPILED, best_way


def test_a_restored_checkpoint_continues_to_the_bit() -> None:
    assert device.unrestored("cpu") == 0


def test_a_restore_that_forgets_the_optimisers_memory_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    restore = Trainer.restore

    def forgetful(self: Trainer, *what: object) -> None:
        restore(self, *what)  # type: ignore[arg-type]
        self.d.slots[0].zero_()

    monkeypatch.setattr(Trainer, "restore", forgetful)
    assert device.unrestored("cpu") > 0


@pytest.mark.slow
def test_facts_hold_on_the_cpu_and_fail_for_another_game(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [fact.holds for fact in device.facts("cpu")] == [True] * 4
    monkeypatch.setattr(device, "networks", lambda trainer: (trainer.d.flat, trainer.g.flat + torch.rand(1)))
    assert [fact.holds for fact in device.facts("cpu")] == [False, False, False, True]


def test_a_device_that_is_missing_is_refused_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    if torch.cuda.is_available():
        pytest.skip("the device is there")
    with pytest.raises(SystemExit) as ended:
        main(["bench", "device", "--device", "cuda"])
    assert ended.value.code == 2
    err = capsys.readouterr().err
    assert "--device cuda" in err
    assert err.count("\n") == 1


def test_the_table_has_a_row_for_each_contest_and_a_reason_where_one_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_e: object) -> device.Work:
        raise RuntimeError("no such kernel")

    eager = device.CONTESTS["2-64-64, eager"]
    monkeypatch.setattr(device, "CONTESTS", {"eager": eager, "broken": (REFERENCE, broken)})
    monkeypatch.setattr(device, "facts", lambda _device: iter((device.Fact("fine", "0", True),)))
    monkeypatch.setattr(device.rows, "__defaults__", (2, 0.02))
    assert main(["bench", "device", "--device", "cpu", "--json"]) in (0, None)
    found = json.loads(capsys.readouterr().out)
    assert [row["what"] for row in found["rows"]] == ["eager", "broken"]
    assert min(found["rows"][0]["device"], found["rows"][0]["cpu"]) > 0
    assert not found["rows"][0]["note"]
    assert "no such kernel" in found["rows"][1]["note"]


def test_seeds_are_batched_on_cuda_and_trained_one_by_one_on_mps() -> None:
    def seeds(name: str) -> list[object]:
        return [REFERENCE.changed({"seed": seed, "device": name}) for seed in range(32)]

    assert best_way(seeds("cuda"), 10_000) == COMPILED  # type: ignore[arg-type]
    assert best_way(seeds("mps"), 10_000) == ALONE  # type: ignore[arg-type]
