"""The picture of the window: at which level it is, with which panel, with a D that was trained to its optimum first, and the
same to the last pixel however slow the machine is.
"""

import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

import pytest

from playground.cli import main, outcome, shot
from playground.core.training.trainer import Trainer
from playground.engine.darkroom import Darkroom
from playground.ui.bridge import Bridge
from playground.ui.views.plane import view

QUICK = ["--set", "g_width=8", "--set", "d_width=8", "--set", "batch=32"]


pytestmark = pytest.mark.usefixtures("qtbot")


@pytest.mark.parametrize(
    ("words", "level", "docks"),
    [
        ([], "story", ["experiment", "story"]),
        (["--level", "workshop"], "workshop", ["experiment", "fit"]),
        (["--view", "numbers"], "workshop", ["experiment", "numbers"]),
        (["--view", "numbers", "--level", "story"], "workshop", ["experiment", "numbers"]),
    ],
    ids=str,
)
def test_a_picture_is_of_the_story_unless_a_panel_or_the_workshop_is_asked_for(
    words: list[str], level: str, docks: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = look(monkeypatch)
    assert main(["shot", str(tmp_path / "x.png"), *QUICK, *words]) == 0
    assert seen == {"level": level, "docks": set(docks), "d": 0, "g": 0, "welcome": True}


def test_before_the_picture_d_can_be_trained_to_its_optimum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = look(monkeypatch)
    assert main(["shot", str(tmp_path / "x.png"), *QUICK, "--iterations", "3", "--optimal-d"]) == 0
    assert seen["g"] == 3, "G stands still"
    assert seen["d"] >= 53
    assert not seen["welcome"]


# ---- a picture depends on no clock ----


def late(do: Callable[..., object], seconds: float) -> Callable[..., object]:
    """The same, but it takes this much longer."""

    def done(*places: object, **names: object) -> object:
        time.sleep(seconds)
        return do(*places, **names)

    return done


def slow_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine on which everything takes long, and each thing by another factor."""
    monkeypatch.setattr(view, "VIEW_SETTLES_MS", 5 * view.VIEW_SETTLES_MS)
    monkeypatch.setattr(Bridge, "_open", late(Bridge._open, 0.01))
    monkeypatch.setattr(Darkroom, "_look", late(Darkroom._look, 0.01))
    monkeypatch.setattr(Trainer, "iterate", late(Trainer.iterate, 0.005))


@pytest.mark.parametrize(
    "words",
    [
        ["--level", "workshop", "--iterations", "40"],
        ["--view", "numbers", "--iterations", "40"],
        ["--set", "objective=wasserstein", "--iterations", "40"],
        [],
    ],
    ids=str,
)
def test_a_picture_of_the_window_is_the_same_on_a_slow_machine(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick, slow = tmp_path / "quick.png", tmp_path / "slow.png"
    assert main(["shot", str(quick), *QUICK, *words, "--size", "900x640"]) == 0
    slow_down(monkeypatch)
    assert main(["shot", str(slow), *QUICK, *words, "--size", "900x640"]) == 0
    assert slow.read_bytes() == quick.read_bytes()


def test_pictures_and_animations_of_a_run_are_the_same_on_a_slow_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained = ["train", *QUICK, "--set", "objective=wasserstein", "--iterations", "40", "--out"]
    films = ["--view", "window", "--fps", "10", "--seconds", "0.3", "--width", "600", "--size", "800x600"]

    def export(session: str, name: str, *words: str) -> None:
        files = ["--animation", str(tmp_path / f"{name}.gif"), "--picture", str(tmp_path / f"{name}.png")]
        assert main(["export", str(tmp_path / session / outcome.SESSION), *films, *files, *words]) == 0

    def draw(name: str) -> list[bytes]:
        assert main([*trained, str(tmp_path / name)]) == 0
        export("quick", f"{name}-past")
        export("quick", f"{name}-onward", "--onward", "30")
        names = (
            f"{name}/{outcome.PICTURE}",
            *(f"{name}-{way}.{kind}" for way in ("past", "onward") for kind in ("png", "gif")),
        )
        return [(tmp_path / file).read_bytes() for file in names]

    quick = draw("quick")
    slow_down(monkeypatch)
    slow = draw("slow")
    assert [a == b for a, b in zip(slow, quick, strict=True)] == [True] * 5


def look(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What the window shows when its picture has been taken."""
    seen: dict[str, object] = {}
    opened = shot.offscreen

    @contextmanager
    def watched(*places: object, **names: object):
        with opened(*places, **names) as shown:
            yield shown
            window = shown.window
            counters = window.stage.shown.counters
            seen.update(
                level=window.levels.name,
                docks={name for name, dock in window.docks.items() if not dock.visibleRegion().isEmpty()},
                d=counters.d_steps,
                g=counters.g_steps,
                welcome=window.stage.welcome.isVisible(),
            )

    monkeypatch.setattr(shot, "offscreen", watched)
    return seen
