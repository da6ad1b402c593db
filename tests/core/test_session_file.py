"""A session file holds every bit; one that is damaged or hostile is one sentence and changes nothing; saving is atomic."""

import errno
import os
import struct
import time
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.core.choices.optimizers import OPTIMIZERS
from playground.core.errors import InputError
from playground.core.session import file as session_file
from playground.engine.commands import Enter, Load, Play, Rewind, Step, Stop, Watch
from playground.engine.letters import LoadFailed
from playground.engine.session import Session
from tests.support.sessions import (
    NOTE,
    NUMBERS,
    OWN,
    TINY,
    archive,
    busy_session,
    joined,
    one_sentence,
    parts,
    safetensors,
    same_bits,
    saved,
    zipped,
)
from tests.support.travel import DISPLAY, LENSES, seen
from tests.support.turning import letters, rest

EXTRA = {"optimizer_d": "extra_adam", "optimizer_g": "extra_adam", "updates": "simultaneous"}
KINDS: dict[str, dict[str, Any]] = {
    "plain": {},
    "spectral norm": {"spectral_norm": "on", "d_layers": 2},
    "packing": {"packing": 2},
    "batch normalisation": {"batch_norm": "both", "penalty": "none"},
    "a finite training set": {"training_points": 30},
    "own data": OWN,
    "no average": {"ema": 0.0},
    "two D updates": {"d_updates": 2, "g_updates": 3},
    "unrolled": {"unrolled_steps": 2},
    **{
        name: {**EXTRA, "optimizer_d": name, "optimizer_g": name}
        if OPTIMIZERS[name].extrapolates
        else {"optimizer_d": name, "optimizer_g": "adam"}
        for name in OPTIMIZERS.names
    },
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_bit_comes_back_and_training_goes_on_as_if_it_had_never_been_closed(tmp_path: Path, kind: str) -> None:
    session = busy_session(TINY.changed(KINDS[kind]))
    before = archive(session, "a layout")
    session_file.write(tmp_path / "s.ganplay", before)
    same_bits(before, session_file.read(tmp_path / "s.ganplay"))
    other = Session()
    for s in (session, other):
        s.send(Watch(LENSES, DISPLAY))
        s.send(Load(tmp_path / "s.ganplay") if s is other else Enter(2))
        if s is session:
            s.send(Rewind(before.moment))
        for steps in (Step("iteration", 4), Step("d", 1), Rewind(2), Enter(1)):
            s.send(steps)
            rest(s)
        s.send(Step("iteration", 3))
    ours, theirs = rest(session), rest(other)
    assert ours is not None
    assert theirs is not None
    assert seen(ours) == seen(theirs)


def edited(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], bytes]:
    def make(path: Path) -> bytes:
        note, numbers = parts(path)
        change(note)
        return joined(note, numbers)

    return make


def renumbered(change: Callable[[dict[str, np.ndarray], dict[str, Any]], object]) -> Callable[[Path], bytes]:
    def make(path: Path) -> bytes:
        note, numbers = parts(path)
        numbers = {name: array.copy() for name, array in numbers.items()}
        change(numbers, note)
        return joined(note, numbers)

    return make


def shaped(header: Any, data: bytes = b"", length: int | None = None) -> Callable[[Path], bytes]:
    return lambda path: joined(parts(path)[0], safetensors(header, data, length))


def remade(*more: tuple[str, bytes], packed: tuple[str, ...] = (NOTE,)) -> Callable[[Path], bytes]:
    def make(path: Path) -> bytes:
        with zipfile.ZipFile(path) as pack, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of duplicate names
            return zipped(*((n, pack.read(n)) for n in (NOTE, NUMBERS)), *more, packed=packed)

    return make


def lying(member: str, size: int) -> Callable[[Path], bytes]:
    """A bomb: a member of 300 MB, which says that it has so many bytes."""

    def make(path: Path) -> bytes:
        with zipfile.ZipFile(path) as pack:
            contents = {n: pack.read(n) for n in (NOTE, NUMBERS)}
        contents[member] = contents[member][:1000] + bytes(300_000_000)
        raw = bytearray(zipped(*contents.items(), packed=(member,)))
        at = raw.rindex(b"PK\1\2") if member == NUMBERS else raw.index(b"PK\1\2")
        raw[at + 24 : at + 28] = struct.pack("<L", size)
        return bytes(raw)

    return make


def many_members(path: Path) -> bytes:
    """Two million empty members in a list of contents."""
    entry = b"PK\1\2" + bytes(24) + struct.pack("<H", 1) + bytes(16) + b"a"
    return entry * 2_000_000 + b"PK\5\6" + struct.pack("<4H2LH", 0, 0, 65535, 65535, len(entry) * 2_000_000, 0, 0)


def poisoned(value: float, place: int, at: int = 0) -> Callable[[Path], bytes]:
    def poison(numbers: dict[str, np.ndarray], note: dict[str, Any]) -> None:
        line = next(x for x in note["lines"] if x["number"] == note["line"])
        moments = [c["moment"] for c in line["checkpoints"]]
        numbers[f"{line['number']}/{note['moment'] if place else moments[0]}"][at] = value

    return renumbered(poison)


def wrapped_curve(numbers: dict[str, np.ndarray], note: dict[str, Any]) -> None:
    """Differences that overflow, so that each looks like a step forward."""
    numbers["1/losses/x"] = np.array([0, 2**63 - 1, -(2**63), -1, 5], np.int64)
    numbers["1/losses/y"] = np.zeros((4, 5), np.float32)


def swapped(note: dict[str, Any]) -> None:
    checkpoints = note["lines"][0]["checkpoints"]
    checkpoints[0], checkpoints[1] = checkpoints[1], checkpoints[0]


def first(note: dict[str, Any]) -> dict[str, Any]:
    return note["lines"][0]


NESTED = b"[" * 200_000
SIZE = 10**12
BAD: dict[str, tuple[Callable[[Path], bytes], str]] = {
    "empty": (lambda p: b"", "not a valid session file"),
    "no zip": (lambda p: b"hello " * 1000, "not a valid session file"),
    "a picture": (lambda p: b"\x89PNG\r\n\x1a\n" + bytes(5000), "not a valid session file"),
    "cut in the first member": (lambda p: p.read_bytes()[:200], "truncated"),
    "cut in the middle": (lambda p: p.read_bytes()[: p.stat().st_size // 2], "truncated"),
    "cut in the list": (lambda p: p.read_bytes()[:-30], "truncated"),
    "cut by a byte": (lambda p: p.read_bytes()[:-1], "truncated"),
    "a flipped byte": (lambda p: flipped(p.read_bytes(), p.stat().st_size // 2), "truncated"),
    "two million members": (many_members, "not a valid session file"),
    "an extra member": (remade(("more", b"1")), "nothing else"),
    "a climbing name": (remade(("../../evil", b"1")), "nothing else"),
    "an absolute name": (remade(("/tmp/evil", b"1")), "nothing else"),
    "a member twice": (remade((NOTE, b"{}")), "nothing else"),
    "compressed numbers": (remade(packed=(NOTE, NUMBERS)), "must not be compressed"),
    "a bomb": (lying(NOTE, 300_000_000), "300,000,000 bytes"),
    "a bomb that lies": (lying(NOTE, 5000), "not a valid session file"),
    "a bomb of numbers": (lying(NUMBERS, 1000), "must not be compressed"),
    "another packer": (lambda p: repacked(p, zipfile.ZIP_LZMA), "not a valid session file"),
    "no JSON": (lambda p: joined(b"hello", b""), "not a valid session"),
    "nested": (lambda p: joined(b'{"version":1,"program":"x","a":' + NESTED, b""), "session file"),
    "a huge number": (lambda p: joined(b'{"version":' + b"9" * 9000 + b',"program":"x"}', b""), "session file"),
    "format 0": (edited(lambda n: n.update(version=0)), "format 0 does not exist"),
    "newer": (edited(lambda n: n.update(version=2, program="9.9", lines="other")), r"newer program \(9.9\)"),
    "newer with a long name": (edited(lambda n: n.update(version=10**30, program="\n" * 9999)), "newer program"),
    "an unknown key": (edited(lambda n: n.update(more=1)), "more"),
    "another type": (edited(lambda n: n.update(moment="now")), "moment"),
    "an unknown knob": (edited(lambda n: n["experiments"][0].update(speed=1)), "unknown knob speed"),
    "a long unknown knob": (edited(lambda n: n["experiments"][0].update({"a\n" * 50_000: 1})), "unknown knob"),
    "a knob out of range": (edited(lambda n: n["experiments"][0].update(batch=10**30)), "batch"),
    "no experiments": (edited(lambda n: n.update(experiments=[])), "out of range"),
    "no lines": (edited(lambda n: n.update(lines=[])), "no state"),
    "too many lines": (edited(lambda n: n.update(lines=n["lines"] * 1300)), "runs; at most 5,000"),
    "too many moves": (edited(lambda n: first(n).update(moves=[["d", 1]] * 200_001)), "moves; at most 200,000"),
    "another moment": (edited(lambda n: n.update(moment=3)), "no state at moment 3"),
    "another line": (edited(lambda n: n.update(line=10**40)), "no state"),
    "moments in disorder": (edited(swapped), "out of order"),
    "a line twice": (edited(lambda n: n["lines"].append(first(n))), "out of order"),
    "its own parent": (edited(lambda n: n["lines"][1].update(parent=2)), "does not begin"),
    "a circle of parents": (edited(lambda n: (first(n).update(parent=2), n["lines"][1].update(parent=1))), "begin"),
    "no such parent": (edited(lambda n: n["lines"][1].update(parent=77)), "does not begin"),
    "forked later": (edited(lambda n: n["lines"][1].update(forked_at=9)), "does not begin"),
    "another past": (edited(lambda n: n["lines"][1]["moves"].__setitem__(0, ["g", 7])), "belongs to|not begin|order"),
    "an unknown move": (edited(lambda n: first(n)["moves"].append(["fly", 1])), "'fly' is not a valid move"),
    "a move never": (edited(lambda n: first(n)["moves"].append(["d", 0])), "out of range"),
    "a move for ages": (edited(lambda n: first(n)["moves"].append(["d", 2**47])), "out of range"),
    "a move for ever": (edited(lambda n: first(n)["moves"].append(["d", 2**60])), "out of range"),
    "an infinite weight": (edited(lambda n: first(n)["moves"].append([typed(value=1e39), 1])), "no value"),
    "a weight outside": (edited(lambda n: first(n)["moves"].append([typed(index=[99, 0]), 1])), "outside"),
    "a tensor outside": (edited(lambda n: first(n)["moves"].append([typed(tensor=99), 1])), "out of range"),
    "a point of a network": (edited(lambda n: first(n)["moves"].append([moved(), 1])), "not one of its run"),
    "a point outside": (edited(lambda n: pointed(n)["moves"].append([moved(point=32), 1])), "not one of its run"),
    "a point nowhere": (edited(lambda n: pointed(n)["moves"].append([moved(x=-1e39), 1])), "no position"),
    "an experiment outside": (edited(lambda n: first(n).update(first=-1)), "out of range"),
    "another network": (
        edited(lambda n: n["experiments"][0].update(g_width=5)),
        "does not match its experiment|requires a new run",
    ),
    "fewer iterations": (edited(lambda n: first(n)["checkpoints"][1]["counters"].update(iteration=2)), "another run"),
    "more steps of D": (edited(lambda n: first(n)["checkpoints"][1]["counters"].update(d_steps=99)), "another run"),
    "more draws": (edited(lambda n: first(n)["checkpoints"][1]["counters"].update(draws=10**6)), "another run"),
    "a count missing": (edited(lambda n: first(n)["checkpoints"][1]["counters"].pop("d_age")), "counters"),
    "a strange count": (edited(lambda n: first(n)["checkpoints"][1]["counters"].update(luck=1)), "counters"),
    "another experiment": (edited(lambda n: first(n)["checkpoints"][1].update(experiment=1)), "another run"),
    "a long layout": (edited(lambda n: n.update(layout="x" * 200_000)), "layout"),
    "NaN now": (poisoned(np.nan, 1), "NaN or infinity"),
    "infinity now": (poisoned(np.inf, 1), "NaN or infinity"),
    "NaN long ago": (poisoned(np.nan, 0), "NaN or infinity"),
    "infinity long ago": (poisoned(-np.inf, 0), "NaN or infinity"),
    "NaN in a memory": (poisoned(np.nan, 1, -1), "NaN or infinity"),
    "numbers missing": (renumbered(lambda a, n: a.pop("1/0")), "1/0 is missing"),
    "numbers of nothing": (renumbered(lambda a, n: a.update(more=np.zeros(3))), "unused arrays"),
    "doubles": (
        renumbered(lambda a, n: a.update({"1/0": a["1/0"].astype(np.float64)})),
        "does not match its experiment",
    ),
    "one number less": (renumbered(lambda a, n: a.update({"1/0": a["1/0"][:-1]})), "does not match its experiment"),
    "a matrix": (renumbered(lambda a, n: a.update({"1/0": a["1/0"][None]})), "does not match its experiment"),
    "a curve that wraps": (renumbered(wrapped_curve), "out of order"),
    "a curve too long": (renumbered(lambda a, n: a["1/losses/x"].__setitem__(-1, 10**9)), "out of order"),
    "10^12 numbers": (shaped({"1/0": {"dtype": "F32", "shape": [SIZE], "data_offsets": [0, 4 * SIZE]}}), "session"),
    "10^12 numbers in 4": (shaped({"1/0": {"dtype": "F32", "shape": [SIZE], "data_offsets": [0, 4]}}, b"1234"), "ses"),
    "a shape that overflows": (shaped({"1/0": {"dtype": "F32", "shape": [2**62, 4], "data_offsets": [0, 0]}}), "ses"),
    "no such type": (shaped({"1/0": {"dtype": "Q7", "shape": [1], "data_offsets": [0, 4]}}, b"1234"), "session"),
    "a type numpy lacks": (shaped({"1/0": {"dtype": "BF16", "shape": [2], "data_offsets": [0, 4]}}, b"1234"), "ses"),
    "a header that is no JSON": (shaped(b"hello"), "session"),
    "a header of 2^60 bytes": (shaped({}, length=2**60), "too long"),
    "a header longer than the file": (shaped({}, length=5000), "session"),
    "no header": (lambda p: joined(parts(p)[0], b"1234"), "too long"),
}


def typed(**changes: Any) -> dict[str, Any]:
    return {"type": "typed", "network": "d", "tensor": 0, "index": [0, 0], "value": 0.5} | changes


def moved(**changes: Any) -> dict[str, Any]:
    return {"type": "moved", "point": 0, "x": 0.5, "y": 0.0} | changes


def pointed(note: Any) -> Any:
    """The first line, once its experiment says that G is free points."""
    note["experiments"][0]["generator"] = "points"
    return first(note)


def flipped(raw: bytes, at: int) -> bytes:
    return raw[:at] + bytes([raw[at] ^ 0x10]) + raw[at + 1 :]


def repacked(path: Path, how: int) -> bytes:
    with zipfile.ZipFile(path) as pack:
        contents = [(n, pack.read(n)) for n in (NOTE, NUMBERS)]
    path = path.with_name("repacked")
    with zipfile.ZipFile(path, "w") as pack:
        pack.writestr(contents[0][0], contents[0][1], how)
        pack.writestr(*contents[1])
    return path.read_bytes()


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("good") / "good.ganplay", busy_session())


@pytest.mark.parametrize("name", BAD)
def test_a_hostile_file_is_one_sentence_and_changes_nothing(tmp_path: Path, good: Path, name: str) -> None:
    make, words = BAD[name]
    path = tmp_path / "bad.ganplay"
    path.write_bytes(make(good))
    tracemalloc.start()
    started = time.process_time()
    try:
        with pytest.raises(InputError, match=words) as caught:
            session_file.read(path)
        assert time.process_time() - started < 2
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()
    one_sentence(str(caught.value), "bad.ganplay")


def test_a_session_does_not_take_up_a_bad_file_and_shows_what_it_showed(tmp_path: Path, good: Path) -> None:
    session = busy_session()
    session.send(Watch(LENSES, DISPLAY))
    before = rest(session)
    letters(session)
    assert before is not None
    for name in ("cut in the middle", "NaN now", "newer", "a circle of parents", "empty"):
        (tmp_path / "bad.ganplay").write_bytes(BAD[name][0](good))
        session.send(Load(tmp_path / "bad.ganplay"))
        after = rest(session)
        (letter,) = letters(session)
        assert isinstance(letter, LoadFailed)
        one_sentence(letter.reason, "bad.ganplay")
        assert after is not None
        assert (seen(after), after.timeline.line_summaries) == (seen(before), before.timeline.line_summaries)
    session.send(Play(Stop(at_iteration=before.counters.iteration + 2)))
    assert rest(session) is not None


def test_what_is_no_file_is_one_sentence(tmp_path: Path, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    (tmp_path / "dangling").symlink_to(tmp_path / "none")
    for name in ("", "none.ganplay", "pipe", "circle", "dangling", "a\0b", "a\nb", "\udcff", "x" * 300):
        path = tmp_path / name if name else tmp_path
        with pytest.raises(InputError) as caught:
            session_file.read(path)
        one_sentence(str(caught.value), "test_what_is_no_file")
    (tmp_path / "link").symlink_to(good)
    assert session_file.read(tmp_path / "link").line == session_file.read(good).line

    def closed(*_args: object, **_more: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", closed)
    with pytest.raises(InputError, match=r"good\.ganplay can't be opened: Permission denied"):
        session_file.read(good)


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "large.ganplay").open("wb") as file:
        file.truncate(200_000_000_000)
    with pytest.raises(InputError, match="192 MB at most"):
        session_file.read(tmp_path / "large.ganplay")
