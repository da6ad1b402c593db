"""The bridge looks into the letterbox at its beat, a little later where a picture is late, and not at all at rest."""

import time

from pytestqt.qtbot import QtBot

from playground.core.experiment import Experiment
from playground.core.lenses import SAMPLES
from playground.engine import commands
from playground.engine.letters import Picture
from playground.engine.session import Session
from playground.ui.bridge import RETRIES, RETRY_MS, Bridge
from playground.ui.picture_rate import Policy

SMALL = Experiment(g_layers=1, d_layers=1, g_width=8, d_width=8, batch=16)


def a_picture(session: Session) -> Picture:
    """One that says it is of training."""
    from playground.core.lenses import Display

    session.send(commands.Watch(frozenset({SAMPLES}), Display(dots=10)))
    session.send(commands.Play())
    for _ in range(3):
        session.turn(wait=False)
    picture = session.pictures.take()
    assert picture is not None
    assert picture.playing
    return picture


def waits_after_looks(bridge: Bridge, session: Session, found: list[Picture | None], qtbot: QtBot) -> list[int]:
    """The bridge's waiting time in milliseconds after each look into a letterbox that holds these, one look after another."""
    waits: list[int] = []
    left = list(found)
    session.pictures.take = lambda: left.pop(0) if left else None  # type: ignore[method-assign]
    bridge._timer.timeout.connect(lambda: waits.append(bridge._timer.interval()))
    qtbot.waitUntil(lambda: len(waits) >= len(found))
    bridge.close()
    return waits[: len(found)]


def test_a_late_picture_waits_for_a_moment_and_not_for_the_next_beat(qtbot: QtBot) -> None:
    session = Session(SMALL)
    picture = a_picture(session)
    bridge = Bridge(session, Policy("", "", "", 20, 1.0))
    arrived: list[Picture] = []
    bridge.arrived.connect(arrived.append)
    waits = waits_after_looks(bridge, session, [picture, None, None, picture], qtbot)
    assert waits == [bridge.interval, RETRY_MS, RETRY_MS, bridge.interval]
    assert arrived == [picture, picture]


def test_it_does_not_look_for_ever_for_what_does_not_come(qtbot: QtBot) -> None:
    session = Session(SMALL)
    bridge = Bridge(session, Policy("", "", "", 20, 1.0))
    waits = waits_after_looks(bridge, session, [None] * (RETRIES + 3), qtbot)
    assert waits == [RETRY_MS] * RETRIES + [bridge.interval] * 3


def test_commands_in_quick_succession_do_not_hold_up_pictures(qtbot: QtBot) -> None:
    session = Session(SMALL)
    picture = a_picture(session)
    bridge = Bridge(session, Policy("", "", "", 20, 1.0))
    arrived: list[object] = []
    bridge.arrived.connect(arrived.append)
    end = time.perf_counter() + 20
    while len(arrived) < 3:
        assert time.perf_counter() < end
        bridge.send(commands.Pace(None))
        session.pictures.put(picture)
        qtbot.wait(bridge.interval // 3)
    bridge.close()
