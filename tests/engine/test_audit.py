"""The audit passes, its page says what it says, and each of its checks would notice a wrong number."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch

from playground.cli import main
from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.optimizers import OPTIMIZERS
from playground.core.choices.penalties import PENALTIES
from playground.core.registry import Registry
from playground.engine.audit import CHECKS, audit, games, losses, measures
from playground.engine.audit.check import largest

PAGE = Path(__file__).parents[2] / "docs" / "audit.md"


@pytest.mark.slow
def test_every_number_agrees_with_its_reference_and_the_page_has_every_row() -> None:
    report = audit()
    assert report.passed, report.as_text()
    page = PAGE.read_text(encoding="utf-8")
    for finding in report.findings:
        row = rf"^{re.escape(finding.quantity)}\s+{re.escape(finding.reference)}\s+{finding.cases:,}\s+\S+\s+{finding.allowed:g}\s+PASS$"
        assert re.search(row, page, re.MULTILINE), finding


def put(monkeypatch: pytest.MonkeyPatch, table: Registry, name: str, **changes: object) -> None:  # type: ignore[type-arg]
    wrong = dataclasses.replace(table[name], **changes)
    monkeypatch.setitem(table._entries, name, wrong)


def fails(name: str) -> bool:
    return not audit((name,)).passed


def test_a_wrong_loss_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, OBJECTIVES, "hinge", d_loss=lambda r, f: 1.001 * OBJECTIVES["wasserstein"].d_loss(r, f))
    assert fails("losses")
    assert fails("slopes")


def test_a_wrong_penalty_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, PENALTIES, "r1", price=lambda gradient: 0.51 * gradient.square().sum(1).mean(), price_slope=None)
    assert fails("penalties")


def test_a_wrong_step_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, OPTIMIZERS, "rmsprop", pure=OPTIMIZERS["sgd"].pure, slots=())
    assert fails("optimizers")


@pytest.mark.parametrize(
    ("name", "module", "function", "wrong"),
    [
        ("sliced", measures, "sliced_wasserstein", lambda x, y: 1.001 * float(np.abs(x.mean(0) - y.mean(0)).mean())),
        ("kernels", measures, "energy_distance", lambda x, y: float(((x.mean(0) - y.mean(0)) ** 2).sum())),
        ("neighbours", measures, "coverage", lambda real, fake: 0.5),
        ("grid", measures, "jsd", lambda p, q: float(np.abs(p - q).sum() / 2)),
        ("dirac", games, "eigenvalues", lambda game: np.array([0.5j, -0.5j])),
    ],
)
def test_a_wrong_measure_is_noticed(
    monkeypatch: pytest.MonkeyPatch, name: str, module: object, function: str, wrong: object
) -> None:
    monkeypatch.setattr(module, function, wrong)
    assert fails(name)


def test_what_is_no_number_does_not_pass() -> None:
    deviation, cases = largest([0.0, float("nan"), 1e-9])
    assert np.isnan(deviation)
    assert cases == 3
    finding = dataclasses.replace(audit(("grid",)).findings[0], deviation=deviation)
    assert not finding.passed


def test_every_objective_has_a_formula_of_the_audits_and_every_check_a_name_of_its_own() -> None:
    assert set(losses.FORMULAS) == set(OBJECTIVES.names)
    assert len({check.label for check in CHECKS}) == len(CHECKS.names)


def test_the_command_prints_the_table_or_json_and_refuses_other_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "grid", "modes"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert all(line.endswith("PASS") for line in lines[1:])
    assert main(["audit", "grid", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["passed"]
    assert row["name"] == "grid"
    with pytest.raises(SystemExit) as refusal:
        main(["audit", "nothing"])
    assert refusal.value.code == 2
    assert "nothing" in capsys.readouterr().err
    torch.set_num_threads(1)
