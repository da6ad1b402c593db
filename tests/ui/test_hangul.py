"""Hangul: keys act in Hangul mode as in Latin, words being composed are neither lost nor doubled, fonts are looked for."""

from collections import Counter
from collections.abc import Callable

import pytest
from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QComboBox, QLineEdit

from playground.ui.actions import ACTIONS
from playground.ui.hangul import PLAIN, SHIFTED, with_hangul
from tests.support.hand import Hand


def type_key(widget: QObject, text: str, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """As a keyboard with a Korean layout types a letter."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, ord(text), modifiers, text))


def test_every_letter_has_its_key_and_no_two_actions_share_one() -> None:
    letters = [a for a in ACTIONS for key in a.sequences() if len(key.toString()) == 1 and key.toString() in PLAIN]
    assert len(letters) >= 10
    for action in letters:
        assert set(with_hangul(action.sequences())) > set(action.sequences())
    keys = Counter(key.toString() for a in ACTIONS for key in with_hangul(a.sequences()))
    assert [key for key, n in keys.items() if n > 1] == []
    assert with_hangul([QKeySequence("Ctrl+D"), QKeySequence("Space")]) == [
        QKeySequence("Ctrl+D"),
        QKeySequence("Space"),
    ]


@pytest.mark.parametrize(("letter", "steps"), [("D", (1, 0)), ("G", (0, 1))])
def test_a_player_learns_at_its_key_in_hangul_mode(open_hand: Callable[..., Hand], letter: str, steps) -> None:
    hand = open_hand()
    hand.rest()
    hand.window.activateWindow()
    hand.until(hand.window.isActiveWindow)
    handle = hand.window.windowHandle()
    assert handle is not None
    type_key(handle, PLAIN[letter])
    hand.until(lambda: hand.window.stage.shown.counters.d_steps + hand.window.stage.shown.counters.g_steps == 1)
    counters = hand.rest().counters
    assert (counters.d_steps, counters.g_steps) == steps
    assert SHIFTED["W"] == "ㅉ"


def fields(hand: Hand) -> list[QLineEdit]:
    for name in ("glossary", "own", "sweeps"):
        hand.do(name)
        hand.bot.wait(30)
    found = [w for w in QApplication.allWidgets() if isinstance(w, QLineEdit) and w.isEnabled() and not w.isReadOnly()]
    return [w for w in found if w.validator() is None and not isinstance(w.parent(), QComboBox)]


def test_a_word_that_is_being_composed_is_neither_lost_nor_doubled(open_hand: Callable[..., Hand]) -> None:
    """An input method shows a syllable while it is composed, and commits it on Enter and when the focus leaves."""
    hand = open_hand()
    hand.rest()
    found = fields(hand)
    assert len(found) >= 2
    for field in found:
        field.clear()
        for composed in ("ㅎ", "하", "한"):
            QApplication.sendEvent(field, QInputMethodEvent(composed, []))
        assert field.text() == "", "it is not part of the text yet"
        commit = QInputMethodEvent("", [])
        commit.setCommitString("한")
        QApplication.sendEvent(field, commit)
        assert field.text() == "한"
        QApplication.sendEvent(field, QInputMethodEvent("글", []))
        commit = QInputMethodEvent("", [])
        commit.setCommitString("글")
        QApplication.sendEvent(field, commit)
        QTest.keyClick(field, Qt.Key.Key_Return)
        field.clearFocus()
        hand.bot.wait(10)
        assert field.text() == "한글", type(field.parent()).__name__


def test_letters_of_a_field_do_not_act(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand()
    hand.rest()
    field = QLineEdit(hand.window)
    field.show()
    field.setFocus()
    for letter in "ㅇㅎㄱ":
        type_key(field, letter)
    assert field.text() == "ㅇㅎㄱ"
    assert hand.rest().counters.d_steps == 0
