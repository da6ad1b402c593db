"""What a screen reader can say: every widget that takes the focus has a name, in every dialog too, and plots a sentence."""

from collections.abc import Callable, Iterator

import numpy as np
import pyqtgraph as pg
import pytest
from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget

from playground.core.lenses import SAMPLES
from playground.ui.languages import Language
from playground.ui.plot_box import PlotBox
from playground.ui.scores import Score
from playground.ui.spoken import Spoken, _names_itself
from playground.ui.verbs import VERBS
from tests.support.hand import Hand

ENDS = frozenset({"quit", "compile", "paste", "projector", "leave_projector"})


def nameless(top: QWidget) -> list[str]:
    """The focusable widgets of a window for which a reader has no name: neither ours nor what Qt takes from the text."""
    return [
        f"{type(w).__name__} in {type(w.parentWidget()).__name__}"
        for w in [top, *top.findChildren(QWidget)]
        if w.focusPolicy() != Qt.FocusPolicy.NoFocus and not w.accessibleName() and not _names_itself(w)
    ]


def spoken(hand: Hand) -> Spoken:
    found = hand.window.findChild(Spoken)
    assert found is not None
    found.tell()
    return found


@pytest.fixture
def questions_heard(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Iterator[list[str]]:
    """File dialogs are cancelled; of any other question its nameless widgets are kept, and it is closed."""
    for ask in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, ask, lambda *_: ("", ""))
    missing: list[str] = []

    def hear() -> None:
        asked = QApplication.activeModalWidget()
        if asked is not None:
            for top in QApplication.topLevelWidgets():
                for teller in top.findChildren(Spoken):
                    teller.tell()
            missing.extend(nameless(asked))
            asked.close()

    timer = QTimer()
    timer.setInterval(30)
    timer.timeout.connect(hear)
    timer.start()
    yield missing
    timer.stop()


def test_every_widget_that_takes_the_focus_has_a_name(
    questions_heard: list[str], open_hand: Callable[..., Hand]
) -> None:
    hand = open_hand()
    hand.rest()
    for name in hand.window.docks:
        hand.raise_dock(name)
    hand.window.controller.step("iteration", 3)
    hand.rest()
    teller = spoken(hand)
    assert nameless(hand.window) == []
    given = [w for w in hand.window.findChildren(QWidget) if w in teller._given]
    assert len(given) > 50, "next to nothing had to be named: this test shows little"
    windows = 1
    for name in VERBS:
        if name in ENDS:
            continue
        hand.do(name)
        hand.bot.wait(20)
        teller.tell()
        for top in QApplication.topLevelWidgets():
            if top.isVisible() and not isinstance(top, QMenu):
                windows += top is not hand.window
                assert nameless(top) == [], (name, type(top).__name__)
    hand.window.controller.pause()
    hand.rest()
    assert questions_heard == []
    assert windows > 5, "no dialogs were seen"


def test_the_name_of_a_part_is_that_of_what_it_belongs_to(hand: Hand) -> None:
    spoken(hand)
    knob = hand.window.knobs.editors["batch"]
    assert {w.accessibleName() for w in (knob.slider, knob.box)} == {"Batch size"}
    assert hand.window.plane.graphics.accessibleName() == "plane"


def test_every_plot_has_a_summary_which_follows_the_state(hand: Hand) -> None:
    before = described(hand)
    assert all(before.values()), before
    hand.window.controller.step("iteration", 40)
    picture = hand.rest()
    after = described(hand)
    assert set(after) >= set(before)
    alike = [after[plot] for plot in before if before[plot] == after[plot]]
    assert len(alike) <= len(before) / 3, alike
    plane = hand.window.plane.graphics.accessibleDescription()
    samples = picture.seen(SAMPLES)
    assert samples is not None
    x, y = samples.fake.mean(axis=0)
    assert plane.startswith(f"Iteration 40: {len(samples.real):,} real points and {len(samples.fake):,} fakes")
    assert f"({x:z.2f}, {y:z.2f})" in plane
    hand.raise_dock("fit")
    spoken(hand)
    boxes = [box for box in hand.window.findChildren(PlotBox) if box.isVisible()]
    lines = [
        (box, line) for box in boxes for line in box.plot.lines if line.column in picture.losses.y and not line.rare
    ]
    assert lines
    for box, line in lines:
        last = Score(picture.losses.y[line.column][-1])
        assert f"{last:z.3f} at iteration 40" in box.graphics.accessibleDescription()
    assert hand.window.stage.timeline.strip.accessibleDescription() == "At iteration 40 of 40."


def described(hand: Hand) -> dict[pg.PlotWidget, str]:
    """What every plot of every dock says, once each dock has been in front and drawn."""
    said = {}
    for name in hand.window.docks:
        hand.raise_dock(name)
        hand.bot.wait(400)  # the plots are drawn in turns
        spoken(hand)
        said |= {p: p.accessibleDescription() for p in hand.window.findChildren(pg.PlotWidget) if p.isVisible()}
    assert len(said) >= 8
    return said


def test_any_other_plot_says_where_its_points_are(hand: Hand) -> None:
    plot = pg.PlotWidget(hand.window)
    plot.show()
    spoken(hand)
    assert plot.accessibleDescription() == "Nothing is drawn yet."
    plot.plot(np.array([0.0, 2.0, np.nan]), np.array([1.0, 5.0, 9.0]))
    spoken(hand)
    assert plot.accessibleDescription() == "2 points, from 0 to 2 across and from 1 to 5 upwards."


def test_names_and_summaries_change_their_language(hand: Hand, language: Language) -> None:
    spoken(hand)
    box = hand.window.knobs.editors["batch"].box
    assert box.accessibleName() == "Batch size"
    language.choose("ko")
    spoken(hand)
    assert box.accessibleName() == hand.window.knobs.editors["batch"].accessibleName() != "Batch size"
