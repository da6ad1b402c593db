"""Quoting in messages: a file name or an invalid value may be long, contain line breaks, or not be text at all."""

from __future__ import annotations

MOST = 300
"""Maximum characters in a quotation."""


def plain(quoted: object, most: int = MOST) -> str:
    """Anything as text on one line that can be shown anywhere: shortened in the middle, without unprintable
    characters.
    """
    text = str(quoted)
    if len(text) > most:
        text = f"{text[: most // 2]}…{text[-(most // 2) :]}"
    return "".join(c if c.isprintable() else "\ufffd" for c in text)
