"""The picture of the window: at which level it is, with which panel, and with a D that was trained to its optimum first."""

from contextlib import contextmanager
from pathlib import Path

import pytest

from playground.cli import main, shot

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
