"""The settings of earlier versions: an INI file of Qt's, of which the known plain values are read, and nothing else.

Qt itself would rebuild whatever object such a file describes, and PyQt a pickled one, which may run any command. So the text
is read here, and a value that begins with @, which is how Qt marks an object, is left alone.
"""

from __future__ import annotations

import re
from pathlib import Path

NAME = "gan-playground.conf"
"""Of the file, in the same folder."""
MOST_BYTES = 1_000_000
KINDS: dict[str, type] = {
    "window/theme": str,
    "engine/apart": bool,
    "history/megabytes": int,
    "display/dots": int,
    "files/recent": str,
}
"""What earlier versions kept, apart from the window's shape, which only Qt can read."""
LAYERS = "layers/"
"""Switches, by the layer's name."""
_BOOLS = {"true": True, "false": False}
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{1,4}|.)")
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "0": ""}


def read(path: Path) -> dict[str, bool | int | float | str]:
    """What can be taken over; nothing where there is no such file."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return {}
        text = path.read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError):
        return {}
    found: dict[str, bool | int | float | str] = {}
    section = ""
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[]").strip()
        elif "=" in line:
            name, raw = line.split("=", 1)
            key = name.strip() if section in ("", "General") else f"{section}/{name.strip()}"
            if (value := _value(raw.strip(), _kind(key))) is not None:
                found[key] = value
    return found


def _kind(key: str) -> type | None:
    return bool if key.startswith(LAYERS) else KINDS.get(key.replace("\\", "/"))


def _value(raw: str, kind: type | None) -> bool | int | str | None:
    if kind is None or raw.startswith(("@", '"@')):
        return None
    if kind is bool:
        return _BOOLS.get(raw.lower())
    if kind is int:
        return int(raw) if re.fullmatch(r"-?\d{1,9}", raw) else None
    return _ESCAPE.sub(_letter, raw[1:-1] if len(raw) > 1 and raw[0] == raw[-1] == '"' else raw)


def _letter(found: re.Match[str]) -> str:
    code = found[1]
    return chr(int(code[1:], 16)) if code[0] == "x" and len(code) > 1 else _LETTERS.get(code, code)
