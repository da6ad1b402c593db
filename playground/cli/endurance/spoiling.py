"""What can happen to a file: flipped bits, cuts, insertions, doublings, other numbers, pieces of another file."""

import copy
import random
import re
from collections.abc import Callable
from typing import Any

NUMBERS = (
    "0", "-1", "1", "255", "65536", "2147483648", "-9223372036854775809", "1e12", "1e400", "-1e-400", "nan", "inf", "-inf",
    "0x10", "1_000", "１２", "9" * 30, "9" * 5000, "1" + "0" * 200 + ".5", "true", "2026-01-01", '"7"', "",
)  # fmt: skip
PIECES = (
    "\0", "\n", "\r", "\t", '"', "'", '"""', "[", "]" * 3, "{", "}", "[" * 3000, "{a=" * 900, "=", ".", ".a" * 400, "#", ",",
    ";", "&", "?", "%00", "%ff", "%ud800", "\ud800", "\udfff", "\ufeff", "\u202e", "é", "😀", "x" * 3000, "1," * 3000,
    "\\", "\\ud800", "../..", "/etc/passwd", "C:\\nul", "own_data_file = \"../x\"\n", "version", "seed = 3\n", "left_out=1&",
    "target=own&", "points v1 count=20000 blur=0: eJw", "9" * 3000 + "x", "a.b.c = 1\n", "[[about]]\n", "{x} {0}",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 1, 2, 3, 7, 2**31, 2**53, 2**63, 2**64, -(2**63), 10**30, 0.5, -0.0, 1e308, 1e-320, "", "x", "d", "g",
    "iteration", "x" * 5000, "\n\0\u202e", "é😀", "../..", "cuda", "own", "adam", [], {}, [[]], [0] * 5000, {"a": 1},
    {"type": "typed"}, {"type": "turned", "experiment": 0}, "NaN", "I64", "F32", "F64", "BOOL",
)  # fmt: skip


def _flip(rng: random.Random, raw: bytes, _other: bytes) -> bytes:
    spoilt = bytearray(raw)
    for _ in range(rng.choice((1, 1, 2, 8, 64))):
        if spoilt:
            spoilt[rng.randrange(len(spoilt))] ^= 1 << rng.randrange(8)
    return bytes(spoilt)


def _cut(rng: random.Random, raw: bytes, _other: bytes) -> bytes:
    return raw[: rng.randrange(len(raw) + 1)]


def _insert(rng: random.Random, raw: bytes, _other: bytes) -> bytes:
    at = rng.randrange(len(raw) + 1)
    return raw[:at] + rng.randbytes(rng.choice((1, 4, 300))) + raw[at:]


def _double(rng: random.Random, raw: bytes, _other: bytes) -> bytes:
    a, b = sorted(rng.randrange(len(raw) + 1) for _ in range(2))
    return raw[:b] + raw[a:b] * rng.choice((1, 2, 9)) + raw[b:]


def _drop(rng: random.Random, raw: bytes, _other: bytes) -> bytes:
    a = rng.randrange(len(raw) + 1)
    return raw[:a] + raw[a + rng.choice((1, 2, 40, 1000)) :]


def _splice(rng: random.Random, raw: bytes, other: bytes) -> bytes:
    return raw[: rng.randrange(len(raw) + 1)] + other[rng.randrange(len(other) + 1) :]


_WAYS: tuple[Callable[[random.Random, bytes, bytes], bytes], ...] = (
    _flip,
    _flip,
    _cut,
    _insert,
    _double,
    _drop,
    _splice,
)


def spoilt(rng: random.Random, raw: bytes, other: bytes) -> bytes:
    """Bytes to which one to three things have happened."""
    for _ in range(rng.choice((1, 1, 2, 3))):
        raw = rng.choice(_WAYS)(rng, raw, other)
    return raw


def spoilt_text(rng: random.Random, text: str, other: str) -> str:
    """A text to which one to three things have happened, some of them just what a reader might stumble over."""
    for _ in range(rng.choice((1, 1, 2, 3))):
        way, at = rng.random(), rng.randrange(len(text) + 1)
        if way < 0.35 and (found := [*re.finditer(r"\d+(\.\d+)?", text)]):
            one = rng.choice(found)
            text = text[: one.start()] + rng.choice(NUMBERS) + text[one.end() :]
        elif way < 0.6:
            text = text[:at] + rng.choice(PIECES) + text[at:]
        elif way < 0.7:
            text = text[:at] + other[rng.randrange(len(other) + 1) :]
        elif way < 0.8:
            lines = text.splitlines(keepends=True) or [""]
            a, b = rng.randrange(len(lines)), rng.randrange(len(lines))
            lines[a], lines[b] = lines[b], rng.choice((lines[a], lines[a] * 40, ""))
            text = "".join(lines)
        elif way < 0.9:
            text = text[:at] + chr(rng.choice((rng.randrange(128), rng.randrange(0x500), 0x1F600))) + text[at + 1 :]
        else:
            text = text[:at] + text[at + rng.choice((1, 3, 60)) :]
    return text


def _inner(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) in a tree of lists and dicts."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        one = waiting.pop()
        items = one.items() if isinstance(one, dict) else enumerate(one) if isinstance(one, list) else ()
        for key, inner in items:
            found.append((one, key))
            waiting.append(inner)
    return found


def _value(rng: random.Random) -> Any:
    return copy.deepcopy(rng.choice(VALUES))


def _nested(depth: int) -> Any:
    value: Any = 0
    for _ in range(depth):
        value = [value]
    return value


def spoilt_value(rng: random.Random, value: Any) -> Any:
    """A tree of JSON in which one thing is another, is gone, is there twice, or has changed places."""
    places = _inner(value)
    if not places:
        return _value(rng)
    # a short key of the tree first, so that the rare places are hit as often as the frequent ones
    by_key: dict[str, list[tuple[Any, Any]]] = {}
    for place in places:
        by_key.setdefault(str(place[1]), []).append(place)
    box, key = rng.choice(by_key[rng.choice([*by_key])])
    other_box, other_key = rng.choice(places)
    way = rng.random()
    if way < 0.4:
        box[key] = _value(rng)
    elif way < 0.55 and isinstance(box[key], int):
        box[key] += rng.choice((-1, 1, 2, 100))
    elif way < 0.65:
        del box[key]
    elif way < 0.75 and isinstance(box, list):
        box.insert(rng.randrange(len(box) + 1), copy.deepcopy(box[key]))
    elif way < 0.85 and not isinstance(box[key], (list, dict)) and not isinstance(other_box[other_key], (list, dict)):
        box[key], other_box[other_key] = other_box[other_key], box[key]
    elif way < 0.9 and isinstance(box, dict):
        box[rng.choice(("more", "x" * 999, "\n", "1/0", key.upper()))] = box.pop(key)
    elif way < 0.92:
        box[key] = _nested(rng.choice((50, 700)))
    else:
        box[key] = _value(rng)
    return value
