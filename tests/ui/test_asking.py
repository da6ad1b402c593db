"""Asking what something means: pointer, keys and marks open the right card, which disturbs nothing and stays inside."""

from collections.abc import Callable, Iterator

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QPushButton, QWhatsThis, QWidget
from pytestqt.qtbot import QtBot

from playground.core.experiment import KNOBS
from playground.core.glossary import GLOSSARY, PLACES, Term
from playground.ui.glossary_list import GlossaryList
from playground.ui.knobs import ELSEWHERE
from playground.ui.settings import LEVEL, Settings
from playground.ui.term_card import Lessons, TermText
from playground.ui.terms import PLACE, explain, place_of, term_of
from playground.ui.views.curves import PLOTS
from playground.ui.views.game.story import NAMES
from tests.support.hand import Hand

SYMBOLS = ("min", "max", "V", "D", "G", "E", "log", "x", "z", "real", "fake")


def centre(widget: QWidget) -> QPoint:
    return widget.rect().center()


def point_at(hand: Hand, widget: QWidget, at: QPoint | None = None) -> None:
    """A click with the "?" pointer, as Qt makes it of a click."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=centre(widget) if at is None else at)
    hand.bot.wait(10)


def shown(hand: Hand) -> str:
    """The title on the card; empty if none is open."""
    card = hand.window.asking.card
    return card.text.title.text() if card is not None and card.isVisible() else ""


# ---- every place ----


def places_of(widgets: list[QWidget]) -> Iterator[str]:
    for widget in widgets:
        if place := widget.property(PLACE):
            yield place


def test_every_part_named_on_a_widget_has_a_term_and_every_term_of_a_part_its_widget(hand: Hand) -> None:
    for action in ("theory", "side", "sweeps"):
        hand.do(action)
    hand.raise_dock("numbers")
    hand.until(lambda: any(place == "part:histograms" for place in places_of(hand.window.findChildren(QWidget))))
    widgets = [
        *QApplication.topLevelWidgets(),
        *(w for t in QApplication.topLevelWidgets() for w in t.findChildren(QWidget)),
    ]
    found = set(places_of(widgets))
    assert found - PLACES.keys() == set()
    formula = {"part:value_scale"}  # the formula tells it from its symbols by the height
    parts = {place for place in PLACES if place.startswith("part:")} - formula
    assert parts - {place for place in found if place.startswith("part:")} == set()


def test_knobs_layers_and_docks_resolve_from_their_innermost_widgets(hand: Hand) -> None:
    w = hand.window
    for key in KNOBS.keys() - set(ELSEWHERE):
        assert term_of(w.knobs.labels[key]) is PLACES[f"knob:{key}"]
    box = w.knobs.editors["batch"].box
    assert place_of(box, centre(box)) == "knob:batch"
    assert place_of(w.knobs.editors["objective"]) == "objective:non_saturating"
    w.controller.change("objective", "hinge")
    assert place_of(w.knobs.editors["objective"]) == "objective:hinge"
    for name, switch in w.stage.legend.switches.items():
        assert place_of(switch) == f"layer:{name}"
    for name, dock in w.docks.items():
        assert place_of(dock) == f"view:{name}"
    assert place_of(w.plane.graphics.viewport(), QPoint(w.plane.width() // 2, w.plane.height() // 2)) == "view:plane"
    assert place_of(w.plane, QPoint(w.plane.width() // 2, w.plane.height() - 6)) == "axis:x"
    assert place_of(w.plane, QPoint(6, w.plane.height() // 2)) == "axis:y"


def test_curves_levels_axes_and_empty_room_of_a_plot_resolve(hand: Hand) -> None:
    w = hand.window
    hand.raise_dock("fit")
    w.controller.step("iteration", 40)
    hand.until(lambda: hand.iteration == 40)
    hand.rest()
    box = w.curves.boxes["losses"]
    w.curves.tabs.setCurrentIndex(1)
    hand.bot.wait(50)
    view = box.graphics.getPlotItem().getViewBox()

    def spot(x: float, y: float) -> QPoint:
        scene = view.mapViewToScene(view.mapToView(view.mapFromView(_point(x, y))))
        return box.graphics.mapTo(box, box.graphics.mapFromScene(scene))

    for column in ("d_loss", "g_loss"):
        x, y = box.curves[column].getData()
        k = int(abs(y - box.curves["g_loss" if column == "d_loss" else "d_loss"].getData()[1]).argmax())
        levels = [level.value() for level in box.levels if level.isVisible()]
        if min(abs(y[k] - level) for level in levels) > 0.05:
            assert place_of(box, spot(float(x[k]), float(y[k]))) == f"curve:{column}"
    assert place_of(box, QPoint(box.width() // 2, box.height() - 4)) == "axis:iteration"
    assert place_of(box, QPoint(5, 5)) == "plot:losses"
    assert {f"plot:{plot.name}" for plot in PLOTS} == {place for place in PLACES if place.startswith("plot:")}
    columns = {line.column for plot in PLOTS for line in plot.lines} | {"level"}
    assert {f"curve:{name}" for name in columns} == {place for place in PLACES if place.startswith("curve:")}


def _point(x: float, y: float):
    from PyQt6.QtCore import QPointF

    return QPointF(x, y)


def test_boxes_of_the_diagram_and_symbols_of_the_formula_resolve(hand: Hand) -> None:
    hand.raise_dock("game")
    game = hand.window.panels.game
    for name in NAMES:
        at = game.diagram.box(name).center().toPoint()
        assert place_of(game.diagram, at) == f"box:{name}"
    assert {f"box:{name}" for name in NAMES} == {place for place in PLACES if place.startswith("box:")}
    formula = game.formula
    found = {
        place_of(formula, QPoint(x, y)) for x in range(0, formula.width(), 3) for y in range(0, formula.height(), 4)
    }
    assert {f"symbol:{name}" for name in SYMBOLS} == {place for place in PLACES if place.startswith("symbol:")}
    assert {place for place in PLACES if place.startswith("symbol:")} <= found
    assert {"part:formula", "part:value_scale"} <= found


# ---- the ways of asking ----


def test_the_pointer_asks_once_and_what_it_clicks_on_does_nothing_else(hand: Hand) -> None:
    w = hand.window
    switch = w.stage.legend.switches["surface"]
    before = switch.isChecked()
    hand.do("ask")
    assert QWhatsThis.inWhatsThisMode()
    point_at(hand, switch)
    assert not QWhatsThis.inWhatsThisMode()
    assert switch.isChecked() == before
    assert shown(hand) == "D's output"
    w.asking.card.dismiss()
    point_at(hand, switch)
    assert switch.isChecked() != before, "the next click is a click"
    assert not shown(hand)


def test_escape_ends_the_pointer_and_not_the_full_screen(hand: Hand) -> None:
    hand.do("projector")
    hand.do("ask")
    QTest.keyClick(hand.window, Qt.Key.Key_Escape)
    assert not QWhatsThis.inWhatsThisMode()
    assert hand.window.theme.projecting
    QTest.keyClick(hand.window, Qt.Key.Key_Escape)
    assert not hand.window.theme.projecting


def test_the_pointer_ends_with_its_window_and_takes_no_click_from_another(
    open_hand: Callable[..., Hand], qtbot: QtBot
) -> None:
    hand = open_hand()
    button = QPushButton()
    qtbot.addWidget(button)
    button.show()
    clicks: list[bool] = []
    button.clicked.connect(clicks.append)
    hand.rest()
    hand.do("ask")
    hand.window.close()
    assert not QWhatsThis.inWhatsThisMode()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert len(clicks) == 1


def test_shift_f1_explains_the_focused_widget_and_escape_gives_the_focus_back(hand: Hand) -> None:
    w = hand.window
    box = w.knobs.editors["g_width"].box
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    assert shown(hand) == "Width"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not shown(hand)
    assert QApplication.focusWidget() in (box, box.lineEdit())


def test_a_mark_on_each_panel_is_reached_by_tab_named_and_opens_its_card(hand: Hand) -> None:
    w = hand.window
    hand.raise_dock("fit")
    for name, mark in w.asking.marks.items():
        assert mark.accessibleName()
        assert mark.focusPolicy() == Qt.FocusPolicy.TabFocus
        if w.docks[name].isVisible() and w.panels.seen(name):
            assert mark.isVisible()
            assert w.docks[name].rect().contains(mark.geometry())
    mark = w.asking.marks["fit"]
    mark.setFocus()
    QTest.keyClick(mark, Qt.Key.Key_Return)
    assert shown(hand) == PLACES["view:fit"].title


def test_the_story_has_no_titles_and_so_no_marks(open_hand: Callable[..., Hand], settings: Settings) -> None:
    settings.set(LEVEL, "story")
    made = open_hand(size=(1440, 900))
    made.rest()
    assert not any(mark.isVisible() for mark in made.window.asking.marks.values())


# ---- the card ----


def test_the_card_closes_at_a_press_elsewhere_and_training_goes_on_under_it(hand: Hand) -> None:
    w = hand.window
    w.asking.answer(GLOSSARY["batch"], w.knobs.labels["batch"], QPoint(2, 2))
    assert shown(hand) == "Batch size"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    hand.until(lambda: hand.iteration == 1)
    assert shown(hand), "a step is no reason to close it"
    handle = w.windowHandle()
    card = w.asking.card
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, pos=card.geometry().center())
    assert shown(hand), "nor is a click on it"
    bar = w.statusBar()
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, pos=bar.mapTo(w, centre(bar)))
    assert not shown(hand)


def test_the_card_closes_when_the_focus_goes_elsewhere(hand: Hand) -> None:
    w = hand.window
    w.asking.answer(GLOSSARY["batch"], w.knobs.labels["batch"], QPoint(2, 2))
    w.knobs.editors["g_width"].box.setFocus()
    assert not shown(hand)


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)])
def test_every_card_lies_inside_the_window_and_shows_all_its_text(
    open_hand: Callable[..., Hand], size: tuple[int, int]
) -> None:
    made = open_hand(size=size)
    w = made.window
    corners = (QPoint(0, 0), QPoint(w.width() - 1, 0), QPoint(0, w.height() - 1), QPoint(w.width() - 1, w.height() - 1))
    for k, term in enumerate(GLOSSARY):
        w.asking.answer(term, w, corners[k % 4])
        card = w.asking.card
        assert w.rect().contains(card.geometry()), term.name
        text = card.text
        for label in (text.title, text.words, text.up, text.down):
            if label.isVisible():
                assert label.height() >= label.heightForWidth(label.width()), term.name
        assert text.up.isVisible() == bool(term.up)
        assert text.formula.isVisible() == bool(term.formula)


def test_the_text_can_be_selected_and_is_plain(hand: Hand) -> None:
    w = hand.window
    w.asking.answer(GLOSSARY["mmd"], w, QPoint(20, 20))
    for label in (w.asking.card.text.words, w.asking.card.text.up):
        assert label.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
        assert label.textFormat() == Qt.TextFormat.PlainText


def test_a_lesson_is_offered_only_if_it_exists(qtbot) -> None:
    opened: list[str] = []
    text = TermText(Lessons(exists=lambda lesson: lesson == "first", open_lesson=opened.append))
    qtbot.addWidget(text)
    plain = {"title": "T", "words": "One. Two."}
    for lesson, offered in (("", False), ("second", False), ("first", True)):
        text.show_term(Term("t", lesson=lesson, **plain))
        assert text.lesson.isVisibleTo(text) == offered
    text.lesson.click()
    assert opened == ["first"]


def test_every_formula_fits_its_card(hand: Hand) -> None:
    from playground.core.glossary.notation import parse
    from playground.ui.mathematics import SMALLEST, extent, fitting
    from playground.ui.term_card import WIDTH

    for term in GLOSSARY:
        if term.formula:
            row = parse(term.formula)
            points = fitting((row,), WIDTH - 60)
            assert points > SMALLEST + 1, term.name
            assert extent(row, points).width <= WIDTH - 60


def test_a_place_without_a_term_is_that_of_what_it_lies_in(qtbot) -> None:
    outer = explain(QWidget(), "knob:batch")
    qtbot.addWidget(outer)
    inner = explain(QWidget(outer), "nowhere:nothing")
    assert place_of(inner) == "knob:batch"
    assert term_of(None) is None


# ---- the list ----


def test_the_list_finds_by_title_name_and_words(hand: Hand) -> None:
    hand.do("glossary")
    listed = hand.window.asking.list
    assert isinstance(listed, GlossaryList)
    assert set(listed.shown()) == set(GLOSSARY.names)
    listed.search.setText("mode collapse")
    assert "mode_collapse" in listed.shown()
    assert listed.text.title.text() == "Mode collapse"
    listed.search.setText("steepness")
    assert {"penalty", "penalty_weight"} <= set(listed.shown())
    listed.search.setText("no such word at all")
    assert listed.shown() == []
    listed.close()
