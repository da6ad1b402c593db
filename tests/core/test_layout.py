"""What a session or the settings say of the window's shape is judged in full: odd text is no layout, and never reaches Qt."""

import base64
import json
import random

import pytest

from playground.core.session import layout
from playground.core.session.layout import Box, Dock, Frame, Layout

SOUND = Layout(
    (
        Dock("knobs", "left", 0, shown=True, front=True, width=282, height=700),
        Dock("fit", "right", 0, shown=True, front=False, width=330, height=700),
        Dock("game", "right", 0, shown=True, front=True, width=330, height=700),
        Dock("latent", "bottom", 1, shown=False, front=True, width=0, height=0, floating=Box(-20, 40, 300, 200)),
    ),
    window=Frame(Box(10, 20, 1280, 800), maximized=False),
)


def changed(**values: object) -> str:
    note = json.loads(layout.text_of(SOUND))
    note["docks"][0] |= values
    return json.dumps(note)


def test_a_layout_is_read_as_it_was_written() -> None:
    assert layout.read(layout.text_of(SOUND)) == SOUND
    assert layout.read(layout.text_of(Layout(()))) == Layout(())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a layout",
        base64.b64encode(b"\x00\x00\x00\xff" * 200).decode(),
        "[]",
        "{}",
        "[" * 100_000,
        "[" * 15_000,
        '{"docks": [], "more": 1}',
        '{"docks": [], "version": 2}',
        '{"docks": [], "window": {"box": {"x": 0, "y": 0, "width": 1e9, "height": 1}, "maximized": false}}',
        '{"docks": [], "window": {"box": {"x": 0, "y": 0, "width": NaN, "height": 1}, "maximized": false}}',
        changed(name=""),
        changed(name="n" * 1000),
        changed(name="fit"),
        changed(name="\ud800"),
        changed(area="middle"),
        changed(area=1),
        changed(stack=-1),
        changed(stack=2**70),
        changed(width=-1),
        changed(width=10**6),
        changed(height=1.5),
        changed(shown="yes"),
        changed(floating={"x": 10**9, "y": 0, "width": 1, "height": 1}),
        json.dumps({"docks": json.loads(changed())["docks"] * 40}),
        "\ud800{}",
    ],
)
def test_what_is_odd_is_no_layout(text: str) -> None:
    assert layout.read(text) is None


def test_four_overwritten_bytes_give_no_layout_or_a_sound_one() -> None:
    rng, text = random.Random(0), layout.text_of(SOUND)
    for _ in range(3000):
        at = rng.randrange(len(text) - 4)
        found = layout.read(text[:at] + "".join(chr(rng.randrange(1, 256)) for _ in range(4)) + text[at + 4 :])
        if found is not None:
            assert layout.read(layout.text_of(found)) == found
