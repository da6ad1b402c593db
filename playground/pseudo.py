"""A pseudo-language for developers: English in brackets, accented and 40 % longer, which shows what is cut or untranslated."""

from __future__ import annotations

import gettext
import re

CODE = "pseudo"
LONGER = 0.4
OPEN, CLOSE = "⟦", "⟧"
_ACCENTS = str.maketrans("aeiouyAEIOUcnsz", "áéíóúýÁÉÍÓÚçñšž")
_KEPT = re.compile(r"\{[^{}]*\}|%\(\w+\)[a-z]|%[srd](?![a-z])|<[^<>]*>|&\w+;|\n|P_data|P_model")
"""What is no word: fields, tags, entities, line ends, symbols."""


def pseudo(text: str) -> str:
    """The text in the pseudo-language; its fields and tags stay."""
    parts, at = [], 0
    for kept in _KEPT.finditer(text):
        parts += [text[at : kept.start()].translate(_ACCENTS), kept[0]]
        at = kept.end()
    parts.append(text[at:].translate(_ACCENTS))
    words = len(_KEPT.sub("", text))
    return f"{OPEN}{''.join(parts)}{'~' * round(LONGER * words)}{CLOSE}" if text.strip() else text


class Pseudo(gettext.NullTranslations):
    """A catalogue that has every text."""

    def gettext(self, message: str) -> str:
        return pseudo(message)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002 (gettext's own form)
        return pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo(msgid1 if n == 1 else msgid2)
