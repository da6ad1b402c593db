"""A session in a process of its own says what a session on a thread says, and its loss is no silence."""

import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from playground.core.lenses import SAMPLES, Look
from playground.engine import commands
from playground.engine import session as session_module
from playground.engine.camera import Camera, Progress
from playground.engine.darkroom import FitMeasured, LensFailed
from playground.engine.letters import Loaded, Lost, Saved, SaveFailed
from playground.engine.remote_session import RemoteSession
from playground.engine.remote_worker import Ack, Speak, slim
from playground.engine.resident import Resident
from playground.engine.run import Run
from playground.engine.session import Session
from playground.i18n import tr
from tests.support.talk import LENSES_ASKED, PATIENCE, SMALL, Talk


@pytest.fixture
def talk() -> Iterator[Callable[[Session | RemoteSession], Talk]]:
    talks: list[Talk] = []

    def begin(session: Session | RemoteSession) -> Talk:
        talks.append(Talk(session))
        return talks[-1]

    yield begin
    for one in talks:
        one.end()


def child() -> int:
    """The one process that trains."""
    (process,) = multiprocessing.active_children()
    assert process.pid is not None
    return process.pid


def test_it_shows_what_a_session_on_a_thread_shows_number_by_number(
    talk: Callable[[Session | RemoteSession], Talk],
) -> None:
    shown = []
    for session in (Session(SMALL), RemoteSession(SMALL)):
        one = talk(session)
        one.say(
            commands.Step(n=30),
            commands.Configure(replace(SMALL, learning_rate_d=3e-3)),
            commands.Step("d"),
            commands.Step(n=25),
        )
        one.rest()
        one.say(commands.Rewind(40, iteration=True))
        shown.append(one.rest())
    here, there = shown
    assert here.counters == there.counters
    assert here.counters.iteration == 40
    assert here.experiment == there.experiment
    assert here.measured == there.measured
    assert here.obeyed == there.obeyed
    for lens in LENSES_ASKED:
        assert pickle.dumps(here.lenses[lens]) == pickle.dumps(there.lenses[lens]), lens.name
    for ours, theirs in ((here.losses, there.losses), (here.timeline.losses, there.timeline.losses)):
        assert np.array_equal(ours.x, theirs.x)
        assert all(np.array_equal(ours.y[name], theirs.y[name], equal_nan=True) for name in ours.y)
    assert np.array_equal(here.timeline.kept.places, there.timeline.kept.places)
    assert here.timeline.changes == there.timeline.changes
    assert here.metrics.x[-1] == there.metrics.x[-1] == 40


def test_pictures_flow_as_they_are_taken_and_a_pause_shows_the_last_state(
    talk: Callable[[Session | RemoteSession], Talk],
) -> None:
    one = talk(RemoteSession(SMALL))
    one.say(commands.Play())
    one.until(lambda: len(one.pictures) > 12)
    assert [p.counters.iteration for p in one.pictures] == sorted(p.counters.iteration for p in one.pictures)
    one.say(commands.Pause())
    last = one.rest()
    assert last.losses.x[-1] == last.counters.iteration == last.timeline.end
    assert last.timeline.kept.places[-1, 1] <= last.counters.iteration


def test_it_saves_and_takes_up_again(talk: Callable[[Session | RemoteSession], Talk], tmp_path: Path) -> None:
    one = talk(RemoteSession(SMALL))
    one.say(commands.Step(n=7))
    one.rest()
    one.say(commands.Save(tmp_path / "a.ganplay"))
    assert one.session.writing
    assert one.hear(Saved) == Saved(tmp_path / "a.ganplay", False)
    assert not one.session.writing
    one.say(commands.Restart(), commands.Load(tmp_path / "a.ganplay"))
    one.hear(Loaded)
    assert one.rest().counters.iteration == 7


def test_its_sentences_are_in_the_language_of_the_window_also_after_a_switch(
    talk: Callable[[Session | RemoteSession], Talk], tmp_path: Path, speak: Callable[[str], str]
) -> None:
    (tmp_path / "file").touch()
    reasons = []
    speak("ko")
    one = talk(RemoteSession(SMALL))
    for language in ("ko", "en"):
        speak(language)
        one.letters.clear()
        one.say(commands.Save(tmp_path / "file" / "a.ganplay"))
        failed = one.hear(SaveFailed)
        assert isinstance(failed, SaveFailed)
        reasons.append((failed.reason, tr("Not a directory")))
    assert all(known in reason for reason, known in reasons)
    assert reasons[0] != reasons[1]


def test_a_lost_process_is_told_of_and_the_next_goes_on_obeying(
    talk: Callable[[Session | RemoteSession], Talk], tmp_path: Path
) -> None:
    one = talk(RemoteSession(SMALL))
    one.say(commands.Configure(replace(SMALL, batch=20)), commands.Step(n=3))
    one.rest()
    pid = child()
    os.kill(pid, signal.SIGSTOP)
    one.say(commands.Save(tmp_path / "never.ganplay"))
    os.kill(pid, signal.SIGKILL)
    assert one.hear(Lost) == Lost(-signal.SIGKILL)
    assert isinstance(one.hear(SaveFailed), SaveFailed)
    assert not one.session.writing
    one.say(commands.Step(n=2))
    again = one.rest()
    assert again.experiment.batch == 20
    assert again.counters.iteration == 2
    assert set(again.lenses) == LENSES_ASKED


def test_the_process_does_not_outlive_the_one_that_began_it() -> None:
    script = (
        "import multiprocessing, os, threading\n"
        "from playground.engine.remote_session import RemoteSession\n"
        "if __name__ == '__main__':\n"
        "    a = RemoteSession(); threading.Thread(target=a.run, daemon=True).start(); a.letters.get()\n"
        "    print(multiprocessing.active_children()[0].pid, flush=True); os._exit(0)\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=PATIENCE)
    pid = int(ran.stdout)
    end = time.monotonic() + PATIENCE
    while alive(pid):
        assert time.monotonic() < end, "it trains for nobody"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_look_travels_whole_and_a_bare_negative_gets_its_record_back() -> None:
    run = Run(SMALL)
    for _ in range(9):
        run.advance("iteration", careful=True)
    whole = Camera().take(run, Progress(busy=True))
    there: Look = pickle.loads(pickle.dumps(whole)).look
    assert there.state.equals(whole.look.state)
    assert np.array_equal(SAMPLES.see(there).fake, SAMPLES.see(whole.look).fake)
    run.advance("iteration", careful=True)
    later = Camera().take(run, Progress(busy=True))
    light = pickle.loads(pickle.dumps(slim(later)))
    assert len(pickle.dumps(light)) < len(pickle.dumps(later))
    back = light.with_record(whole)
    assert back.caption.timeline.moment == 10
    assert np.array_equal(back.caption.losses.x, whole.caption.losses.x)
    assert back.caption.timeline.kept is whole.caption.timeline.kept


def test_what_is_counted_are_commands_and_not_reports() -> None:
    """A picture that has obeyed all commands has to say so by their number."""
    assert set(get_args(commands.Command)) == {*Resident.orders, commands.Move}  # MovingSession obeys that one
    assert {FitMeasured, LensFailed} == set(session_module._REPORTS)
    assert not {Ack, Speak, FitMeasured, LensFailed} & set(Resident.orders)
