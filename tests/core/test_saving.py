"""Saving is atomic, what is saved can be read again, and whatever a session has come to can be saved."""

import errno
import os
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.core.errors import InputError
from playground.core.files import atomic
from playground.core.own_data.build import points_text
from playground.core.session import archive as kept
from playground.core.session import file as session_file
from playground.core.session import schema as session_note
from playground.core.session.history import WeightSet
from playground.engine import archiving
from playground.engine.archiving import archive_of, take_up
from playground.engine.commands import Configure, Load, Play, Restart, Rewind, Save, Step, Stop, Watch
from playground.engine.letters import DeviceLost, Loaded, Saved, SaveFailed
from playground.engine.past import Past
from playground.engine.session import Session
from tests.support.sessions import TINY, archive, busy_session, joined, one_sentence, parts, said, same_bits, saved
from tests.support.travel import DISPLAY, LENSES, seen
from tests.support.turning import letters, rest


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("good") / "good.ganplay", busy_session())


class Full:
    """A disk with room for so many bytes more."""

    def __init__(self, path: Path, room: int) -> None:
        self.file, self.room = open(path, "xb", buffering=0), room  # noqa: SIM115

    def write(self, content: bytes) -> int:
        if len(content) > self.room:
            self.file.write(content[: self.room])
            self.room = 0
            raise OSError(errno.ENOSPC, "No space left on device")
        self.room -= len(content)
        return self.file.write(content)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)

    def __enter__(self) -> "Full":
        return self

    def __exit__(self, *_error: object) -> None:
        self.file.close()


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.7, 0.999])
def test_a_full_disk_leaves_the_old_file_whole_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    path = saved(tmp_path / "s.ganplay", said(Play(Stop(at_iteration=3))))
    old, session = path.read_bytes(), busy_session()
    room = int(share * len(saved(tmp_path / "t.ganplay", session).read_bytes()))
    (tmp_path / "t.ganplay").unlink()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", lambda self, _mode, **_more: Full(self, room))
        session.send(Save(path))
        rest(session)
        session._saver.finish()
    (letter,) = (one for one in letters(session) if isinstance(one, (Saved, SaveFailed)))
    assert isinstance(letter, SaveFailed)
    assert "No space left" in letter.reason
    one_sentence(letter.reason, "s.ganplay")
    assert path.read_bytes() == old
    assert [p.name for p in tmp_path.iterdir()] == ["s.ganplay"]
    session.send(Save(path))
    rest(session)
    session._saver.finish()
    assert any(isinstance(one, Saved) for one in letters(session)), "once there is room again it is saved"
    assert path.read_bytes() != old


@pytest.mark.parametrize("name", ["", "pipe", "none/s.ganplay", "a\0b", "circle", "closed/s.ganplay", "x" * 300])
def test_what_can_not_be_written_is_one_sentence(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    (tmp_path / "closed").write_text("a file, no folder")
    session = said(Step("iteration", 1))
    session.send(Save(tmp_path / name if name else tmp_path))
    rest(session)
    session._saver.finish()
    (letter,) = letters(session)
    assert isinstance(letter, SaveFailed)
    one_sentence(letter.reason, "test_what_can_not")
    assert not list(tmp_path.glob(f".*{atomic.SUFFIX}"))
    assert (tmp_path / "pipe").is_fifo()


def test_a_name_may_be_as_long_as_the_disk_allows_and_be_a_link(tmp_path: Path) -> None:
    session = said(Step("iteration", 1))
    long = tmp_path / ("😀" * 61 + ".ganplay")
    saved(long, session)
    (tmp_path / "link.ganplay").symlink_to(long)
    session.send(Step("iteration", 1))
    rest(session)
    saved(tmp_path / "link.ganplay", session)
    assert (tmp_path / "link.ganplay").is_symlink()
    assert session_file.read(long).moment == 2


def test_a_file_that_could_not_be_read_again_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path / "s.ganplay", said(Step("iteration", 1)))
    old = path.read_bytes()
    monkeypatch.setattr(session_note, "MOST_MOVES", 2)
    with pytest.raises(InputError, match="could not be read back: it has 15 moves; at most 2 are allowed"):
        saved(path, busy_session())
    assert path.read_bytes() == old


# ---- what a session may have come to ----


def test_a_thousand_turned_knobs_with_much_own_data_are_saved_and_read_quickly(tmp_path: Path) -> None:
    own = TINY.changed({"target": "own", "own_data": points_text(np.random.default_rng(0).normal(size=(20_000, 2)))})
    assert len(own.own_data) > 150_000
    session = said(experiment=own)
    for k in range(1000):
        session.send(Configure(own.changed({"learning_rate_g": 1e-3 + k * 1e-7})))
        session.send(Step("iteration", 1))
    rest(session)
    started = time.process_time()
    path = saved(tmp_path / "s.ganplay", session)
    read = session_file.read(path)
    assert time.process_time() - started < 4
    same_bits(archive(session, "a layout"), read)
    assert path.stat().st_size < 20_000_000


def test_sessions_of_large_networks_stay_small_enough_to_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_OF_ALL", 300_000)
    large = TINY.changed({"g_width": 32, "d_width": 32, "g_layers": 3, "d_layers": 3})
    session = said(*(command for k in range(6) for command in (Restart(k), Step("iteration", 9))), experiment=large)
    whole = archive(session)
    assert sum(line.nbytes for line in whole.lines) > 300_000
    small = whole.within(10_000)
    assert sum(line.nbytes for line in small.lines) <= 300_000
    assert small.lines[-1].number == small.line == 6
    session_file.write(tmp_path / "s.ganplay", small)
    other = Session()
    other.send(Load(tmp_path / "s.ganplay"))
    rest(other)
    assert other.current.iteration == session.current.iteration


def test_an_optimisers_overflowed_memory_does_no_harm_and_comes_back(tmp_path: Path) -> None:
    """A square beyond 3.4e38 stops one weight for good, while all weights stay finite: such a run goes on, and is saved."""
    session = said(
        WeightSet("g", 3, (0,), 1e25), Step("iteration", 6), experiment=TINY.changed({"objective": "wasserstein"})
    )
    whole = archive(session)
    memory = [t for line in whole.lines for c in line.checkpoints for t in (*c.state.slots_d, *c.state.slots_g)]
    assert any(not t.isfinite().all() for t in memory), "else this proves nothing"
    session_file.write(tmp_path / "s.ganplay", whole)
    same_bits(whole, session_file.read(tmp_path / "s.ganplay"))


def test_a_session_of_a_lost_device_goes_on_on_the_cpu_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = busy_session()
    note, numbers = parts(saved(tmp_path / "s.ganplay", session))
    note["experiments"][0]["device"] = "cuda"
    (tmp_path / "gpu.ganplay").write_bytes(joined(note, numbers))
    monkeypatch.setattr(archiving, "missing", lambda device: "there is no GPU" if device == "cuda" else None)
    other = Session()
    other.send(Watch(LENSES, DISPLAY))
    other.send(Load(tmp_path / "gpu.ganplay"))
    picture = rest(other)
    assert picture is not None
    resumed, lost = letters(other)
    assert isinstance(resumed, Loaded)
    assert lost == DeviceLost("cuda", "there is no GPU")
    assert picture.experiment.device == "cpu"
    assert not any(line.exact for line in other.past.lines.values())
    other.send(Step("iteration", 2))
    rest(other)
    saved(tmp_path / "cpu.ganplay", other)


def test_a_session_on_a_small_budget_keeps_the_line_that_it_stands_on(tmp_path: Path, good: Path) -> None:
    session = Session()
    session.past = Past(20_000, every=4)
    session.send(Load(good))
    rest(session)
    assert session.current.line is session.past.lines[session.current.line.number]
    saved(tmp_path / "again.ganplay", session)


def test_a_session_that_stands_in_its_past_before_a_branch_left_is_saved_and_read(tmp_path: Path) -> None:
    session = said(
        Step("iteration", 9),
        Rewind(7),
        Configure(TINY.changed({"batch": 16})),
        Step("iteration", 5),
        Rewind(3),
        Watch(LENSES, DISPLAY),
    )
    line = session.current.line
    assert session.current.moment < line.forked_at
    other = Session()
    other.send(Watch(LENSES, DISPLAY))
    other.send(Load(saved(tmp_path / "s.ganplay", session)))
    for s in (session, other):
        rest(s)
        s.send(Rewind(12))
    ours, theirs = rest(session), rest(other)
    assert ours is not None
    assert theirs is not None
    assert seen(ours) == seen(theirs)
    saved(tmp_path / "t.ganplay", other)


def test_nothing_has_changed_where_a_file_can_not_be_taken_up(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("no memory on the device")

    session = busy_session()
    lines = dict(session.past.lines)
    monkeypatch.setattr(archiving.Run, "at", broken)
    with pytest.raises(RuntimeError):
        take_up(session_file.read(good), session.past)
    assert session.past.lines == lines
    saved_again = archive_of(session.past, session.current)
    assert saved_again.line == session.current.line.number
