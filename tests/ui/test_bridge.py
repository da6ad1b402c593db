"""The bridge looks into the letterbox at its beat, a little later where a picture is late, and not at all at rest."""

import time

from pytestqt.qtbot import QtBot

from playground.core.experiment import Experiment
from playground.core.lenses import SAMPLES
from playground.engine import commands
from playground.engine.letters import Picture
from playground.engine.session import Session
from playground.ui.bridge import RETRIES, RETRY_MS, Bridge

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


def test_a_late_picture_waits_for_a_moment_and_not_for_the_next_beat(qtbot: QtBot) -> None:
    session = Session(SMALL)
    picture = a_picture(session)
    bridge = Bridge(session, 4)
    arrived: list[float] = []
    bridge.arrived.connect(lambda _: arrived.append(time.perf_counter()))
    session.pictures.put(picture)
    qtbot.waitUntil(lambda: len(arrived) == 1)
    qtbot.wait(bridge.interval + RETRY_MS)  # the beat has come, and nothing was there
    put = time.perf_counter()
    session.pictures.put(picture)
    qtbot.waitUntil(lambda: len(arrived) == 2)
    assert arrived[1] - put < bridge.interval / 2000
    bridge.close()


def test_it_does_not_look_for_ever_for_what_does_not_come(qtbot: QtBot) -> None:
    session = Session(SMALL)
    looks: list[float] = []
    take = session.pictures.take
    session.pictures.take = lambda: looks.append(time.perf_counter()) or take()  # type: ignore[method-assign, func-returns-value]
    bridge = Bridge(session, 4)
    qtbot.wait(3 * bridge.interval)
    assert len(looks) <= RETRIES + 4
    bridge.close()


def test_commands_in_quick_succession_do_not_hold_up_pictures(qtbot: QtBot) -> None:
    session = Session(SMALL)
    picture = a_picture(session)
    bridge = Bridge(session, 20)
    arrived: list[object] = []
    bridge.arrived.connect(arrived.append)
    end = time.perf_counter() + 20
    while len(arrived) < 3:
        assert time.perf_counter() < end
        bridge.send(commands.Pace(None))
        session.pictures.put(picture)
        qtbot.wait(bridge.interval // 3)
    bridge.close()
