"""What was kept automatically is offered at the next start and stays within reach, and each session is decided on alone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot

from playground.app import end
from playground.core.session.glance import Glance, glance
from playground.engine.letters import Lost, SaveFailed
from playground.ui import left_behind
from playground.ui.banner import Banner
from playground.ui.settings import Settings
from tests.support.hand import SMALL, Hand
from tests.support.sessions import busy_session, saved


def words(banner: Banner) -> list[str]:
    return [button.text() for button in banner._buttons]


def train(hand: Hand, n: int) -> None:
    for _ in range(n):
        hand.do("step")
    hand.until(lambda: hand.iteration == n)
    hand.rest()


def put(settings: Settings, name: str) -> Path:
    folder = settings.folder / "autosave"
    folder.mkdir(exist_ok=True)
    return saved(folder / f"{name}.ganplay", busy_session())


def test_after_closing_the_next_start_offers_to_continue_where_one_left_off(
    open_hand: Callable[..., Hand],
) -> None:
    first = open_hand()
    first.rest()
    train(first, 4)
    first.window.close()
    left: list[int] = []
    end(first.app, 7, left.append)
    assert left == [7]
    second = open_hand()
    door = second.window.stage.welcome.resume
    second.until(door.isVisible)
    assert door.text() == "Continue where I left off"
    assert "iteration 4" in door.toolTip()
    assert not second.window.stage.banner.isVisible(), "one offer of the same is enough"
    second.bot.mouseClick(door, Qt.MouseButton.LeftButton)
    second.until(lambda: second.iteration == 4)
    second.rest()
    assert not second.window.stage.welcome.isVisible()
    second.window.close()
    end(second.app, 0, left.append)
    third = open_hand()
    third.until(third.window.stage.welcome.resume.isVisible)
    assert len(third.window.files.autosave.left_behind()) == 1, "what was continued is kept once"


def test_where_nothing_was_trained_nothing_is_offered(open_hand: Callable[..., Hand]) -> None:
    first = open_hand()
    first.rest()
    first.window.close()
    end(first.app, 0, lambda _: None)
    second = open_hand()
    second.rest()
    assert not second.window.stage.banner.isVisible()


def test_the_list_names_every_session_and_acts_on_the_chosen_one_alone(
    open_hand: Callable[..., Hand], settings: Settings
) -> None:
    kept = [put(settings, name) for name in ("one", "two", "three")]
    hand = open_hand()
    banner = hand.window.stage.banner
    hand.until(banner.isVisible)
    assert "3 sessions" in banner.text
    assert words(banner) == ["Restore", "Show all…"], "nothing is thrown away that is not named"
    hand.rest()
    hand.do("play")
    hand.do("play")
    hand.rest()
    assert banner.isVisible(), "the offer is still there"
    banner._buttons[1].click()
    dialog = hand.window.recovery.dialog
    assert dialog is not None
    assert set(dialog.rows) == set(kept)
    seen = glance(kept[0])
    assert seen is not None
    assert f"iteration {seen.iteration}" in dialog.rows[kept[0]][0].accessibleName()
    dialog.rows[kept[1]][1].click()
    assert set(dialog.rows) == {kept[0], kept[2]}
    assert [path.exists() for path in kept] == [True, False, True]
    dialog.rows[kept[2]][0].click()
    hand.until(lambda: hand.iteration == seen.iteration)
    assert kept[0].exists()
    hand.do("left_behind")
    assert hand.window.recovery.dialog is not None
    assert kept[0] in hand.window.recovery.dialog.rows


def test_a_dangling_link_does_not_stop_the_start(open_hand: Callable[..., Hand], settings: Settings) -> None:
    (settings.folder / "autosave").mkdir()
    (settings.folder / "autosave" / "a.ganplay").symlink_to(settings.folder / "nowhere")
    hand = open_hand()
    hand.rest()
    assert hand.window.stage.banner.text == "", "there is nothing to offer"
    train(hand, 1)
    assert hand.iteration == 1


def test_the_offer_of_a_lost_run_survives_play_and_leads_to_its_own_file(hand: Hand) -> None:
    train(hand, 3)
    autosave, banner = hand.window.files.autosave, hand.window.stage.banner
    autosave.save_if_changed()
    hand.until(autosave.path.is_file)
    hand.rest()
    lost = autosave.path
    hand.window.controller.bridge.told.emit(Lost(-9))
    assert "stopped unexpectedly" in banner.text
    hand.do("play")
    hand.until(lambda: hand.iteration > 20)
    hand.do("play")
    hand.rest()
    assert banner.isVisible()
    banner.say("Other news.")
    assert banner.text == "Other news."
    banner.dismiss()
    assert "stopped unexpectedly" in banner.text
    autosave.save_if_changed()
    hand.until(autosave.path.is_file)
    assert autosave.path != lost
    banner._buttons[0].click()
    hand.until(lambda: hand.iteration == 3)
    assert not banner.isVisible()


def test_a_failed_autosave_is_said_once_on_the_banner(hand: Hand) -> None:
    said: list[str] = []
    hand.window.files.autosave.troubled.connect(said.append)
    for _ in range(3):
        hand.window.controller.bridge.told.emit(SaveFailed(Path("a"), "no room", quiet=True))
    assert said == ["no room"]
    assert hand.window.stage.banner.text == "no room"
    hand.window.stage.banner.dismiss()


@pytest.mark.parametrize("content", [b"", b"PK", b"x" * 1000])
def test_a_glance_at_what_is_no_session_sees_nothing(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.ganplay").write_bytes(content)
    assert glance(tmp_path / "a.ganplay") is None
    assert glance(tmp_path / "none.ganplay") is None


def test_a_glance_sees_the_target_and_the_iteration(tmp_path: Path) -> None:
    session = busy_session(SMALL.changed({"target": "two_moons"}))
    assert glance(saved(tmp_path / "a.ganplay", session)) == Glance("two_moons", session.current.iteration)


def test_lasting_news_comes_back_until_it_is_answered(qtbot: QtBot) -> None:
    banner, done = Banner(), []
    qtbot.addWidget(banner)
    banner.say("first", ("do", lambda: done.append(1)), lasting=True)
    banner.say("second", lasting=True)
    banner.say("passing")
    banner.pass_by()
    assert banner.text == "second"
    banner.pass_by()
    assert banner.text == "second"
    banner.dismiss()
    assert banner.text == "first"
    banner._buttons[0].click()
    assert done == [1]
    assert banner.isHidden()


def test_a_second_window_says_that_there_is_another_and_the_first_does_not(open_hand: Callable[..., Hand]) -> None:
    first = open_hand()
    first.rest()
    assert not first.window.stage.banner.isVisible()
    second = open_hand()
    banner = second.window.stage.banner
    second.until(banner.isVisible)
    assert banner.text == "Another window of this program is open; each saves its own session."
    paths = [hand.window.files.autosave.path for hand in (first, second)]
    assert paths[0].parent == paths[1].parent
    assert paths[0] != paths[1]
    left: list[int] = []
    for hand in (second, first):
        hand.window.close()
        end(hand.app, 0, left.append)
    assert not list(paths[0].parent.glob("*.lock")), "nothing tells of windows that are closed"


def test_a_lock_counts_while_its_window_lives_and_only_for_others(tmp_path: Path) -> None:
    held = left_behind.lock_of(tmp_path / "mine.ganplay")
    assert held.tryLock(0)
    ours = tmp_path / "mine.ganplay"
    assert left_behind.open_elsewhere(tmp_path, []) == 1
    assert left_behind.open_elsewhere(tmp_path, [ours]) == 0
    held.unlock()
    assert left_behind.open_elsewhere(tmp_path, []) == 0
