"""A typed number is taken as it was meant, or refused where it stands; never silently as another."""

import pytest
from PyQt6.QtCore import QLocale, Qt
from PyQt6.QtWidgets import QAbstractSpinBox, QDialog, QDoubleSpinBox, QSpinBox
from pytestqt.qtbot import QtBot

from playground.core.errors import InputError
from playground.ui.number_box import NumberBox, ask_whole
from playground.ui.typed_number import read_number
from tests.support.hand import Hand

MEANT = {
    "0,001": 0.001, "0.001": 0.001, "0,05": 0.05, "0.00000001": 1e-8, "1,5": 1.5, "12,34": 12.34, ".5": 0.5, ",5": 0.5,
    "1e-3": 1e-3, "1,5e-3": 1.5e-3, "5E9": 5e9, "-0,25": -0.25, "\u22120.25": -0.25, "+3": 3, "3000": 3000, "0,100": 0.1,
    "1.0000": 1.0, "1,2345": 1.2345, "1234,567": 1234.567, "1.234.567": 1234567, "1,234,567": 1234567,
    "1.234,5": 1234.5, "1,234.5": 1234.5, "10 000": 10000, "10\u202f000,5": 10000.5, "1'250.5": 1250.5, "1\u2019250": 1250,
    "-1.234.567,25": -1234567.25, " 7 ": 7,
}  # fmt: skip
AMBIGUOUS = ["1.000", "1,000", "12,345", "-1.250", "999.999"]
NOTHING = [
    "",
    "x",
    "1..2",
    "1.2.3",
    "1,2,3",
    "1.23,456.7",
    "1 00",
    "--1",
    "1e",
    "nan",
    "inf",
    "0x10",
    "1_000",
    "1.2e3.4",
    "12 34",
]


@pytest.mark.parametrize("text", MEANT)
def test_a_number_is_read_as_it_was_meant(text: str) -> None:
    assert read_number(text) == pytest.approx(MEANT[text], rel=1e-15)


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_what_can_mean_two_numbers_is_refused_with_both(text: str) -> None:
    with pytest.raises(InputError, match=r"can mean -?[\d.]+ or -?\d+"):
        read_number(text)


@pytest.mark.parametrize("text", NOTHING)
def test_what_means_no_number_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="is not a number"):
        read_number(text)


def typed(bot: QtBot, box: QAbstractSpinBox, text: str) -> None:
    box.setFocus()
    box.selectAll()
    bot.keyClicks(box, text)
    bot.keyClick(box, Qt.Key.Key_Return)


@pytest.mark.parametrize("language", ["C", "en_US", "de_DE", "ko_KR", "fr_FR", "de_CH"])
@pytest.mark.parametrize(
    ("text", "value"), [("0,001", 0.001), ("0.00000001", 1e-8), ("0,05", 0.05), ("1.5e-3", 1.5e-3)]
)
def test_the_box_takes_both_decimal_signs_in_every_locale_and_shows_how_it_read(
    qtbot: QtBot, language: str, text: str, value: float
) -> None:
    QLocale.setDefault(QLocale(language))
    try:
        box = NumberBox(0.0, 10.0)
        qtbot.addWidget(box)
        typed(qtbot, box, text)
    finally:
        QLocale.setDefault(QLocale.c())
    assert box.value() == value
    assert float(box.text()) == value


@pytest.mark.parametrize("text", ["1.000", "1,000", "99", "1,5,2"])
def test_what_is_refused_is_said_at_the_box_and_the_number_before_it_stays(qtbot: QtBot, text: str) -> None:
    box, said, changed = NumberBox(0.0, 10.0), [], []
    qtbot.addWidget(box)
    box.setValue(2.5)
    box.refused.connect(said.append)
    box.valueChanged.connect(changed.append)
    typed(qtbot, box, text)
    assert box.value() == 2.5
    assert box.text() == "2.5"
    assert not changed
    assert len(said) >= 1
    assert said[0].startswith(text.strip())


def test_a_typed_number_is_not_rounded(qtbot: QtBot) -> None:
    box = NumberBox(1e-6, 1.0)
    qtbot.addWidget(box)
    typed(qtbot, box, "0.0001234567")
    assert box.value() == 0.0001234567
    box.clearFocus()
    assert box.value() == 0.0001234567
    assert box.text() == "0.0001234567"


def test_a_learning_rate_typed_with_a_comma_is_that_learning_rate(hand: Hand) -> None:
    typed(hand.bot, hand.window.knobs.editors["learning_rate_d"].box, "0,002")
    assert hand.rest().experiment.learning_rate_d == 0.002


def test_every_box_for_numbers_in_the_window_is_this_one(hand: Hand) -> None:
    hand.do("own")
    hand.do("theory")
    boxes = [
        box
        for top in hand.window.window().findChildren(QAbstractSpinBox)
        + hand.window.own.panel.findChildren(QAbstractSpinBox)
        for box in [top]
        if isinstance(box, QSpinBox | QDoubleSpinBox)
    ]
    assert len(boxes) > 20
    assert [type(box).__name__ for box in boxes if not isinstance(box, NumberBox)] == []


def test_an_iteration_beyond_what_32_bits_hold_is_asked_for(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QDialog, "exec", lambda _: QDialog.DialogCode.Accepted)
    box = NumberBox(5_000_000_001, 10**15, whole=True)
    assert ask_whole(hand.window, "", "", box, 5_000_001_000) == 5_000_001_000
