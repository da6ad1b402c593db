"""The gate against holes that extraction can't see: whatever the window or the command line asks to be translated is in
the catalogue's template.
"""

import argparse
import gettext
from collections.abc import Callable, Iterator

import pytest
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import (
    QApplication,
    QFileDialog,
)

from playground import i18n
from playground.catalogue import files
from playground.cli import main, make_parser, words_of_argparse
from playground.core.glossary import GLOSSARY
from playground.core.lessons import course
from playground.ui.lessons.names import names
from playground.ui.verbs import VERBS
from tests.support.hand import Hand
from tests.support.texts import NO_WORDS, WORD, own, said_by

Key = tuple[str, str, str]
ENDS = frozenset({"quit", "compile", "paste", "projector", "leave_projector"})
"""Actions that end the window, take minutes, or have no text."""


class Recorder(gettext.NullTranslations):
    """Remembers what is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[Key] = set()

    def gettext(self, message: str) -> str:
        self.asked.add(("", message, ""))
        return message

    def pgettext(self, context: str, message: str) -> str:
        self.asked.add((context, message, ""))
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.asked.add(("", msgid1, msgid2))
        return msgid1 if n == 1 else msgid2


@pytest.fixture(scope="module")
def known() -> frozenset[Key]:
    return frozenset(map(files.key_of, files.read(files.LOCALE / "playground.pot")))


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    made = Recorder()
    monkeypatch.setattr(i18n, "_catalogue", [made])
    return made


@pytest.fixture
def _no_questions(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Iterator[None]:
    """File dialogs are cancelled, and any other question too, once it has been seen."""
    for ask in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, ask, lambda *_: ("", ""))
    timer = QTimer()
    timer.setInterval(30)
    timer.timeout.connect(_close_question)
    timer.start()
    yield
    timer.stop()


def _close_question() -> None:
    asked = QApplication.activeModalWidget()
    if asked is not None:
        asked.close()


@pytest.mark.usefixtures("_no_questions")
def test_every_text_of_the_window_is_in_the_catalogue(
    recorder: Recorder, known: frozenset[Key], open_hand: Callable[..., Hand]
):
    hand = open_hand()
    hand.rest()
    for name in hand.window.docks:
        hand.raise_dock(name)
    hand.window.controller.step("iteration", 3)
    hand.rest()
    for switch in hand.window.stage.legend.switches.values():
        switch.setChecked(True)
    hand.rest()
    for name in VERBS:
        if name not in ENDS:
            hand.do(name)
            hand.bot.wait(20)
    hand.window.controller.pause()
    hand.rest()
    assert len(recorder.asked) > 900
    assert sorted(recorder.asked - known) == []


def test_every_text_of_the_lessons_and_the_glossary_is_in_the_catalogue(known: frozenset[Key]):
    from playground.core.lessons.lesson import texts

    said = [text for lesson in course(names()) for text in texts(lesson)]
    said += [text for term in GLOSSARY for text in (term.title, term.words, term.up, term.down) if text]
    assert len(said) > 500
    assert [text for text in said if ("", text, "") not in known] == []


def test_every_help_of_the_command_line_is_in_the_catalogue(
    recorder: Recorder,
    known: frozenset[Key],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
):
    def helped(parser: argparse.ArgumentParser) -> None:
        parser.format_help()
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                for inner in action.choices.values():
                    helped(inner)

    monkeypatch.setattr("playground.cli.use_language", lambda: None)  # the recorder stays
    words_of_argparse.translate()
    helped(make_parser())
    assert ("", "usage: ", "") in recorder.asked
    with pytest.raises(SystemExit):
        main(["train", "--no-such-option"])
    assert main(["list"]) == 0
    assert "knobs" in capsys.readouterr().out
    assert len(recorder.asked) > 150
    assert sorted(recorder.asked - known) == []


# ---- texts that were never asked for ----


class Marks(gettext.NullTranslations):
    """Puts every text that comes from the catalogue in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def pgettext(self, context: str, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


@pytest.mark.usefixtures("_no_questions")
def test_every_text_of_the_window_comes_from_the_catalogue(
    monkeypatch: pytest.MonkeyPatch, open_hand: Callable[..., Hand]
):
    monkeypatch.setattr(i18n, "_catalogue", [Marks()])
    hand = open_hand()
    hand.rest()
    bare: set[tuple[str, str]] = set()

    def look() -> None:
        for widget in filter(own, QApplication.allWidgets()):
            for text in said_by(widget):
                if text and "⟦" not in text and text != "English" and WORD.search(NO_WORDS.sub("", text)):
                    bare.add((type(widget).__name__, text))

    for name in hand.window.docks:
        hand.raise_dock(name)
    hand.window.controller.step("iteration", 3)
    hand.rest()
    look()
    for name in VERBS:
        if name not in ENDS:
            hand.do(name)
            hand.bot.wait(20)
            look()
    hand.window.controller.pause()
    hand.rest()
    assert sorted(bare) == []
