"""What comes from files is shown as it is written: no name, path or error is rendered as HTML."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QLabel, QWidget

from playground.core.errors import InputError
from playground.ui.labels import Label, RichLabel, literal
from tests.support.hand import Hand

UI = Path(__file__).parents[2] / "playground" / "ui"
TRAP = '<img src="/etc/hostname"><b>x</b>'


def labels() -> list[QLabel]:
    """All that there are; one, "Opacity", is of pyqtgraph's own context menu."""
    return [
        label
        for top in QApplication.topLevelWidgets()
        for label in top.findChildren(QLabel)
        if (type(label) is QLabel and label.text() != "Opacity") or isinstance(label, Label | RichLabel)
    ]


def wrong(label: QLabel) -> bool:
    """Guesses what its text is, or shows tags that were meant for formatting."""
    guesses = label.textFormat() == Qt.TextFormat.AutoText and bool(label.text())
    return guesses or (
        label.textFormat() == Qt.TextFormat.PlainText and Qt.mightBeRichText(label.text()) and "img" not in label.text()
    )


def test_every_label_says_whether_its_text_is_rich(hand: Hand) -> None:
    for action in ("own", "theory", "side", "sweeps", "shortcuts", "about", "picture", "step", "step_d", "step_g"):
        hand.do(action)
    for dock in hand.window.docks.values():
        dock.show()
        dock.raise_()
        hand.bot.wait(60)
    for _ in range(3):
        hand.do("step")
        hand.rest()
        hand.bot.wait(300)
    found = labels()
    assert len(found) > 60
    bad = sorted(
        {(type(label).__name__, type(label.parent()).__module__, label.text()[:60]) for label in found if wrong(label)}
    )
    assert not bad, "\n".join(map(str, bad))


def test_no_label_is_made_otherwise() -> None:
    made = {
        str(path.relative_to(UI)): re.findall(r"(?<!class )\bQLabel\(", path.read_text("utf-8"))
        for path in UI.rglob("*.py")
    }
    assert {name for name, found in made.items() if found} == set()


@pytest.mark.parametrize("suffix", [".toml", ".csv", ".ganplay"])
def test_the_name_of_a_file_is_shown_as_it_is(lasting_hand: Callable[..., Hand], tmp_path: Path, suffix: str) -> None:
    hand = lasting_hand()
    hand.window.stage.banner.dismiss()
    name = f"{TRAP.replace('/', '')}{suffix}"
    (tmp_path / name).write_text("nothing = 1\nx")
    hand.window.files.open_path(tmp_path / name)
    hand.until(lambda: "img" in hand.window.stage.banner.text)
    (label,) = [label for label in hand.window.stage.banner.findChildren(QLabel) if "img" in label.text()]
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_a_key_of_a_file_is_shown_as_it_is(hand: Hand, tmp_path: Path) -> None:
    (tmp_path / "e.toml").write_text(f"'{TRAP}' = 1\n")
    hand.window.files.open_path(tmp_path / "e.toml")
    hand.until(lambda: "unknown knob" in hand.window.stage.banner.text)
    assert TRAP in hand.window.stage.banner.text


def test_tool_tips_made_of_names_are_shown_as_they_are(hand: Hand, tmp_path: Path) -> None:
    assert literal(TRAP) == "&lt;img src=&quot;/etc/hostname&quot;&gt;&lt;b&gt;x&lt;/b&gt;"
    assert literal("ring8 & co") == "ring8 &amp; co"
    assert literal("plain") == "plain"
    tips = [widget.toolTip() for widget in hand.window.findChildren(QWidget)]
    assert not any("<img" in tip for tip in tips)
    with pytest.raises(InputError):
        raise InputError(TRAP)
