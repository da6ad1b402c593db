"""The small parts of the window of runs: how runs are told apart, and where things are put."""

import numpy as np
import pytest

from playground.ui.palette import DARK, LIGHT, RUNS, Neutrals, rgb, run_colour
from playground.ui.side.grid import best_columns
from playground.ui.side.marks import LINES
from playground.ui.side.overlay import apart


def test_planes_stand_in_the_rows_and_columns_that_leave_them_largest() -> None:
    assert best_columns(2, 1100, 600)[0] == 2
    assert best_columns(4, 1100, 600)[0] == 4
    assert best_columns(4, 700, 900)[0] == 2
    assert best_columns(3, 300, 2000)[0] == 1


def luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in np.array(rgb(colour)) / 255]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


@pytest.mark.parametrize("neutrals", [LIGHT, DARK], ids=["light", "dark"])
def test_the_runs_differ_in_colour_and_in_line_and_stand_out_from_the_plane(neutrals: Neutrals) -> None:
    assert len(set(LINES.values())) == len(RUNS)
    colours = {run_colour(name, neutrals) for name in RUNS}
    assert len(colours) == len(RUNS)
    for colour in colours:
        bright, dark = sorted((luminance(colour), luminance(neutrals.plane)), reverse=True)
        assert (bright + 0.05) / (dark + 0.05) >= 3


def test_letters_at_one_place_move_apart_and_stay_below_the_top() -> None:
    assert apart([0.5, 0.1, 0.12], 0.05, 1.0) == pytest.approx([0.5, 0.1, 0.15])
    assert apart([0.5, 0.5, 0.1], 0.1, 0.55) == pytest.approx([0.45, 0.55, 0.1])
    assert apart([], 1.0, 1.0) == []
