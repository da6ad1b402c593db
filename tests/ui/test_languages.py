"""The language is switched while everything runs: every word follows, and nothing that is trained or shown is disturbed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import polib
import pytest
from msgspec.structs import replace
from PyQt6.QtGui import QFontDatabase
from PyQt6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QWidget
from superqt import QElidingLabel

from playground import i18n
from playground.catalogue import files
from playground.core.own_data.text import read
from playground.i18n import MOST_FILLED, Literal, tr
from playground.pseudo import CLOSE, OPEN, pseudo
from playground.pseudo import CODE as PSEUDO
from playground.ui.languages import OWN_NAMES, SYSTEM, Language, lacks_font
from playground.ui.lessons.names import lessons
from playground.ui.own.file import File
from playground.ui.recovery import others_words
from playground.ui.settings import LANGUAGE, Settings
from playground.ui.spoken import Spoken
from tests.support.hand import Hand
from tests.support.texts import NO_WORDS, WORD, own, said_by


def bare() -> list[tuple[str, str]]:
    """Texts that are not in the pseudo-language."""
    found = set()
    for widget in filter(own, QApplication.allWidgets()):
        for text in said_by(widget):
            if text and OPEN not in text and text not in OWN_NAMES.values() and WORD.search(NO_WORDS.sub("", text)):
                found.add((type(widget).__name__, text))
    return sorted(found)


def test_every_text_follows_a_switch(open_hand: Callable[..., Hand], language: Language) -> None:
    hand = open_hand()
    for name in hand.window.docks:
        hand.raise_dock(name)
    hand.window.controller.step("iteration", 3)
    hand.rest()
    for name in ("theory", "glossary", "class_mode", "lessons", "shortcuts", "about", "own", "sweeps", "side"):
        hand.do(name)
        hand.bot.wait(20)
    language.choose(PSEUDO)
    hand.bot.wait(300)
    assert bare() == []
    language.choose("en")
    hand.bot.wait(300)
    assert not {
        (type(w), w.objectName(), text) for w in QApplication.allWidgets() for text in said_by(w) if OPEN in text
    }


def test_switching_disturbs_nothing(open_hand: Callable[..., Hand], language: Language) -> None:
    hand, other = open_hand(), open_hand()
    for one in (hand, other):
        one.window.controller.step("iteration", 5)
        one.rest()
    docks = hand.window.levels.docks()
    language.choose("ko")
    hand.bot.wait(50)
    language.choose("en")
    hand.bot.wait(50)
    for before, after in zip(docks, hand.window.levels.docks(), strict=True):  # words may need a little more room
        assert replace(after, width=before.width, height=before.height) == before
        assert abs(after.width - before.width) <= 24
        assert abs(after.height - before.height) <= 24
    for one in (hand, other):
        one.window.controller.step("iteration", 5)
        one.rest()
    a, b = hand.window.stage.shown, other.window.stage.shown
    assert a is not None
    assert b is not None
    assert a.counters == b.counters
    assert a.measured == b.measured


def test_the_menu_offers_each_language_in_its_own_words_and_keeps_the_choice(
    open_hand: Callable[..., Hand], language: Language, settings: Settings
) -> None:
    hand = open_hand()
    menu = next(m for m in hand.window.menus["View"].findChildren(QMenu) if m.actions()[0].data() == SYSTEM)
    assert [action.text() for action in menu.actions()][1:] == ["English", "한국어"]
    next(action for action in menu.actions() if action.data() == "ko").trigger()
    assert settings.get(LANGUAGE, "") == "ko"
    assert hand.window.actions_by_id["play"].text() == "재생"
    assert hand.window.menus["File"].title() == "파일(&F)"
    assert hand.window.docks["fit"].windowTitle() == "학습 경과"
    assert "반복" in hand.window.toolbar.iteration.text()


@pytest.mark.parametrize("code", [PSEUDO, "ko"])
def test_no_word_is_cut_in_a_small_window(open_hand: Callable[..., Hand], language: Language, code: str) -> None:
    """In every view and dialog; the pseudo-language is 40 % longer than English."""
    language.choose(code)
    hand = open_hand(size=(1024, 700))
    hand.window.controller.step("iteration", 3)
    hand.rest()
    cut: set[tuple[str, str]] = set()

    def cut_now(where: str) -> Iterator[tuple[str, str]]:
        for widget in QApplication.allWidgets():
            if not isinstance(widget, QLabel | QAbstractButton) or not widget.isVisible() or len(widget.text()) < 2:
                continue
            if isinstance(widget, QElidingLabel) or (isinstance(widget, QLabel) and widget.wordWrap()):
                continue
            if widget.sizeHint().width() > widget.width() + 1:
                yield where, widget.text()

    def look(where: str) -> None:
        hand.bot.wait(30)
        first = {*cut_now(where)}
        if first:  # what has just changed may not be laid out yet
            hand.bot.wait(400)
            cut.update(first & {*cut_now(where)})

    for level in ("story", "workshop"):
        hand.window.levels.choose(level)
        look(level)
    for name in hand.window.docks:
        if name != "lesson":
            hand.window.panels.bring(name)
            look(name)
    for name in (
        "theory",
        "glossary",
        "class_mode",
        "lessons",
        "about",
        "own",
        "sweeps",
        "side",
        "picture",
        "animation",
    ):
        hand.do(name)
        look(name)
    assert sorted(cut) == []


@pytest.mark.parametrize("code", ["en", "ko"])
def test_the_story_has_room_for_all_its_parts_in_a_small_window(
    open_hand: Callable[..., Hand], language: Language, code: str
) -> None:
    language.choose(code)
    hand = open_hand(size=(1024, 700))
    w = hand.window
    w.levels.choose("story")
    for lesson in (None, "police"):
        if lesson is not None:
            w.lessons.teacher.open(lessons()[lesson], 1)
        hand.rest()
        hand.bot.wait(60)
        story = w.panels.story
        assert story.minimumSizeHint().height() <= story.height()
        assert not story.game.diagram.geometry().intersects(story.game.formula.geometry())


def test_the_answers_of_an_open_question_follow_a_switch_and_stay_whole(
    open_hand: Callable[..., Hand], language: Language
) -> None:
    """Those on one line and those on several, at once and after the card has become narrower, checked or not."""
    hand = open_hand(size=(1440, 900))
    w = hand.window
    teacher = w.lessons.teacher
    step = lessons()["dirac"].steps[1]
    assert step.predict is not None
    teacher.open(lessons()["dirac"], 1)
    hand.until(lambda: teacher._begun)
    shown = [answer for answer in teacher.card.answers if answer.isVisible()]

    def check() -> None:
        hand.bot.wait(50)
        words = [i18n.tr(answer.words) for answer in step.predict.answers]
        for answer, said in zip(shown, words, strict=True):
            assert answer.words == said
            assert answer.text().replace("\n", " ").replace("&&", "&") == said
            assert answer.sizeHint().width() <= answer.width()
            assert answer.sizeHint().height() <= answer.height()

    check()
    for size in ((1440, 900), (1024, 700)):
        w.resize(*size)
        w.levels.fit()
        for code in ("ko", "en"):
            language.choose(code)
            check()
    assert "\n" in shown[0].text(), "it is narrow enough"
    language.choose("ko")
    w.resize(1000, 700)
    w.levels.fit()
    check()
    shown[1].click()
    check()


def test_what_is_said_of_a_file_of_points_follows_a_switch(language: Language, qtbot, tmp_path: Path) -> None:
    """At once, and when the person goes on."""
    path = tmp_path / "far.csv"
    path.write_text("".join(f"{k},0\n" for k in range(9)), encoding="utf-8")
    file = File()
    file.scaled = False
    qtbot.addWidget(file)

    def expected() -> str:
        lies = "{n:,} point lies outside the first view.", "{n:,} points lie outside the first view."
        used = i18n.tr_n("{n:,} row is used.", "All {n:,} rows are used.", 9)
        how = i18n.tr("Columns {x} and {y}.", x=1, y=2), i18n.tr("There is no header.")
        sign = i18n.tr("The decimal sign is “{sign}”.", sign=".")
        return f"far.csv: {' '.join((used, *how, sign))}\n{i18n.tr_n(*lies, 2)}"

    with qtbot.waitSignal(file.loaded):
        file.load(path)
    file.text()
    english = file.about.text()
    assert english == expected()
    assert english.startswith("far.csv: All 9 rows are used. Columns 1 and 2.")
    assert english.endswith("\n2 points lie outside the first view.")
    language.choose("ko")
    assert file.about.text() == expected() != english
    file.blur.setValue(0.2)
    file.text()
    assert file.about.text() == expected()
    own = read(file.text() or "")
    assert file.show_own(own)
    file.text()
    assert file.about.text().startswith(
        i18n.tr(
            "The experiment's own data: {note}", note=i18n.tr_n("{n:,} row is used.", "All {n:,} rows are used.", 9)
        )
    )


def test_a_window_that_is_switched_says_what_one_built_in_that_language_says(
    open_hand: Callable[..., Hand], language: Language
) -> None:
    """Also where one English word has two meanings."""

    def said(hand: Hand) -> set[tuple[str, str]]:
        hand.rest()
        hand.bot.wait(50)
        tell(hand)
        ours = [w for w in hand.window.findChildren(QWidget) if own(w) and not (isinstance(w, QMenu) and not w.title())]
        return {(type(widget).__name__, text) for widget in ours for text in said_by(widget)}

    switched = open_hand()
    language.choose("ko")
    after = said(switched)
    built = open_hand()
    assert after == said(built) - {("Label", others_words(1))}


def tell(hand: Hand) -> None:
    """Names and summaries for screen readers, which otherwise come once a second."""
    teller = hand.window.findChild(Spoken)
    assert teller is not None
    teller.tell()


def test_a_text_keeps_its_meaning_there_and_back(open_hand: Callable[..., Hand], language: Language) -> None:
    """Several English words can be one Korean word: none becomes another on the way back."""
    hand = open_hand()
    hand.rest()

    def said() -> set[tuple[str, str]]:
        ours = (w for w in QApplication.allWidgets() if own(w) and not (isinstance(w, QMenu) and not w.title()))
        return {(type(widget).__name__, text) for widget in ours for text in said_by(widget)}

    tell(hand)
    before = said()
    language.choose("ko")
    hand.bot.wait(50)
    assert said() != before
    language.choose("en")
    hand.bot.wait(50)
    tell(hand)
    assert said() == before


def test_news_of_the_banner_follow_shown_or_hidden_and_are_withdrawn_in_any_language(
    open_hand: Callable[..., Hand], language: Language
) -> None:
    hand = open_hand()
    hand.rest()
    banner = hand.window.stage.banner
    introduced = banner.say(tr("Saved preset {name}", name=Literal("fake")), lasting=True)
    banner.say(tr("Undo"))  # hides it
    for i in range(3 * MOST_FILLED):
        tr("iteration {n:,}", n=i)
    language.choose("ko")
    assert banner.text == "실행 취소" == tr("Undo")
    banner.dismiss()
    assert banner.text == tr("Saved preset {name}", name=Literal("fake")) != "Saved preset fake"
    assert "fake" in banner.text, "a name that a person gave stays"
    language.choose("en")
    assert banner.text == "Saved preset fake"
    banner.withdraw(introduced)
    assert banner.text != "Saved preset fake" or banner.isHidden()


def test_a_missing_font_is_said_once_and_only_while_it_matters(
    open_hand: Callable[..., Hand], language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFontDatabase, "families", lambda *_: [])
    hand = open_hand()
    hand.rest()
    banner = hand.window.stage.banner
    for _ in range(3):
        language.choose("ko")
    assert banner.text == lacks_font("ko")
    language.choose("en")
    assert banner.isHidden()


def test_what_changes_with_every_picture_pushes_out_only_itself() -> None:
    made = tr("Saved preset {name}", name="mine")
    for i in range(3 * MOST_FILLED):
        moving = tr("iteration {n:,}", n=i)
    assert i18n.source_of(made) is not None
    assert i18n.source_of(moving) is not None
    assert i18n.source_of(tr("iteration {n:,}", n=1)) is not None
    assert i18n.source_of("iteration 2") is None


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "xx_XX"}, "en"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "xx:ko:en"}, "ko"),
        ({"LC_ALL": "ko_KR", "LANG": "en_US"}, "ko"),
    ],
)
def test_the_environment_chooses(monkeypatch: pytest.MonkeyPatch, language: Language, environment, code: str) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert i18n.use_language() == code
    assert i18n.language() == code


def test_numbers_have_the_signs_of_the_language(language: Language) -> None:
    language.choose("en")
    assert i18n.tr("{n:,} of {x:.2f} at {name}", n=1234567, x=0.5, name="a.b,c") == "1,234,567 of 0.50 at a.b,c"
    i18n.use_signs(",", ".")
    assert i18n.tr("{n:,} of {x:.2f} at {name}", n=1234567, x=0.5, name="a.b,c") == "1.234.567 of 0,50 at a.b,c"


def test_the_pseudo_language_keeps_fields_and_tags() -> None:
    text = pseudo('<b style="color:{blue}">●</b> {n:,} iterations')
    assert text.startswith(OPEN)
    assert text.endswith(CLOSE)
    assert '<b style="color:{blue}">' in text
    assert "{n:,}" in text
    assert len(text) >= 1.1 * len('<b style="color:{blue}">●</b> {n:,} iterations')


def test_a_third_language_is_one_file(
    open_hand: Callable[..., Hand], language: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A .po, which `start.py translate` compiles: the menu offers it, words and numbers are its own."""
    words = {"Play": "Abspielen", "iteration {n:,}": "Iteration {n:,}", "The game": "Das Spiel"}
    catalogue = files.new("de")
    catalogue += [polib.POEntry(msgid=english, msgstr=german) for english, german in words.items()]
    target = tmp_path / "de" / "LC_MESSAGES" / "playground.po"
    target.parent.mkdir(parents=True)
    catalogue.save(str(target))
    files.read(target).save_as_mofile(str(target.with_suffix(".mo")))
    monkeypatch.setattr(i18n, "folders", [*i18n.folders, tmp_path])
    assert i18n.languages() == ("en", "de", "ko")
    hand = open_hand()
    menu = next(m for m in hand.window.menus["View"].findChildren(QMenu) if m.actions()[0].data() == SYSTEM)
    german = next(action for action in menu.actions() if action.data() == "de")
    assert german.text() == "Deutsch"
    german.trigger()
    assert hand.window.actions_by_id["play"].text() == "Abspielen"
    assert hand.window.docks["game"].windowTitle() == "Das Spiel"
    assert i18n.tr("iteration {n:,}", n=1234) == "Iteration 1.234"
    assert hand.window.actions_by_id["restart"].text() == "Restart", "what is not translated is English"
