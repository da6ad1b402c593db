"""What is quoted in a sentence: a file's name or a wrong value may be long, hold line breaks, or be no text at all."""

from __future__ import annotations

MOST = 300
"""Characters of a quotation."""


def plain(quoted: object, most: int = MOST) -> str:
    """Anything as text on one line that can be shown anywhere: clipped in the middle, without characters that don't print."""
    text = str(quoted)
    if len(text) > most:
        text = f"{text[: most // 2]}…{text[-(most // 2) :]}"
    return "".join(c if c.isprintable() else "\ufffd" for c in text)
