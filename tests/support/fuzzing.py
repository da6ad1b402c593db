"""Reads thousands of spoilt files in one process with 1 GB to spare and 2 s for each, and prints what came of them as JSON.

python -m tests.support.fuzzing FOLDER SEED
"""

import io
import json
import os
import random
import re
import resource
import signal
import sys
import time
import traceback
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from playground.core.errors import InputError
from playground.core.experiment import EXPERIMENT, Experiment
from playground.core.experiment import file as experiment_file
from playground.core.experiment.link import link, read_link
from playground.core.own_data.build import points_text
from playground.core.own_data.data_files import Table, read_points, read_text
from playground.core.session import file as session_file
from playground.engine.archiving import archive_of, take_up
from playground.engine.past import Past
from tests.support.sessions import NOTE, NUMBERS, OWN, TINY, busy_session, safetensors, said, saved, zipped
from tests.support.spoiling import spoilt, spoilt_text, spoilt_value

MEMORY = 1_000_000_000
SECONDS = 2.0
COUNTS = {"session": 2000, "experiment": 1200, "table": 1000, "pasted": 500, "array": 1000, "link": 1000}
Case = Callable[[random.Random], object]


class TooSlow(BaseException):
    """An input that took longer than it may."""


# ---- how each kind is read, and what a right load is ----


def use_session(path: Path) -> None:
    """What was loaded can be taken up, trained, gone back in, and saved again."""
    past = Past()
    run, _ = take_up(session_file.read(path), past)
    run.advance("iteration", careful=True)
    for _ in zip(range(30), run.going(0), strict=False):
        pass
    if run.prove() is None:
        session_file.write(path, archive_of(past, run))


def use_experiment(experiment: Experiment) -> None:
    assert Experiment.of(experiment.values()) == experiment
    assert Experiment.from_toml(experiment.to_toml()) == experiment


def use_table(table: Table) -> None:
    assert table.points.ndim == 2
    assert table.points.shape[1] == 2
    assert 1 <= len(table.points) <= table.rows
    assert np.isfinite(table.points).all()
    points_text(table.points)


# ---- inputs ----


def sessions(folder: Path) -> Case:
    sources = [
        saved(folder / "a.ganplay", busy_session()).read_bytes(),
        saved(folder / "b.ganplay", busy_session(TINY.changed({"spectral_norm": "on", **OWN}))).read_bytes(),
        saved(folder / "c.ganplay", said(experiment=TINY.changed({"packing": 2}))).read_bytes(),
    ]
    members = [[zipfile.ZipFile(io.BytesIO(raw)).read(name) for name in (NOTE, NUMBERS)] for raw in sources]

    def case(rng: random.Random) -> None:
        note, numbers = rng.choice(members)
        way = rng.random()
        if way < 0.15:
            raw = spoilt(rng, rng.choice(sources), rng.choice(sources))
        elif way < 0.55:
            value = json.loads(note)
            for _ in range(rng.choice((1, 1, 1, 2, 4))):
                value = spoilt_value(rng, value)
            raw = zipped((NOTE, json.dumps(value).encode()), (NUMBERS, numbers))
        elif way < 0.65:
            raw = zipped((NOTE, spoilt(rng, note, rng.choice(members)[0])), (NUMBERS, numbers))
        elif way < 0.85:
            n = int.from_bytes(numbers[:8], "little")
            header = json.dumps(spoilt_value(rng, json.loads(numbers[8 : 8 + n]))).encode()
            length = rng.choice((None, None, None, 0, 7, 2**31, 2**63))
            raw = zipped((NOTE, note), (NUMBERS, safetensors(header, numbers[8 + n :], length)))
        elif way < 0.97:
            raw = zipped((NOTE, note), (NUMBERS, spoilt(rng, numbers, rng.choice(members)[1])))
        else:
            raw = zipped((NOTE, note), (NUMBERS, rng.choice(members)[1]))
        path = folder / "fuzz.ganplay"
        path.write_bytes(raw)
        use_session(path)

    return case


def experiments(folder: Path) -> Case:
    own = EXPERIMENT.changed(OWN)
    experiment_file.write(folder / "own.toml", own, {"label": "mine", "rank": 3})
    texts = [
        EXPERIMENT.to_toml(),
        (folder / "own.toml").read_text(),
        own.to_toml(),
        'batch = 64\nseed = 3\n\n[about]\nlabel = """a\nb"""\n',
    ]

    def case(rng: random.Random) -> None:
        text = spoilt_text(rng, rng.choice(texts), rng.choice(texts))
        path = folder / "fuzz.toml"
        path.write_bytes(
            spoilt(rng, text.encode("utf-8", "replace"), b"=")
            if rng.random() < 0.15
            else text.encode("utf-8", "replace")
        )
        use_experiment(experiment_file.read(path))

    return case


def table_texts() -> list[str]:
    rows = np.random.default_rng(1).normal(size=(60, 2))
    return [
        "\n".join(f"{x:.6g},{y:.6g}" for x, y in rows),
        "x;y\n" + "\n".join(f"{x:.4f};{y:.4f}".replace(".", ",") for x, y in rows),
        "# a comment\nx\ty\n" + "\n".join(f"{x!r}\t{y!r}" for x, y in rows.tolist()),
        "\r\n".join(f'"{x:.3f}","{y:.3f}"' for x, y in rows),
    ]


def tables(folder: Path) -> Case:
    texts = table_texts()

    def case(rng: random.Random) -> None:
        text = spoilt_text(rng, rng.choice(texts), rng.choice(texts))
        raw = text.encode(rng.choice(("utf-8", "utf-8", "utf-16", "latin-1")), "replace")
        path = folder / "fuzz.csv"
        path.write_bytes(spoilt(rng, raw, b",") if rng.random() < 0.3 else raw)
        use_table(read_points(path))

    return case


def pasted(_folder: Path) -> Case:
    texts = table_texts()
    return lambda rng: use_table(read_text(spoilt_text(rng, rng.choice(texts), rng.choice(texts)), "the clipboard"))


def arrays(folder: Path) -> Case:
    points = np.random.default_rng(2).normal(size=(50, 2))
    npys, npzs = [], []
    for array in (points, points.astype(">f4"), np.asfortranarray(points), (points * 9).astype("<i2")):
        file = io.BytesIO()
        np.save(file, array)
        npys.append(file.getvalue())
        file = io.BytesIO()
        np.savez_compressed(file, points=array)
        npzs.append(file.getvalue())

    def headed(rng: random.Random, raw: bytes) -> bytes:
        """The same with another header, of which the length is right or not."""
        n = int.from_bytes(raw[8:10], "little")
        text = spoilt_text(rng, raw[10 : 10 + n].decode("latin-1"), "(1000000000000, 2)").encode("latin-1", "replace")
        version = rng.choice((b"\1\0", b"\1\0", b"\2\0", b"\3\0", b"\t\0"))
        length = rng.choice((len(text), len(text), len(text), 2**31 - 1, 0))
        return raw[:6] + version + length.to_bytes(4, "little")[: 2 if version == b"\1\0" else 4] + text + raw[10 + n :]

    def case(rng: random.Random) -> None:
        way = rng.random()
        if way < 0.3:
            raw = headed(rng, rng.choice(npys))
        elif way < 0.6:
            raw = spoilt(rng, rng.choice(npys), rng.choice(npys))
        elif way < 0.8:
            raw = spoilt(rng, rng.choice(npzs), rng.choice(npzs))
        else:
            name = rng.choice(("points.npy", "a.npy", "../x.npy", "points"))
            raw = zipped((name, headed(rng, rng.choice(npys))), packed=(name,))
        path = folder / "fuzz.npy"
        path.write_bytes(raw)
        use_table(read_points(path))

    return case


def links(_folder: Path) -> Case:
    texts = [
        link(EXPERIMENT.changed({"seed": 3, "batch": 64, "ema": 0.9})),
        link(EXPERIMENT.changed({"objective": "hinge", "penalty": "none", "d_updates": 2, "learning_rate_d": 3e-4})),
        link(EXPERIMENT.changed(OWN)),
        "ganplay:1",
        "ganplay:1?own_data=mixture%3A%200%200%200.1%201&target=own",
    ]
    return lambda rng: use_experiment(read_link(spoilt_text(rng, rng.choice(texts), rng.choice(texts))).experiment)


KINDS: dict[str, Callable[[Path], Case]] = {
    "session": sessions,
    "experiment": experiments,
    "table": tables,
    "pasted": pasted,
    "array": arrays,
    "link": links,
}


# ---- the loop ----


def unclear(message: str) -> bool:
    return not message.isprintable() or not 10 < len(message) < 1500 or re.search(r"[:,;\s]$", message) is not None


def tried(kind: str, case: Case, seed: str) -> Iterator[tuple[str, str]]:
    """What came of one input: (refused, loaded or failed, why)."""
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        case(random.Random(seed))
        yield "loaded", ""
    except InputError as error:
        bad = unclear(str(error)) or (kind not in ("pasted", "link") and f"fuzz.{ENDINGS[kind]}" not in str(error))
        yield ("failed", f"{seed}: {error!r}") if bad else ("refused", "")
    except (Exception, TooSlow):  # noqa: BLE001 (that is what is looked for)
        yield "failed", f"{seed}: {traceback.format_exc(-4)}"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


ENDINGS = {"session": "ganplay", "experiment": "toml", "table": "csv", "array": "npy"}


def main(folder: Path, seed: int) -> None:
    def too_slow(*_args: Any) -> None:
        raise TooSlow

    signal.signal(signal.SIGALRM, too_slow)
    cases = {kind: make(folder) for kind, make in KINDS.items()}
    use_session(folder / "a.ganplay")  # what is loaded at first use is loaded now
    now = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY, now + MEMORY))
    said: dict[str, Any] = {"failed": [], "slowest": 0.0}
    for kind, case in cases.items():
        counted = {"inputs": 0, "refused": 0, "loaded": 0, "failed": 0}
        for k in range(COUNTS[kind]):
            started = time.perf_counter()
            for what, why in tried(kind, case, f"{seed}/{kind}/{k}"):
                counted["inputs"] += 1
                counted[what] += 1
                said["failed"] += [why] if why else []
            said["slowest"] = max(said["slowest"], time.perf_counter() - started)
        said[kind] = counted
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
