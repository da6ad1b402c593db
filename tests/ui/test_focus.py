"""The keyboard means the run: after every editor and button Space, D and G act, unless text is typed; windows fit screens."""

from collections.abc import Callable

import pytest
from PyQt6.QtCore import QSize, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QWidget,
)

from playground.ui.dialogs import about, shortcut_sheet
from playground.ui.exporting.dialog import PictureDialog
from playground.ui.focus import with_mnemonics
from playground.ui.screens import room
from tests.support.hand import Hand


def controls(hand: Hand, *kinds: type[QWidget]) -> list[QWidget]:
    return [widget for widget in hand.window.findChildren(QWidget) if isinstance(widget, kinds)]


def test_no_button_or_slider_takes_the_focus_by_a_click_and_all_can_have_it_by_tab(hand: Hand) -> None:
    found = controls(hand, QAbstractButton, QAbstractSlider)
    assert len(found) > 100
    late = [
        w for w in found if w.focusPolicy() != Qt.FocusPolicy.TabFocus and w.objectName() != "qt_toolbar_ext_button"
    ]
    ours = [w for w in late if not w.objectName().startswith("qt_") and type(w).__module__.startswith("playground")]
    assert not ours
    assert hand.window.toolbar.play.focusPolicy() == Qt.FocusPolicy.TabFocus


def test_every_number_of_the_window_gives_the_focus_back_at_enter(hand: Hand) -> None:
    home = hand.window.plane.graphics
    boxes = [w for w in controls(hand, QAbstractSpinBox) if w.isVisible() and w.isEnabled()]
    assert len(boxes) >= 5
    for box in boxes:
        box.setFocus()
        assert QApplication.focusWidget() is not home
        QTest.keyClick(box, Qt.Key.Key_Return)
        assert hand.window.focusWidget() is home, box.accessibleName()


def test_after_choosing_from_a_list_the_keys_mean_the_run_again(hand: Hand) -> None:
    home = hand.window.plane.graphics
    lists = [w for w in controls(hand, QComboBox) if w.isVisible() and w.isEnabled()]
    assert len(lists) >= 3
    for combo in lists:
        combo.setFocus()
        combo.activated.emit(combo.currentIndex())
        assert hand.window.focusWidget() is home, combo.accessibleName()


def test_space_d_and_g_act_after_a_number_and_after_a_button(hand: Hand) -> None:
    w = hand.window
    box = w.knobs.editors["d_updates"].box
    box.setFocus()
    QTest.keyClicks(box, "2")
    QTest.keyClick(box, Qt.Key.Key_Return)
    QTest.keyClick(w.focusWidget(), Qt.Key.Key_D)
    hand.until(lambda: hand.pictures[-1].counters.d_steps == 1)
    hand.bot.mouseClick(w.toolbar.widgetForAction(w.actions_by_id["step_g"]), Qt.MouseButton.LeftButton)
    hand.until(lambda: hand.pictures[-1].counters.g_steps == 1)
    QTest.keyClick(w.focusWidget(), Qt.Key.Key_G)
    hand.until(lambda: hand.pictures[-1].counters.g_steps == 2)
    QTest.keyClick(w.focusWidget(), Qt.Key.Key_Space)
    hand.until(lambda: w.controller.playing)
    QTest.keyClick(w.focusWidget(), Qt.Key.Key_Space)
    hand.until(lambda: not w.controller.playing)


def test_letters_that_are_typed_are_typed(hand: Hand) -> None:
    field = QLineEdit(hand.window)
    field.show()
    field.setFocus()
    QTest.keyClicks(field, "dog g")
    assert field.text() == "dog g"
    picture = hand.rest()
    assert (picture.counters.d_steps, picture.counters.g_steps) == (0, 0)


def test_going_on_from_here_does_not_leave_the_focus_in_a_field(hand: Hand) -> None:
    w = hand.window
    for _ in range(3):
        hand.do("step")
    hand.rest()
    w.controller.go_to(1)
    hand.rest()
    hand.bot.mouseClick(w.stage.timeline.branch, Qt.MouseButton.LeftButton)
    hand.until(lambda: w.controller.playing)
    assert not isinstance(w.focusWidget(), QAbstractSpinBox | QLineEdit)
    QTest.keyClick(w.focusWidget(), Qt.Key.Key_Space)
    hand.until(lambda: not w.controller.playing)


def test_enter_saves_in_the_dialog_that_saves_a_picture(hand: Hand) -> None:
    dialog = PictureDialog(hand.window, hand.window.subjects.seen())
    asked: list[int] = []
    dialog.chosen.connect(lambda: asked.append(1))
    dialog.show()
    for n, widget in enumerate((dialog, dialog.what, dialog.scale), 1):
        QTest.keyClick(widget, Qt.Key.Key_Return)
        assert len(asked) == n
        assert dialog.isVisible(), "Enter does not cancel"
    dialog.close()


def test_every_menu_has_a_letter_of_the_keyboard(hand: Hand) -> None:
    words = ["File", "Fit", "If", "F"]
    assert with_mnemonics(words, words) == ["&File", "F&it", "If", "F"]
    assert with_mnemonics(["파일", "편집", "P_data"], ["File", "Edit", "P"]) == ["파일(&F)", "편집(&E)", "&P_data"]
    titles = [action.text() for action in hand.window.menuBar().actions()]
    letters = [title[title.index("&") + 1].lower() for title in titles]
    assert len(set(letters)) == len(titles)


# ---- windows and screens ----


def windows(hand: Hand) -> list[QWidget]:
    w = hand.window
    for action in ("theory", "side", "sweeps", "own", "picture"):
        hand.do(action)
    found = [w, shortcut_sheet(w), about(w, "", "CPU")]
    for widget in found[1:]:
        widget.show()
    return [
        *found,
        *(
            x
            for x in QApplication.topLevelWidgets()
            if x.isVisible() and isinstance(x, QDialog | QWidget) and x.isWindow()
        ),
    ]


def test_no_window_is_larger_than_its_screen(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(size=(640, 480))
    hand.rest()
    first, *others = windows(hand)
    least = first.minimumSizeHint()
    assert least.width() <= 1024, "the smallest screen that the main window is made for"
    assert least.height() <= 700
    for widget in others:
        if widget is first:
            continue
        available = room(widget)
        assert widget.width() <= available.width(), widget.windowTitle()
        assert widget.height() <= available.height(), widget.windowTitle()


@pytest.mark.parametrize("level", ["story", "workshop"])
def test_resetting_the_layout_keeps_the_size_of_the_window(hand: Hand, level: str) -> None:
    w = hand.window
    w.levels.choose(level)
    w.resize(1024, 700)
    hand.bot.wait(30)
    hand.do("layout")
    hand.bot.wait(30)
    assert w.size() == QSize(1024, 700)


def test_the_sheet_of_shortcuts_never_scrolls_sideways(hand: Hand) -> None:
    from PyQt6.QtWidgets import QScrollArea

    sheet = shortcut_sheet(hand.window)
    sheet.resize(700, 500)
    sheet.show()
    hand.bot.wait(20)
    area = sheet.findChild(QScrollArea)
    assert area.widget().width() <= area.viewport().width()
    sheet.close()
