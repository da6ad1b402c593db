"""The levels of the window: a calm first screen whose knobs are the workshop's, either way in one click, remembered."""

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtWidgets import QApplication, QTabBar, QWidget

from playground.core.experiment import EXPERIMENT, KNOBS
from playground.core.session import layout
from playground.core.targets import TARGETS
from playground.ui.happening import SENTENCES, Facts, sentence
from playground.ui.knob_editors import RATES
from playground.ui.levels import FIRST, LEARNING_RATES, LEVELS
from playground.ui.settings import LEVEL, Settings
from playground.ui.view_specs import VIEW_SPECS
from tests.support.hand import Hand


@pytest.fixture
def story(open_hand: Callable[..., Hand], settings: Settings) -> Hand:
    settings.set(LEVEL, "story")
    made = open_hand(size=(1440, 900))
    made.rest()
    return made


def seen(hand: Hand, *widgets: QWidget) -> bool:
    return all(not widget.visibleRegion().isEmpty() for widget in widgets)


def test_the_table_names_only_what_there_is(hand: Hand) -> None:
    assert FIRST == "story"
    for level in LEVELS.values():
        assert set(level.panels or ()) <= {row.name for row in VIEW_SPECS}
        assert set(level.knobs or ()) <= {*KNOBS, LEARNING_RATES}
        assert set(level.tools or ()) <= set(hand.window.actions_by_id)


def test_the_first_start_is_the_story(open_hand: Callable[..., Hand], tmp_path) -> None:
    assert open_hand(settings=Settings(tmp_path / "nobody.json")).window.levels.name == "story"


def test_the_story_has_three_things_on_the_right_and_six_knobs_on_the_left(story: Hand) -> None:
    w = story.window
    assert {name for name, dock in w.docks.items() if dock.isVisible()} == {"experiment", "story"}
    column, knobs = w.panels.experiment, w.knobs
    assert seen(
        story, w.panels.story.game.diagram, w.panels.story.game.formula, w.panels.story.words, w.panels.story.chart
    )
    turned = [key for key, editor in knobs.editors.items() if seen(story, editor)]
    assert turned == ["objective", "penalty", "d_updates", "g_updates"]
    assert seen(story, column.gallery, column.speed, knobs.rates), "with the speed and the learning rates they are six"
    assert not seen(story, w.toolbar.speed)
    shown = [
        a.objectName() for a in w.toolbar.actions() if a.objectName() and seen(story, w.toolbar.widgetForAction(a))
    ]
    assert shown == [*LEVELS["story"].tools, "workshop"]


@pytest.mark.parametrize(("size", "least"), [((1440, 900), 0.645), ((1024, 700), 0.5)])
def test_the_plane_has_most_of_the_width_and_nothing_is_cut(story: Hand, size: tuple[int, int], least: float) -> None:
    w = story.window
    w.resize(*size)
    w.levels.fit()
    story.bot.wait(50)
    assert (w.width(), w.height()) == size
    assert least <= w.stage.width() / w.width() <= 0.7
    boxes = [
        part.rect().translated(part.mapTo(w, part.rect().topLeft()))
        for part in (w.docks["experiment"], w.stage, w.docks["story"])
    ]
    assert not any(a.intersects(b) for a, b in pairwise(boxes)), "no column lies on another"
    column = w.panels.experiment
    for widget in (column.speed, *(e for e in w.knobs.editors.values() if e.isVisible()), w.knobs.rates):
        right = widget.mapTo(column, widget.rect().bottomRight())
        assert right.x() <= column.width()
        assert right.y() <= column.height()
        assert widget.width() >= widget.minimumSizeHint().width()


def test_one_click_or_key_leads_to_the_workshop_and_back_and_is_remembered(
    story: Hand, open_hand: Callable[..., Hand], settings: Settings
) -> None:
    w = story.window
    story.bot.keyClick(w, Qt.Key.Key_W)
    assert w.levels.name == "workshop"
    assert w.actions_by_id["workshop"].isChecked()
    story.bot.wait(30)
    assert seen(story, w.docks["fit"], w.toolbar.speed, w.knobs.editors["g_width"])
    assert not w.docks["story"].isVisible()
    assert Settings(settings.folder / "settings.json").get(LEVEL, "") == "workshop"
    button = w.toolbar.widgetForAction(w.actions_by_id["workshop"])
    story.bot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert w.levels.name == "story"
    w.close()
    assert open_hand().window.levels.name == "story"


def test_the_workshop_comes_back_as_it_was_left_and_is_what_is_saved(story: Hand) -> None:
    w = story.window
    w.levels.choose("workshop")
    w.panels.bring("numbers")
    w.docks["latent"].show()
    story.bot.wait(30)
    before = layout.read(w._layout())
    w.levels.choose("story")
    assert layout.read(w._layout()) == before, "the story is no layout"
    w.levels.choose("workshop")
    story.bot.wait(30)
    again = layout.read(w._layout())
    assert [(d.name, d.shown, d.front) for d in again.docks] == [(d.name, d.shown, d.front) for d in before.docks]


def test_a_layout_of_a_session_waits_until_the_workshop_is_entered(story: Hand) -> None:
    w = story.window
    w.levels.choose("workshop")
    w.panels.bring("metrics")
    story.bot.wait(30)
    text = w._layout()
    w.panels.arrange()
    w.levels.choose("story")
    w._lay_out(text)
    assert not w.docks["metrics"].isVisible()
    w.levels.choose("workshop")
    assert w.docks["metrics"].isVisible()


def test_a_panel_that_is_asked_for_opens_in_front_in_the_workshop(story: Hand) -> None:
    w = story.window
    w.docks["numbers"].toggleViewAction().trigger()
    story.bot.wait(30)
    assert w.levels.name == "workshop"
    assert seen(story, w.docks["numbers"])
    w.docks["latent"].toggleViewAction().trigger()
    story.bot.wait(30)
    assert seen(story, w.docks["latent"]), "also beside others in the workshop"


def test_a_knob_turned_at_one_level_is_turned_at_the_other(story: Hand) -> None:
    w = story.window
    w.panels.experiment.speed.slider.setValue(3)
    assert w.toolbar.speed.slider.value() == 3
    w.toolbar.speed.slider.setValue(5)
    assert w.panels.experiment.speed.slider.value() == 5
    w.knobs.editors["d_updates"].box.setValue(3)
    w.levels.choose("workshop")
    assert w.knobs.editors["d_updates"].box.value() == 3


def test_one_slider_changes_both_learning_rates_and_keeps_their_ratio(story: Hand) -> None:
    c, rates = story.window.controller, story.window.knobs.rates
    c.load(replace(c.experiment, learning_rate_d=4e-4, learning_rate_g=1e-4))
    c.change("d_updates", 2)
    rates.slider.setValue(rates.slider.value() + 20)
    e = c.experiment
    assert e.learning_rate_d > 4e-4
    assert e.learning_rate_d / e.learning_rate_g == pytest.approx(4, rel=0.01)
    story.window.controller.undo.undo()
    assert (c.experiment.learning_rate_d, c.experiment.learning_rate_g) == (4e-4, 1e-4), "one change, undone at once"
    both = [story.window.knobs.editors[key] for key in RATES]
    assert not any(seen(story, editor) for editor in both)
    rates.more.click()
    assert seen(story, *both)
    for _ in range(20):
        rates.slider.setValue(rates.slider.maximum())
        rates.slider.setValue(rates.slider.maximum() - 1)
    for key in RATES:
        assert KNOBS[key].low <= getattr(c.experiment, key) <= KNOBS[key].high


def test_changing_level_disturbs_nothing_that_runs(story: Hand) -> None:
    w = story.window
    story.do("step")
    picture = story.rest()
    for name in ("workshop", "story", "workshop"):
        w.levels.choose(name)
        QApplication.processEvents()
    again = story.rest()
    assert again.counters == picture.counters
    assert again.experiment == picture.experiment


# ---- what is said ----


def test_every_sentence_is_said_at_some_time_and_is_true_then() -> None:
    said = {}
    grid = [0.02, 0.2, 0.45, 0.5, 0.55, 0.8, 0.98]
    for real in (*grid, math.nan):
        for fake in grid:
            for d, g in ((0, 0), (5, 0), (5, 5)):
                for probability, listens in ((True, True), (False, True), (True, False)):
                    f = Facts(d, g, probability, real, fake, listens)
                    said.setdefault(next(k for k, (holds, _) in enumerate(SENTENCES) if holds(f)), []).append(f)
                    assert sentence(f)
    assert set(said) == set(range(len(SENTENCES)))
    assert "Neither player" in sentence(Facts(0, 0, True, 0.5, 0.5))
    assert "D tells them apart: it says 0.90 on real points and 0.20" in sentence(Facts(9, 9, True, 0.9, 0.2))
    assert "G stands still" in sentence(Facts(9, 0, True, 0.9, 0.2))
    assert "hardly" in sentence(Facts(9, 9, True, 0.52, 0.49))
    assert "fooling" in sentence(Facts(9, 9, True, 0.2, 0.8))
    assert "G does not listen to D" in sentence(Facts(9, 9, True, 0.2, 0.8, listens=False))


def test_the_sentence_and_the_chart_give_the_same_numbers(story: Hand) -> None:
    for _ in range(3):
        story.do("step_d")
    story.rest()
    story.bot.wait(50)
    column = story.window.panels.story
    for words in column.chart.words():
        assert words.split("says ")[1].split()[0] in column.words.text()


def test_a_knob_that_was_turned_can_be_reset_where_the_pointer_is(hand: Hand) -> None:
    w = hand.window
    reset, editor = w.knobs.resets["batch"], w.knobs.editors["batch"]
    first = EXPERIMENT.batch
    w.controller.load(EXPERIMENT)
    assert str(first) in reset.toolTip()
    w.knobs.groups["Data"].expand(animate=False)
    QApplication.sendEvent(editor, QEvent(QEvent.Type.Enter))
    assert reset.isHidden(), "it has its first value"
    w.controller.change("batch", 64)
    QApplication.sendEvent(editor, QEvent(QEvent.Type.Enter))
    assert not reset.isHidden()
    before = editor.geometry()
    hand.bot.mouseClick(reset, Qt.MouseButton.LeftButton)
    assert w.controller.experiment.batch == first
    assert editor.geometry() == before, "nothing moves when it comes and goes"


def test_hidden_knobs_leave_no_gaps(story: Hand) -> None:
    story.bot.wait(50)
    editors = [e for e in story.window.knobs.editors.values() if seen(story, e)]
    tops = sorted(e.mapTo(story.window, e.rect().topLeft()).y() for e in editors)
    assert max(b - a for a, b in pairwise(tops)) < 3 * editors[0].height()
    assert story.window.panels.experiment.area.verticalScrollBar().maximum() == 0


def test_all_editors_have_one_left_edge(hand: Hand) -> None:
    knobs = hand.window.knobs
    for fold in knobs.groups.values():
        fold.expand(animate=False)
    hand.bot.wait(30)
    edges = {
        editor.mapTo(knobs, editor.rect().topLeft()).x() for editor in knobs.editors.values() if editor.isVisible()
    }
    assert len(edges) == 1


def test_tabs_have_whole_names_and_a_view_from_the_menu_is_in_front(hand: Hand) -> None:
    w = hand.window
    for name in ("latent", "networks", "numbers", "metrics"):
        w.docks[name].toggleViewAction().trigger()
        hand.bot.wait(30)
        assert seen(hand, w.docks[name])
    bars = [bar for bar in w.findChildren(QTabBar) if bar.isVisible() and bar.count() > 2 and bar.parent() is w]
    assert bars
    for bar in bars:
        assert bar.elideMode() == Qt.TextElideMode.ElideNone


def test_the_menu_of_targets_has_their_thumbnails(hand: Hand) -> None:
    gallery = hand.window.gallery
    hand.until(lambda: not any(gallery.thumbnail(name).isNull() for name in TARGETS.names))
    menu = next(a.menu() for a in hand.window.menuBar().actions() if a.text().replace("&", "") == "Presets")
    shelf = next(a.menu() for a in menu.actions() if a.text() == "Targets")
    shelf.aboutToShow.emit()
    assert all(not action.icon().isNull() for action in shelf.actions())
