"""Wayland, under weston on a virtual screen: panels float, dock again and are reset, and the clipboard works both ways."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground.linux import is_present

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.skipif(
    not all(map(is_present, ("Xvfb", "xdotool", "weston", "wl-copy"))),
    reason="needs Xvfb, xdotool, weston, wl-clipboard",
)


@pytest.fixture
def compositor(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of programs that show their windows there."""
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("QT_")}
    environment |= {"XDG_RUNTIME_DIR": str(runtime), "PYTHONPATH": str(ROOT), "LANGUAGE": "en"}
    here, there = os.pipe()
    words = ["Xvfb", "-displayfd", str(there), "-screen", "0", "1500x1050x24", "-nolisten", "tcp"]
    screen = subprocess.Popen(words, pass_fds=[there], stderr=subprocess.DEVNULL)
    os.close(there)
    with os.fdopen(here) as told:
        display = f":{told.readline().strip()}"
    words = ["weston", "--backend=x11-backend.so", "--width=1400", "--height=1000", "--socket=wl-test", "--idle-time=0"]
    weston = subprocess.Popen(
        words, env=environment | {"DISPLAY": display}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(300):
            if (runtime / "wl-test").exists():
                break
            subprocess.run(["sleep", "0.1"], check=True)
        yield environment | {"WAYLAND_DISPLAY": "wl-test", "QT_QPA_PLATFORM": "wayland", "X_DISPLAY": display}
    finally:
        for process in (weston, screen):
            process.terminate()
            process.wait(20)


def test_panels_and_the_clipboard_work_under_wayland(compositor: dict[str, str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.wayland", str(tmp_path)],
        env=compositor, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen.pop("platform") == "wayland"
    floated = seen.pop("floated")
    assert len(floated) >= 3
    assert set(map(tuple, floated.values())) == {(True, True)}, floated
    assert seen.pop("floating after reset") == []
    assert all(seen.values()), seen
