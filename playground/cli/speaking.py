"""The option --language: anywhere among the arguments, the language of this call instead of the environment's."""

from __future__ import annotations

from collections.abc import Sequence

from playground.core.errors import InputError
from playground.i18n import languages, tr, use_language
from playground.pseudo import CODE as PSEUDO

OPTION = "--language"
_asked = [""]


def asked() -> str:
    """The language that was asked for by the option; empty if none was."""
    return _asked[0]


def speak(arguments: Sequence[str]) -> list[str]:
    """Makes the language that the option names the current one, and returns the other arguments.

    InputError, one sentence, if there is no such language.
    """
    _asked[0] = ""
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        name, equals, value = word.partition("=")
        if name != OPTION:
            rest.append(word)
            continue
        _asked[0] = value if equals else next(words, "")
        if _asked[0] not in (*languages(), PSEUDO):
            names = ", ".join(languages())
            raise InputError(
                tr(
                    "{option}: {code!r} is not available; use one of: {names}",
                    option=OPTION,
                    code=_asked[0],
                    names=names,
                )
            )
        use_language(_asked[0])
    return rest
