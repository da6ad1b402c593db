"""Keys in words, as Qt names them in the language of now."""

from __future__ import annotations

from dataclasses import dataclass

from PyQt6.QtGui import QKeySequence


@dataclass(frozen=True)
class Keys:
    """Key sequences, as a value in a text: a text that is said again in another language names them in that."""

    sequences: tuple[QKeySequence, ...]

    def __str__(self) -> str:
        return ", ".join(keys.toString(QKeySequence.SequenceFormat.NativeText) for keys in self.sequences)
