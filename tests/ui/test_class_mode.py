"""Class mode: what a teacher leaves on the screen is all that is seen, is said, is carried, and comes back in one click."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget

from playground import cli
from playground.core import classroom
from playground.core.classroom import Shown
from playground.core.errors import InputError
from playground.core.experiment import EXPERIMENT
from playground.core.experiment import file as experiment_file
from playground.core.experiment.link import link, read_link
from playground.core.files import reading
from playground.core.session import layout
from playground.ui.class_dialog import SIX_KNOBS, VIEW_ONLY, ClassDialog
from playground.ui.files import Files
from playground.ui.lessons.names import lessons
from playground.ui.levels import TOP_MENUS
from tests.support.hand import Hand

TWO = Shown(panels=("experiment", "story"), knobs=("penalty", "d_updates"), menus=("File", "Help"))
names = st.none() | st.lists(st.from_regex(r"\w{1,12}", fullmatch=True), max_size=5).map(tuple)
shown = st.builds(Shown, panels=names, knobs=names, menus=names)


def visible(*widgets: QWidget) -> bool:
    return all(not widget.visibleRegion().isEmpty() for widget in widgets)


def state(hand: Hand) -> tuple[set[str], set[str], list[str]]:
    """The panels, knobs and menus that a person sees."""
    w = hand.window
    bar = w.menuBar()
    assert bar is not None
    docks = {name for name, dock in w.docks.items() if w.panels.seen(name)}
    knobs = {key for key, editor in w.knobs.editors.items() if editor.isVisible()}
    return docks, knobs, [a.menu().objectName() for a in bar.actions() if a.isVisible() and a.menu()]


@given(shown)
def test_text_and_link_give_back_what_is_shown(value: Shown) -> None:
    assert classroom.read(classroom.text_of(value)) == value
    linked = read_link(link(EXPERIMENT.changed({"seed": 3}), value))
    assert linked.experiment == EXPERIMENT.changed({"seed": 3})
    assert linked.shown == (value if value.hides else None)


@pytest.mark.parametrize("text", ["knobs", "knobs:a;knobs:b", "knobs:a b", "files:a", "knobs:,", ";", "x" * 5000])
def test_a_damaged_link_is_one_sentence(text: str) -> None:
    with pytest.raises(InputError) as error:
        read_link(f"ganplay:2?show={text.replace(' ', '%20').replace(';', '%3B')}")
    assert "knobs:objective,penalty" in str(error.value)
    assert len(str(error.value).splitlines()) == 1


def test_a_file_carries_it_and_stays_an_experiment(tmp_path: Path) -> None:
    path = tmp_path / "class.toml"
    experiment_file.write(path, EXPERIMENT, shown=TWO)
    assert experiment_file.read(path) == EXPERIMENT
    assert experiment_file.read_file(path) == experiment_file.Filed(EXPERIMENT, TWO)
    experiment_file.write(path, EXPERIMENT)
    assert experiment_file.read_file(path) == experiment_file.Filed(EXPERIMENT)
    path.write_text("[show]\nknob = ['penalty']\n")
    with pytest.raises(InputError, match="knob"):
        experiment_file.read_file(path)


def test_a_layout_carries_it_and_one_without_it_reads_as_before() -> None:
    assert layout.read(layout.text_of(layout.Layout((), shown=TWO))).shown == TWO
    assert "shown" not in layout.text_of(layout.Layout(()))


def test_only_what_is_chosen_is_seen_and_one_click_shows_all(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(size=(1440, 900))
    w = hand.window
    before = state(hand)
    assert before[2] == list(TOP_MENUS)
    w.class_mode.begin(TWO)
    hand.rest()
    assert state(hand) == ({"experiment", "story"}, {"penalty", "d_updates"}, ["File", "Help"])
    bar = w.class_mode._bar
    assert visible(bar.words, bar.all), "it is said, with the way back beside it"
    hand.bot.mouseClick(bar.all, Qt.MouseButton.LeftButton)
    hand.rest()
    assert state(hand) == before
    assert not bar.isVisible()
    assert w.class_mode.current() is None


def test_view_only_has_no_knob_and_still_plays(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(size=(1024, 700))
    hand.window.class_mode.begin(VIEW_ONLY)
    hand.rest()
    docks, knobs, _ = state(hand)
    assert (docks, knobs) == ({"story"}, set())
    assert visible(hand.window.toolbar.widgetForAction(hand.window.actions_by_id["step"]))


def test_a_lesson_interrupts_it_and_gives_it_back(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(size=(1440, 900))
    w = hand.window
    w.class_mode.begin(TWO)
    hand.rest()
    before = state(hand)
    w.lessons.teacher.open(lessons()["police"], 0)
    hand.rest()
    assert state(hand) != before
    w.lessons.teacher.leave()
    hand.rest()
    assert state(hand) == before
    assert w.class_mode.current() == TWO


def everything(hand: Hand) -> None:
    hand.window.class_mode._bar.all.click()


def another_panel(hand: Hand) -> None:
    hand.window.panels.bring("metrics")


def the_workshop(hand: Hand) -> None:
    hand.do("workshop")


@pytest.mark.parametrize("way", [everything, another_panel, the_workshop])
@pytest.mark.parametrize("lesson_of_class", [False, True])
def test_a_lesson_that_shows_everything_gives_it_back_as_well(
    open_hand: Callable[..., Hand], way: Callable[[Hand], None], lesson_of_class: bool
) -> None:
    """What is seen after the lesson and what links and files carry are the same, also for a lesson with its own choice."""
    hand = open_hand(size=(1440, 900))
    w = hand.window
    w.class_mode.begin(TWO)
    hand.rest()
    before = state(hand)
    lesson = lessons()["police"]
    own = Shown(knobs=("batch",))
    w.lessons.teacher.open(replace(lesson, show=own) if lesson_of_class else lesson, 0)
    hand.rest()
    assert w.class_mode.current() == TWO, "the lesson only interrupts it"
    way(hand)
    hand.rest()
    assert w.class_mode.current() is None
    assert not w.class_mode._bar.isVisible()
    w.lessons.teacher.leave()
    hand.rest()
    assert state(hand) == before
    assert w.class_mode._bar.isVisible()
    assert w.class_mode.current() == TWO
    assert read_link(link(w.controller.experiment, w.files._shown())).shown == TWO


def test_a_link_carries_it_from_one_window_to_another(open_hand: Callable[..., Hand]) -> None:
    one, other = open_hand(size=(1440, 900)), open_hand(size=(1440, 900))
    one.window.class_mode.begin(TWO)
    text = link(one.window.controller.experiment, one.window.class_mode.current())
    assert other.window.files.takes_text(text)
    other.rest()
    assert other.window.class_mode.current() == TWO


def test_what_this_program_lacks_is_named_and_the_rest_is_shown(open_hand: Callable[..., Hand]) -> None:
    hand = open_hand(size=(1440, 900))
    hand.window.class_mode.begin(Shown(panels=("story", "hologram")))
    assert "hologram" in hand.window.stage.banner.text
    assert hand.window.class_mode.current() == Shown(panels=("story",))


def test_a_session_is_saved_and_opened_with_it(open_hand: Callable[..., Hand], tmp_path: Path) -> None:
    hand = open_hand(size=(1440, 900))
    w = hand.window
    w.class_mode.begin(TWO)
    text = w._layout()
    w.class_mode.end()
    assert layout.read(w._layout()).shown is not layout.read(text).shown
    w._lay_out(text)
    assert w.class_mode.current() == TWO


def test_the_dialog_gives_what_is_checked(open_hand: Callable[..., Hand]) -> None:
    dialog = ClassDialog(open_hand().window, None)
    for choice in (VIEW_ONLY, SIX_KNOBS, Shown(), TWO):
        dialog.choose(choice)
        chosen = dialog.chosen()
        for kind in classroom.KINDS:
            wanted = getattr(choice, kind)
            assert (getattr(chosen, kind) is None) == (wanted is None)
            assert set(getattr(chosen, kind) or ()) == set(wanted or ())


def test_every_way_in_tells_the_window(open_hand: Callable[..., Hand], tmp_path: Path) -> None:
    hand = open_hand(size=(1440, 900))
    files: Files = hand.window.files
    path = tmp_path / "class.toml"
    experiment_file.write(path, EXPERIMENT, shown=TWO)
    files.open_path(path)
    assert hand.window.class_mode.current() == TWO
    files._write(tmp_path / "again.toml")
    assert experiment_file.read_file(tmp_path / "again.toml").shown == TWO


def test_a_file_is_read_once(open_hand: Callable[..., Hand], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may change between two reads: what is trained and what is shown are of one version, in the window and before."""
    path = tmp_path / "class.toml"
    experiment_file.write(path, EXPERIMENT.changed({"seed": 3}), shown=TWO)
    reads: list[Path] = []
    given: list[object] = []
    opened = reading.opened
    hand = open_hand(size=(1440, 900))
    monkeypatch.setattr(reading, "opened", lambda file: reads.append(file) or opened(file))
    monkeypatch.setattr(
        "playground.app.main", lambda *experiment, shown, **_: given.extend((experiment[0], shown)) or 0
    )
    hand.window.files.open_path(path)
    assert reads == [path]
    assert hand.rest().experiment.seed == 3
    assert hand.window.class_mode.current() == TWO
    assert cli.main([str(path)]) == 0
    assert reads == [path, path]
    assert given == [EXPERIMENT.changed({"seed": 3}), TWO]


@pytest.mark.parametrize("value", [Shown(knobs=("penalty",)), VIEW_ONLY, SIX_KNOBS, TWO])
def test_the_window_keeps_its_size(open_hand: Callable[..., Hand], value: Shown) -> None:
    hand = open_hand(size=(1440, 900))
    hand.window.class_mode.begin(value)
    hand.rest()
    assert (hand.window.width(), hand.window.height()) == (1440, 900)
