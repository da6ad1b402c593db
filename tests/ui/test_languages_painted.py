"""Words that no widget holds follow the language too: those that are painted, Qt's own, and what is said of fonts."""

from collections.abc import Callable

import pyqtgraph as pg
import pytest
from PyQt6.QtGui import QFontDatabase, QPainter
from PyQt6.QtWidgets import QApplication, QDialogButtonBox

from playground.pseudo import CODE as PSEUDO
from playground.pseudo import OPEN
from playground.ui.languages import Language
from tests.support.hand import Hand
from tests.support.texts import NO_WORDS, WORD


def test_what_is_painted_is_translated(
    open_hand: Callable[..., Hand], language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words that views draw themselves, with a painter or as items of a plot."""
    painted: set[str] = set()
    draw = QPainter.drawText

    def watched(painter: QPainter, *arguments: object) -> object:
        painted.update(text for text in arguments if isinstance(text, str))
        return draw(painter, *arguments)

    monkeypatch.setattr(QPainter, "drawText", watched)
    language.choose(PSEUDO)
    hand = open_hand()
    for name in hand.window.docks:
        hand.raise_dock(name)
        hand.window.controller.step("iteration", 2)
        hand.rest()
        hand.window.grab()
    hand.window.levels.choose("story")
    hand.window.grab()
    for name in ("theory", "sweeps", "side"):
        hand.do(name)
        hand.bot.wait(50)
    for window in QApplication.topLevelWidgets():
        if window.isVisible():
            window.grab()
        for view in window.findChildren(pg.GraphicsView):
            painted.update(item.toPlainText() for item in view.scene().items() if isinstance(item, pg.TextItem))
    assert any(OPEN in text for text in painted)
    bare = {text for text in painted if OPEN not in text and WORD.search(NO_WORDS.sub("", text))}
    assert sorted(bare - {"log", "max", "min"}) == [], "all but mathematics"


def test_a_missing_font_is_said_with_how_to_get_one(
    open_hand: Callable[..., Hand], language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = open_hand()
    monkeypatch.setattr(QFontDatabase, "families", lambda *_: [])
    language.choose("en")
    assert "font" not in hand.window.stage.banner.text
    language.choose("ko")
    assert "fonts-noto-cjk" in hand.window.stage.banner.text


def test_qts_own_words_follow(language: Language, qtbot) -> None:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    button = box.button(QDialogButtonBox.StandardButton.Cancel)
    assert button is not None
    language.choose("ko")
    assert button.text().startswith("취소")
    language.choose("en")
    assert button.text() == "Cancel"
