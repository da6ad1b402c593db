"""The picture rate keeps within its policy's share of the time, and within its limits."""

import pytest
from pytestqt.qtbot import QtBot

from playground.ui.picture_rate import LEAST, POLICIES, PictureRate, policy_of
from playground.ui.settings import PICTURES
from tests.support.hand import Hand


def settled(name: str, cost: float) -> int:
    rate = PictureRate(POLICIES[name])
    for _ in range(60):
        rate.shown(cost)
    return rate.interval


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize("cost", [0.0, 0.001, 0.004, 0.008, 0.012, 0.03, 1.0])
def test_a_picture_takes_no_more_than_its_share_and_never_too_few_are_shown(name: str, cost: float) -> None:
    policy, seconds = POLICIES[name], settled(name, cost) / 1000
    assert 1 / policy.most - 0.001 <= seconds <= 1 / LEAST + 0.001
    if policy.share < 1 and cost / policy.share < 1 / LEAST:
        assert cost / seconds <= policy.share * 1.15, "a change of less than a tenth is not made"


def test_balanced_is_slower_where_pictures_are_costly_and_smooth_is_not() -> None:
    assert settled("balanced", 0.002) == 31
    assert settled("balanced", 0.02) == pytest.approx(80, rel=0.11)
    assert settled("smooth", 0.02) == settled("smooth", 0.0) == 16


def test_one_costly_picture_changes_little() -> None:
    rate = PictureRate(POLICIES["balanced"])
    for _ in range(20):
        rate.shown(0.004)
    before = rate.interval
    rate.shown(0.02)
    assert rate.interval <= 1.2 * before


def test_at_rest_nothing_is_slowed_and_what_was_done_there_is_not_charged_to_training() -> None:
    rate = PictureRate(POLICIES["balanced"])
    for _ in range(40):
        rate.shown(0.06)
    assert rate.interval > 150
    assert rate.least == 31
    rate.shown(100.0)
    rate.shown(0.004)
    for _ in range(20):
        rate.shown(0.004)
    assert rate.interval < 40


def test_the_menu_chooses_it_at_once_and_for_the_next_start(hand: Hand, qtbot: QtBot) -> None:
    window = hand.window
    assert policy_of(window.settings).name == "balanced"
    assert window.actions_by_id["pictures_balanced"].isChecked()
    window.actions_by_id["pictures_fast"].trigger()
    assert window.settings.get(PICTURES, "") == "fast"
    hand.do("play")
    hand.until(lambda: window.controller.bridge.interval >= 99)
    hand.do("play")
    hand.rest()
    assert window.controller.bridge.interval == 100
    assert [name for name in POLICIES if window.actions_by_id[f"pictures_{name}"].isChecked()] == ["fast"]
