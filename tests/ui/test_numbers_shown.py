"""No number on the screen is "-0.000": what rounds to 0 has no sign."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import playground.ui
from playground.core.lenses import FIT, NUMBERS, SURFACE, VALUE, Reading, Verdicts
from playground.engine.curves import Curve
from playground.ui.plot_box import PlotBox, common_exponent
from playground.ui.readings import in_words
from playground.ui.scores import Score
from playground.ui.views.curves import PLOTS
from playground.ui.views.game import formula
from playground.ui.views.game.view import _loss, _means
from playground.ui.views.metrics import number
from playground.ui.views.theory import words
from playground.ui.views.verdict_chart import VerdictChart
from tests.support.hand import Hand

TINY = -1e-9
NOTHING = re.compile(r"[-−+]0(\.0+)?(?![\d.])(?!e)")
"""A signed zero."""
FIXED = re.compile(r"\{[^{}\n]*:[+ ]?,?\.(?:\d|\{digits\})f[^{}\n]*\}|[\"'][+]?\.\d[f%][\"']")
"""A format of fixed digits without the option that gives a zero no sign."""
FOR_MACHINES = {"exporting/vectors.py", "typed_number.py"}
"""Not read by people: SVG paths, and an example that must be readable as it is typed."""
ELSEWHERE = ("side", "sweep")
"""Only distances and shares, which are never negative."""


def unsigned(text: str) -> str:
    """The text, which must have no signed zero."""
    assert text
    assert not NOTHING.search(re.sub("<[^>]*>", "", text)), text
    return text


def test_the_formula_the_game_and_the_metrics_show_a_zero_without_a_sign() -> None:
    assert formula.number(TINY) == "0.000"
    assert formula.number(-0.0004) == "0.000"
    assert formula.number(-0.0006) == "-0.001"
    assert unsigned(_means(Verdicts(np.full(3, TINY, np.float32), np.full(3, TINY, np.float32), False)))
    assert _loss(-0.0) == "loss 0.000"
    assert number(TINY, "") == "0.0000"
    assert words.number(-0.0) == "0"


def test_the_reading_under_the_pointer_shows_a_zero_without_a_sign() -> None:
    shown = unsigned(in_words(Reading(*[TINY] * 7, probability=False, bandwidth=TINY)))
    assert "at (0.00, 0.00)" in shown


def test_the_histogram_of_verdicts_shows_a_mean_of_zero_without_a_sign_of_its_own(qapp: object) -> None:
    chart = VerdictChart()
    tiny = np.full(3, TINY, np.float32)
    chart._seen = Verdicts(tiny, tiny, True)
    for said in chart.words():
        assert unsigned(said).endswith("0.00 on average") or "0.00" in said
    chart._seen = Verdicts(tiny, tiny, False)
    assert chart.words()[0] == "real: D says +0.00 on average"
    chart.deleteLater()


@pytest.mark.parametrize("plot", [plot.name for plot in PLOTS])
def test_the_value_under_the_pointer_of_a_curve_shows_a_zero_without_a_sign(
    lasting_hand: Callable[..., Hand], plot: str
) -> None:
    hand = lasting_hand()
    box = hand.window.curves.boxes[plot]
    for line in box.plot.lines:
        box.curves[line.column].setData(np.array([0.0, 1.0]), np.array([TINY, TINY]))
    box._at = 1.0
    box._say()
    assert "0.000" in unsigned(box.words.text())


def test_the_verdict_card_shows_a_zero_without_a_sign(hand: Hand) -> None:
    card = hand.window.verdict
    card.more.setChecked(True)
    hand.do("step")
    picture = hand.rest()
    value, fit = picture.seen(VALUE), picture.seen(FIT)
    assert value is not None
    assert fit is not None
    tiny = {
        VALUE: replace(value, on_real=TINY, on_fake=TINY, error=TINY),
        FIT: replace(fit, sliced_wasserstein=TINY, floor=TINY),
    }
    means = replace(picture.measured, d_real=TINY, d_fake=TINY)
    card.show_picture(replace(picture, lenses={**picture.lenses, **tiny}, measured=means))
    for label in (card.numbers, card.means, card.value):
        assert "0.00" in unsigned(label.text().replace("-1.386", ""))


def test_the_numbers_view_shows_a_zero_without_a_sign(hand: Hand) -> None:
    hand.raise_dock("numbers")
    picture = hand.rest()
    seen = picture.seen(NUMBERS)
    assert seen is not None
    tiny = replace(seen, stretch=np.full_like(seen.stretch, TINY))
    view = hand.window.panels.views["numbers"]
    view.show_picture(replace(picture, lenses={**picture.lenses, NUMBERS: tiny}))
    assert "<b>0.00</b>" in unsigned(view.words.text())


def test_every_fixed_format_of_the_screen_has_the_option_that_gives_a_zero_no_sign() -> None:
    root = Path(playground.ui.__file__).parent
    missed = [
        f"{path.relative_to(root)}: {found}"
        for path in sorted(root.rglob("*.py"))
        if path.relative_to(root).parts[0] not in ELSEWHERE and str(path.relative_to(root)) not in FOR_MACHINES
        for found in FIXED.findall(path.read_text())
    ]
    assert not missed
    assert FIXED.search('f"{value:.3f}"')
    assert FIXED.search('tr("{i:,.0f}")')
    assert FIXED.search('"+.2f"')
    assert not FIXED.search('f"{value:+z.3f}"')


@pytest.mark.parametrize(
    ("value", "spec", "text"),
    [
        (1.7e-5, "+z.2f", "+1.7e-05"),
        (-1.7e-5, "z.2f", "-1.7e-05"),
        (0.0043, "z.3f", "0.0043"),
        (0.12, "z.2f", "0.12"),
        (0.0, "z.2f", "0.00"),
        (-0.0, "+z.2f", "+0.00"),
        (float("nan"), "z.2f", "nan"),
        (-1e-9, "z.2f", "0.00"),
    ],
)
def test_a_score_keeps_two_significant_digits(value: float, spec: str, text: str) -> None:
    assert f"{Score(value):{spec}}" == text
    assert format(Score(3.14159), ".2f") == "3.14"


@pytest.mark.parametrize(("top", "exponent"), [(0.0, 0), (3e-5, -5), (0.02, 0), (8000.0, 0), (2.5e6, 6)])
def test_an_axis_of_tiny_or_huge_numbers_has_a_common_power_of_ten(top: float, exponent: int) -> None:
    assert common_exponent(top) == exponent


def test_the_wgan_recipe_of_tiny_scores_shows_no_zero_where_there_is_a_number(hand: Hand) -> None:
    """Weight clipping at 0.01 keeps D's scores at about 1e-5 (Arjovsky et al. 2017, algorithm 1)."""
    c = hand.window.controller
    rmsprop = {"optimizer_d": "rmsprop", "optimizer_g": "rmsprop", "learning_rate_d": 5e-5, "learning_rate_g": 5e-5}
    deep = {"d_layers": 1, "penalty_weight": 0.01, "d_updates": 5}
    c.change_all({"objective": "wasserstein", "penalty": "weight_clipping", **deep, **rmsprop})
    hand.raise_dock("fit")
    c.step("iteration", 20)
    picture = hand.rest()
    assert 1e-7 < abs(picture.measured.d_real - picture.measured.d_fake) < 1e-3
    box = hand.window.panels.fit.curves.boxes["verdicts"]
    assert "×10⁻" in box.words.text()
    assert not re.search(r"[+-]0\.00\b", hand.window.panels.fit.verdict.means.text())
    surface = picture.seen(SURFACE)
    assert surface is not None
    assert surface.scale.high < 0.01


def test_a_curve_of_which_nothing_is_known_has_plain_numbers(qapp: object) -> None:
    box = PlotBox(PLOTS[0])
    unknown = Curve(np.array([0, 1]), {"d_real": np.full(2, np.nan), "d_fake": np.full(2, np.nan)})
    box.show_curves({"losses": unknown}, "")
    assert "×10" not in box.words.text()
