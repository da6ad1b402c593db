"""A screen reader's view of the real program, over AT-SPI, on a virtual screen: names, roles, and summaries that follow."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground.linux import is_present

READER = Path(__file__).parent / "support" / "screen_reader.py"
LAUNCHER = next(
    (p for p in ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher") if Path(p).exists()),
    "",
)
SYSTEM_PYTHON = "/usr/bin/python3"
ROLES = {"filler", "image"}
"""Of what is painted: PyQt6 can't give a widget a role, so a plot is a filler with a name and a description."""


pytestmark = pytest.mark.skipif(
    not (LAUNCHER and all(map(is_present, ("Xvfb", "xdotool", "dbus-daemon", "Atspi-bindings")))),
    reason="needs Xvfb, xdotool, dbus and AT-SPI with its Python bindings",
)

Node = tuple[str, str, str, bool, bool]


class Reader:
    """The program on a screen of its own, with an accessibility bus of its own."""

    def __init__(self, environment: dict[str, str], process: int) -> None:
        self.environment, self.process = environment, process

    def hears(self) -> list[Node]:
        done = subprocess.run(
            [SYSTEM_PYTHON, str(READER), str(self.process)],
            env=self.environment, capture_output=True, text=True, check=True, timeout=120,
        )  # fmt: skip
        return [tuple(node) for node in json.loads(done.stdout)]

    def until_hears(self, name: str, words: str) -> list[Node]:
        """Waits until something of this name is described with these words."""
        end = time.monotonic() + 60
        while True:
            nodes = self.hears()
            if any(words in description for _, called, description, _, _ in nodes if called == name):
                return nodes
            assert time.monotonic() < end, [node for node in nodes if node[1] == name]

    def press(self, keys: str) -> None:
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", "GAN playground"],
            env=self.environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        window = found.stdout.split()[0]
        subprocess.run(["xdotool", "windowfocus", "--sync", window, "key", keys], env=self.environment, check=True)


def started(words: list[str], environment: dict[str, str], fds: tuple[int, ...] = ()) -> subprocess.Popen[bytes]:
    return subprocess.Popen(words, env=environment, pass_fds=fds, stderr=subprocess.DEVNULL)


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("QT_", "DBUS_", "XDG_"))}
    environment |= {"XDG_CONFIG_HOME": str(tmp_path), "LANG": "C.UTF-8", "LANGUAGE": "en", "QT_QPA_PLATFORM": "xcb"}
    environment |= {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "PYTHONPATH": str(READER.parents[2])}
    running = []
    try:
        for words, name, form in (
            (["Xvfb", "-displayfd", "{fd}", "-screen", "0", "1440x900x24", "-nolisten", "tcp"], "DISPLAY", ":{}"),
            (["dbus-daemon", "--session", "--print-address={fd}"], "DBUS_SESSION_BUS_ADDRESS", "{}"),
        ):
            here, there = os.pipe()
            running.append(started([word.replace("{fd}", str(there)) for word in words], environment, (there,)))
            os.close(there)
            with os.fdopen(here) as told:
                environment[name] = form.format(told.readline().strip())
        running.append(started([LAUNCHER, "--launch-immediately"], environment))
        program = started([sys.executable, "-m", "playground"], environment)
        running.append(program)
        yield Reader(environment, program.pid)
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait(20)


def test_everything_that_takes_the_focus_has_a_name_and_a_role_and_plots_say_their_state(reader: Reader) -> None:
    reader.until_hears("plane", "Iteration 0")
    reader.press("w")  # the workshop, with all its docks
    nodes = reader.until_hears("curves", "drawn yet")
    focusable = [node for node in nodes if node[3] and (node[4] or node[0] != "label")]  # hidden labels are empty yet
    assert len(focusable) > 200
    assert [node for node in focusable if not node[1] or node[0] in ("unknown", "invalid", "")] == []
    named = {name: role for role, name, _, _, _ in nodes}
    assert {named["D's verdicts"], named["timeline"], named["the game"]} == {"image"}
    reader.press("d")
    reader.until_hears("plane", "Only D is learning")
    reader.press("g")
    reader.until_hears("plane", "0.50 is a guess")
    reader.until_hears("timeline", "At iteration")
