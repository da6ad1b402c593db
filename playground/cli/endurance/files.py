"""`endure files`: thousands of spoilt files, read in one process with 1 GB to spare and 2 s for each.

Each is refused in one clear sentence, or is a right load; nothing crashes, hangs or swells. The process is a separate one, as
its memory is limited for good.
"""

import io
import json
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from playground.child import python
from playground.cli.endurance.samples import NOTE, NUMBERS, OWN, TINY, archive, busy_session, safetensors, said, zipped
from playground.cli.endurance.spoiling import spoilt, spoilt_text, spoilt_value
from playground.core.errors import InputError
from playground.core.experiment import EXPERIMENT, Experiment
from playground.core.experiment import file as experiment_file
from playground.core.experiment.link import link, read_link
from playground.core.own_data.build import points_text
from playground.core.own_data.data_files import Table, read_points, read_text
from playground.core.session import file as session_file
from playground.core.session import layout
from playground.engine.archiving import archive_of, take_up
from playground.engine.past import Past
from playground.engine.session import Session
from playground.engine.sweep import plan, rows

MEMORY = 1_000_000_000
SECONDS = 2.0
SHARES = {
    "session": 30,
    "experiment": 15,
    "table": 14,
    "pasted": 7,
    "array": 14,
    "link": 8,
    "layout": 4,
    "sweep": 4,
    "results": 4,
}
"""How many of a hundred inputs are of each kind."""
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
    """It is the same after a turn through each of its forms."""
    assert Experiment.of(experiment.values()) == experiment
    assert Experiment.from_toml(experiment.to_toml()) == experiment


def use_table(table: Table) -> None:
    """It has finite points of the plane."""
    assert table.points.ndim == 2
    assert table.points.shape[1] == 2
    assert 1 <= len(table.points) <= table.rows
    assert np.isfinite(table.points).all()
    points_text(table.points)


# ---- inputs ----


def _saved(path: Path, session: Session) -> bytes:
    session_file.write(path, archive(session, "a layout"))
    return path.read_bytes()


def sessions(folder: Path) -> Case:
    """Spoilt session files."""
    sources = [
        _saved(folder / "a.ganplay", busy_session()),
        _saved(folder / "b.ganplay", busy_session(TINY.changed({"spectral_norm": "on", **OWN}))),
        _saved(folder / "c.ganplay", said(experiment=TINY.changed({"packing": 2}))),
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
    """Spoilt experiments."""
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
    """Tables as people have them."""
    rows = np.random.default_rng(1).normal(size=(60, 2))
    return [
        "\n".join(f"{x:.6g},{y:.6g}" for x, y in rows),
        "x;y\n" + "\n".join(f"{x:.4f};{y:.4f}".replace(".", ",") for x, y in rows),
        "# a comment\nx\ty\n" + "\n".join(f"{x!r}\t{y!r}" for x, y in rows.tolist()),
        "\r\n".join(f'"{x:.3f}","{y:.3f}"' for x, y in rows),
    ]


def tables(folder: Path) -> Case:
    """Spoilt tables."""
    texts = table_texts()

    def case(rng: random.Random) -> None:
        text = spoilt_text(rng, rng.choice(texts), rng.choice(texts))
        raw = text.encode(rng.choice(("utf-8", "utf-8", "utf-16", "latin-1")), "replace")
        path = folder / "fuzz.csv"
        path.write_bytes(spoilt(rng, raw, b",") if rng.random() < 0.3 else raw)
        use_table(read_points(path))

    return case


def pasted(_folder: Path) -> Case:
    """Spoilt tables from the clipboard."""
    texts = table_texts()
    return lambda rng: use_table(read_text(spoilt_text(rng, rng.choice(texts), rng.choice(texts)), "the clipboard"))


def arrays(folder: Path) -> Case:
    """Spoilt arrays of numpy."""
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


def layouts(_folder: Path) -> Case:
    """Spoilt layouts of the window: whatever it is, what is read is plain facts or nothing."""
    texts = [
        '{"version": 2, "docks": []}',
        "",
        "AAAA/wAAAAD9AAAA",
        '{"docks": [{"name": "fit", "area": "right"}], "window": [0, 0, 1280, 800]}',
    ]
    return lambda rng: layout.read(spoilt_text(rng, rng.choice(texts), rng.choice(texts)))


def sweeps(folder: Path) -> Case:
    """Spoilt sweeps."""
    texts = [path.read_text("utf-8") for path in sorted(plan.EXAMPLES.glob("*.toml"))]
    texts.append("iterations = 20\nseeds = [0]\n[grid]\npenalty_weight = [0.1, 1.0]\n")

    def case(rng: random.Random) -> None:
        path = folder / "fuzz.toml"
        path.write_bytes(spoilt_text(rng, rng.choice(texts), rng.choice(texts)).encode("utf-8", "replace"))
        plan.read(path)

    return case


def results(folder: Path) -> Case:
    """Spoilt tables of a sweep's runs."""
    head = "run,penalty_weight,seed,iterations,modes,d_loss,g_loss,diverged_at,seconds,link\n"
    text = head + "".join(f"{k:016x},0.1,{k},20,{k},1.25,0.7,,0.3,ganplay:1?seed={k}\n" for k in range(8))

    def case(rng: random.Random) -> None:
        path = folder / "fuzz.csv"
        path.write_bytes(spoilt_text(rng, text, text).encode("utf-8", "replace"))
        rows.read(path)

    return case


def links(_folder: Path) -> Case:
    """Spoilt links."""
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
    "layout": layouts,
    "sweep": sweeps,
    "results": results,
}


# ---- the loop ----


def unclear(message: str) -> bool:
    """Not one printable sentence."""
    return not message.isprintable() or not 10 < len(message) < 1500 or re.search(r"[:,;\s]$", message) is not None


def tried(kind: str, case: Case, seed: str) -> Iterator[tuple[str, str]]:
    """What came of one input: (refused, loaded or failed, why)."""
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        case(random.Random(seed))  # noqa: S311 (not a secret)
        yield "loaded", ""
    except InputError as error:
        bad = unclear(str(error)) or (kind in ENDINGS and f"fuzz.{ENDINGS[kind]}" not in str(error))
        yield ("failed", f"{seed}: {error!r}") if bad else ("refused", "")
    except (Exception, TooSlow):  # noqa: BLE001 (that is what is looked for)
        yield "failed", f"{seed}: {traceback.format_exc(-4)}"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


ENDINGS = {
    "session": "ganplay",
    "experiment": "toml",
    "table": "csv",
    "array": "npy",
    "sweep": "toml",
    "results": "csv",
}


def main(folder: Path, seed: int, times: int) -> None:
    """Reads them all, and prints what came of it as JSON."""

    def too_slow(*_args: object) -> None:
        raise TooSlow

    signal.signal(signal.SIGALRM, too_slow)
    cases = {kind: make(folder) for kind, make in KINDS.items()}
    use_session(folder / "a.ganplay")  # what is loaded at first use is loaded now
    now = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY, now + MEMORY))
    result: dict[str, Any] = {"inputs": 0, "failed": 0, "slowest_s": 0.0, "kinds": {}, "first": ""}
    for kind, case in cases.items():
        counted = {"inputs": 0, "refused": 0, "loaded": 0, "failed": 0}
        for k in range(max(1, times * SHARES[kind] // 100)):
            started = time.perf_counter()
            for what, why in tried(kind, case, f"{seed}/{kind}/{k}"):
                counted["inputs"] += 1
                counted[what] += 1
                result["first"] = result["first"] or why
            result["slowest_s"] = max(result["slowest_s"], time.perf_counter() - started)
        result["kinds"][kind] = counted
        result["inputs"] += counted["inputs"]
        result["failed"] += counted["failed"]
    sys.stdout.write(json.dumps(result))


def files(times: int, seed: int) -> dict[str, Any]:
    """What came of that many spoilt files; a crash of the process that reads them is a failure."""
    with tempfile.TemporaryDirectory() as folder:
        words = python("-X", "faulthandler", "-m", "playground.cli.endurance.files", folder, str(seed), str(times))
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode or done.stderr:
        return {
            "inputs": times,
            "seed": seed,
            "failed": 1,
            "exit_status": done.returncode,
            "first": done.stderr[-3000:],
        }
    result: dict[str, Any] = json.loads(done.stdout)
    return {"seed": seed, **result}


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
