"""One knob and its value, as they are typed on the command line: KEY=VALUE."""

from __future__ import annotations

import tomllib
from typing import Any

from playground.core.errors import InputError
from playground.core.files.sentence import plain
from playground.i18n import tr


def parse_assignment(text: str) -> tuple[str, Any]:
    """("batch", 256) from "batch=256": a TOML value or a bare name; InputError without an equals sign."""
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise InputError(tr("{text!r} is not of the form KEY=VALUE", text=plain(text)))
    try:
        return key.strip(), tomllib.loads(f"value = {value}")["value"]
    except (ValueError, RecursionError):
        return key.strip(), value.strip()
