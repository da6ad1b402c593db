"""Shortcuts in Hangul mode: where a keyboard types ㅇ, the key is the one of D (KS X 5002, the two-set layout)."""

from __future__ import annotations

from collections.abc import Iterable

from PyQt6.QtGui import QKeySequence

PLAIN = dict(zip("QWERTYUIOPASDFGHJKLZXCVBNM", "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ", strict=True))
SHIFTED = PLAIN | dict(zip("QWERTOP", "ㅃㅉㄸㄲㅆㅒㅖ", strict=True))
"""What a letter's key types alone, and with Shift."""


def with_hangul(keys: Iterable[QKeySequence]) -> list[QKeySequence]:
    """The same keys, and after them those of single letters as they are in Hangul mode."""
    keys = list(keys)
    more = []
    for key in keys:
        text = key.toString(QKeySequence.SequenceFormat.PortableText)
        if text in PLAIN:
            more.append(QKeySequence(PLAIN[text]))
        elif (letter := text.removeprefix("Shift+")) in SHIFTED and text.startswith("Shift+"):
            shifted = SHIFTED[letter]
            more += [QKeySequence(f"Shift+{shifted}"), *([QKeySequence(shifted)] if shifted != PLAIN[letter] else [])]
    return keys + more
